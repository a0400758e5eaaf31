package io.rocketjob;

import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.WritableResource;

/**
 * A batch job as it was when it was read, with the operations on its slices. Status,
 * statistics, failures and output are read from the database when asked for; all else is
 * of the time when the job was read. Thread-safe.
 *
 * @param <F> the type of the fields
 * @since 0.1.0
 */
public interface BatchInstance<F extends @Nullable Object> extends JobInstance<F> {

	/**
	 * What is done of it, or will be next.
	 * @return the phase
	 */
	BatchPhase phase();

	/**
	 * How many records have been uploaded.
	 * @return the count over all categories
	 */
	long recordCount();

	/**
	 * Whether records are still being uploaded.
	 * @return whether {@link #recordCount()} is not final
	 */
	boolean isUploading();

	/**
	 * How the job stands now. Reads the job and counts its slices.
	 * @return the status
	 * @throws JobNotFoundException when the job no longer exists
	 */
	@Override
	BatchStatus status();

	/**
	 * How much has been worked on now, see {@link BatchStatus#percentComplete()}.
	 * @return 0 to 100
	 * @throws JobNotFoundException when the job no longer exists
	 */
	@Override
	int percentComplete();

	/**
	 * What the slices that are done have counted, exactly once for each record that
	 * succeeded. It fits the output and {@link BatchStatus#recordsDone()}: what records
	 * of a slice have counted that has failed, or is worked on, is kept with the slice,
	 * and is added when that is done. So it is empty as long as no slice is.
	 * @return the counters, sorted by name
	 * @throws JobNotFoundException when the job no longer exists
	 */
	Map<String, Long> statistics();

	/**
	 * Changes how many workers may work on the job at the same time. Workers that are too
	 * many leave it when their slice is done.
	 * @param workers at least 1; {@code null} for no limit
	 * @return the job as it is then
	 * @throws JobStateException when the job has ended
	 */
	BatchInstance<F> throttleRunningWorkers(@Nullable Integer workers);

	/**
	 * The failed slices by the class of their exception and by what its message has in
	 * common with others, most frequent first. Reads little of each slice.
	 * @return the groups, at most 1,000 and one for each class with the rest
	 */
	List<FailureGroup> failures();

	/**
	 * The failed slices in the order of their records.
	 * @return a stream that must be closed, best by try-with-resources
	 */
	Stream<FailedSlice> failedSlices();

	/**
	 * Writes the main output to a file, see {@link #download(Path, Consumer)}.
	 * @param file the file
	 * @return how many records were written
	 */
	default long download(Path file) {
		return download(file, (options) -> {
		});
	}

	/**
	 * Writes the output of a category to a file, see {@link #download(Path, Consumer)}.
	 * @param category the name of an output category
	 * @param file the file
	 * @return how many records were written
	 */
	default long download(String category, Path file) {
		return download(file, (options) -> options.category(category));
	}

	/**
	 * Writes output to a file, in the order of the input. What its name ends with says
	 * how to pack it, in any combination: {@code .gz}, {@code .bz2}, {@code .zst},
	 * {@code .zip}, {@code .enc}. The file appears when it is complete.
	 * <p>
	 * It has the format that the options name, else that of the category, else a line a
	 * record. In lines strings and simple values are written as they are, others as JSON
	 * by the {@code JsonMapper} of the application, or without one as relaxed extended
	 * JSON of MongoDB.
	 * <p>
	 * May be called at any time; before the job is completed there is what the slices
	 * done so far have made.
	 * @param file the file, replaced if it exists
	 * @param options says what to write
	 * @return how many records were written
	 * @throws JobNotFoundException when the job no longer exists
	 * @throws IllegalArgumentException when there is no such category, format or option
	 * @throws RocketJobException when the file is a directory or cannot be written, or a
	 * record has encrypted values and the options do not say
	 * {@link DownloadOptions#decrypt}
	 */
	long download(Path file, Consumer<DownloadOptions> options);

