package io.rocketjob.batch.record.csv;

import java.io.IOException;
import java.io.Writer;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Writes the values of one record.
 */
interface RowWriter {

	/**
	 * Writes a record.
	 * @param values its values, {@code null} for nothing
	 * @throws IOException when it cannot be written
	 * @throws IllegalArgumentException when a value cannot be expressed, saying why
	 */
	void write(List<@Nullable String> values) throws IOException;

	/**
	 * Gives all that was written to the writer.
	 * @throws IOException when it cannot be written
	 */
	void finish() throws IOException;

	/**
	 * Makes a writer of records.
	 * @param writer where to write them
	 * @param options how to write them
	 * @return the writer
	 */
	static RowWriter of(Writer writer, DelimitedOptions options) {
		return options.dialect().quotes() ? new QuotedRowWriter(writer, options) : new PlainRowWriter(writer, options);
	}

}
