package io.rocketjob.batch.record;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Reads the records of one file, in order. Holds no more than a few of them in memory.
 *
 * @since 0.1.0
 */
public interface RecordFileReader extends Closeable {

	/**
	 * Reads the next record.
	 * @return the record, {@code null} when there is none: its text as it is in the file
	 * where there is a {@link #layout()}; else what the job gets, or a map of names and
	 * values, or a list or a simple value that is mapped to the type of its records
	 * @throws FileContentException when the content is wrong
	 * @throws IOException when the file cannot be read
	 */
	@Nullable Object read() throws IOException;

	/**
	 * In which line the record begins that was read last. Stored with it where it is
	 * text, so that what is wrong with it can be found in the file.
	 * @return the number of the line from 1, or what {@link RecordFormat#place} says; 0
	 * before the first record, and always where records have no such number
	 */
	default long line() {
		return 0;
	}

	/**
	 * What a {@link RecordFormat#parser parser} has to know of this file, such as its
	 * columns. Stored with each slice of it, so it is small. The same for all records of
	 * the file.
	 * @return names and values, which are strings, numbers, booleans, and maps and lists
	 * of these; {@code null} when records are not parsed after they were read
	 */
	default @Nullable Map<String, Object> layout() {
		return null;
	}

	/**
	 * Releases what it holds beside the stream, which is closed by the caller.
	 * @throws IOException when that fails
	 */
	@Override
	default void close() throws IOException {
	}

}
