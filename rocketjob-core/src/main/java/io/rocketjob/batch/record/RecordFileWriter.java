package io.rocketjob.batch.record;

import java.io.Closeable;
import java.io.IOException;

/**
 * Writes records to one file, in order. Holds no more than a few of them in memory.
 *
 * @since 0.1.0
 */
public interface RecordFileWriter extends Closeable {

	/**
	 * Writes a record.
	 * @param record the record
	 * @throws IOException when the file cannot be written
	 * @throws RuntimeException when the format cannot express the record: the download
	 * fails
	 */
	void write(RecordValue record) throws IOException;

	/**
	 * Writes what comes after the last record. Called once, unless something failed
	 * before.
	 * @throws IOException when the file cannot be written
	 */
	default void finish() throws IOException {
	}

	/**
	 * Releases what it holds beside the stream, which is closed by the caller. Called
	 * also when something failed.
	 * @throws IOException when that fails
	 */
	@Override
	default void close() throws IOException {
	}

}