	/**
	 * Writes output to a resource. As {@link #download(Path, Consumer)}, but that what
	 * has been written when it fails is a matter of the resource.
	 * @param resource where to write
	 * @param options says what to write
	 * @return how many records were written
	 */
	long download(WritableResource resource, Consumer<DownloadOptions> options);

	/**
	 * Writes output to a stream, which is not closed. As
	 * {@link #download(Path, Consumer)}; there is no name to say how to write it but
	 * {@link DownloadOptions#as}.
	 * @param stream where to write
	 * @param options says what to write
	 * @return how many records were written
	 */
	long download(OutputStream stream, Consumer<DownloadOptions> options);

	/**
	 * Counts the output of a category, by what its slices say.
	 * @param category the name of an output category
	 * @return how many records it has now
	 */
	long outputCount(String category);

	/**
	 * Reads output, in the order of the input. {@link Encrypted} fields of the type are
	 * decrypted; the stream fails at a record with encrypted values that the type does
	 * not have as encrypted fields, such as a {@code Document}.
	 * @param category the name of an output category
	 * @param type the type to read the records as
	 * @param <T> the type to read the records as
	 * @return a stream that must be closed, best by try-with-resources
	 */
	<T> Stream<@Nullable T> output(String category, Class<T> type);

	@Override
	BatchInstance<F> reload();

	@Override
	BatchInstance<F> retry();

	@Override
	BatchInstance<F> pause();

	@Override
	BatchInstance<F> resume();

	@Override
	BatchInstance<F> abort(@Nullable String reason);

	@Override
	BatchInstance<F> fail(String reason);

	@Override
	BatchInstance<F> runNow();

	@Override
	BatchInstance<F> update(Consumer<JobUpdate> changes);

	/**
	 * What to write in a download.
	 *
	 * @since 0.1.0
	 */
	interface DownloadOptions {

		/**
		 * Sets the category.
		 * @param category the name of an output category, {@code main} if not set
		 * @return this
		 */
		DownloadOptions category(String category);

		/**
		 * Sets a line to write before all records. Formats without such a line refuse it.
		 * @param line the line, without its line break
		 * @return this
		 */
		DownloadOptions header(String line);

		/**
		 * Sets the format.
		 * @param name the name of a format, such as {@code "lines"}; {@code "auto"} for
		 * the one that the name of the file tells, raw lines where it tells none
		 * @return this
		 */
		DownloadOptions format(String name);

		/**
		 * Sets how to encode characters. A character that the charset lacks fails the
		 * download, which names the record and the character. Files in UTF-16 and UTF-32
		 * begin with a byte order mark. Categories that are stored as text can only be
		 * written in UTF-8; formats that are no text have no use for it.
		 * @param charset the charset; if not set, what the option {@code charset} of the
		 * category says, else UTF-8; stateful charsets, such as ISO-2022-JP, and EBCDIC
		 * are refused
		 * @return this
		 */
		DownloadOptions charset(Charset charset);

		/**
		 * Sets an option of the format. Those of the category stay, unless another format
		 * is named.
		 * @param name its name, see the format
		 * @param value its value: a text, a number, a boolean, or a list of texts
		 * @return this
		 */
		DownloadOptions option(String name, Object value);

		/**
		 * Sets the name that says how to write, in place of the name of the file.
		 * @param name a name such as {@code "x.gz"}
		 * @return this
		 */
		DownloadOptions as(String name);

		/**
		 * Writes the values of {@link Encrypted} fields in the clear. Without it, records
		 * that have such values are not written: the download fails and says so.
		 * @param type the class of the records, which says what of them is encrypted;
		 * they are read as that class, so that what it does not have is left out; where
		 * that is an encrypted value, the download fails
		 * @return this
		 */
		DownloadOptions decrypt(Class<?> type);

		/**
		 * Writes JSON as relaxed extended JSON of MongoDB, which keeps types apart that
		 * JSON itself does not have, such as {@code {"$date": "…"}}. Otherwise it is
		 * written by the {@code JsonMapper} of the application, if there is one.
		 * Categories that are stored as text cannot be written so.
		 * @return this
		 */
		DownloadOptions extendedJson();

	}

}
