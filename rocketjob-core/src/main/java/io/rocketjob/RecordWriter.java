package io.rocketjob;

import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.springframework.core.io.Resource;

/**
 * Takes the records of an upload, one by one. Used by one thread, during
 * {@link RecordSource#writeTo} only.
 *
 * @param <I> the type of the records
 * @since 0.1.0
 */
public interface RecordWriter<I> {

	/**
	 * Adds a record.
	 * @param record the record
	 * @throws InvalidRecordException when it cannot be stored, or is too large
	 * @throws JobCancelledException when the job has been ended or deleted meanwhile
	 */
	void write(I record);

	/**
	 * How many records have been written by this upload.
	 * @return the count
	 */
	long count();

	/**
	 * Adds records.
	 * @param records the records
	 */
	default void writeAll(Iterable<? extends I> records) {
		records.forEach(this::write);
	}

	/**
	 * Adds the records of a stream, and closes it.
	 * @param records the records
	 */
	default void writeAll(Stream<? extends I> records) {
		try (records) {
			records.forEachOrdered(this::write);
		}
	}

	/**
	 * Adds the records of a file, in the format of the category, see
	 * {@link #writeFile(Resource, Consumer)}.
	 * @param file the file
	 */
	default void writeFile(Resource file) {
		writeFile(file, (options) -> {
		});
	}

	/**
	 * Adds the records of a file. What its name ends with says how to unpack it, in any
	 * combination: {@code .gz}, {@code .bz2}, {@code .xz}, {@code .zst}, {@code .zip}
	 * with one file, {@code .enc}, {@code .pgp}. What is inside has the format that the
	 * options name, else that of the category, else it is raw lines, each a string
	 * without its line break.
	 * @param file the file
	 * @param options says how to read it
	 * @throws IllegalArgumentException when there is no such format or option, or the
	 * format cannot read the charset
	 * @throws InvalidRecordException when a record is too long, or is not in the format
	 * or the charset, or the file is damaged, naming the file and the place in it
	 */
	void writeFile(Resource file, Consumer<FileOptions> options);

	/**
	 * How to read a file.
	 *
	 * @since 0.1.0
	 */
	interface FileOptions {

		/**
		 * Sets the format.
		 * @param name the name of a format, such as {@code "lines"}; {@code "auto"} for
		 * the one that the name of the file tells, raw lines where it tells none
		 * @return this
		 */
		FileOptions format(String name);

		/**
		 * Sets how characters are encoded. A byte order mark of UTF-8, UTF-16 or UTF-32
		 * at the beginning of a file of text wins. Formats that are no text have no use
		 * for it.
		 * @param charset the charset; if not set, what the option {@code charset} of the
		 * category says, else UTF-8; stateful charsets, such as ISO-2022-JP, and EBCDIC
		 * are refused
		 * @return this
		 */
		FileOptions charset(Charset charset);

		/**
		 * Sets what becomes of bytes that the charset does not allow.
		 * @param action {@link CodingErrorAction#REPORT} for an error that names line and
		 * byte, {@link CodingErrorAction#REPLACE} to put U+FFFD in their place,
		 * {@link CodingErrorAction#IGNORE} to drop them; if not set, what the option
		 * {@code malformed} of the category says, else an error
		 * @return this
		 */
		FileOptions malformed(CodingErrorAction action);

		/**
		 * Sets which file of a {@code .zip} archive to read. Without it the archive must
		 * have exactly one, folders and what a Mac adds aside.
		 * @param name the name of the file in the archive, with its folders
		 * @return this
		 */
		FileOptions entry(String name);

		/**
		 * Sets an option of the format. Those of the category stay, unless another format
		 * is named.
		 * @param name its name, see the format
		 * @param value its value: a text, a number, a boolean, or a list of texts
		 * @return this
		 */
		FileOptions option(String name, Object value);

	}

}
