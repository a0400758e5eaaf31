package io.rocketjob.batch;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Collects the records of one slice in the form in which they will be stored, before
 * compression and encryption.
 */
interface RecordBuffer {

	/**
	 * Adds a record.
	 * @param stored its stored form, or {@code null}
	 */
	void add(@Nullable Object stored);

	/**
	 * How many records it has.
	 * @return the count
	 */
	int count();

	/**
	 * How large it is.
	 * @return the size in bytes
	 */
	int size();

	/** Remembers what it has now. */
	void mark();

	/** Goes back to what it had at the last mark. */
	void reset();

	/**
	 * What it has, complete.
	 * @return the bytes
	 */
	byte[] bytes();

	/**
	 * Adds what another buffer of the same kind has had.
	 * @param bytes its bytes
	 * @param count how many records these are
	 */
	void addAll(byte[] bytes, int count);

	/**
	 * Makes a buffer.
	 * @param text whether for lines of text
	 * @param lines how values are written as lines
	 * @return the buffer
	 */
	static RecordBuffer of(boolean text, Lines lines) {
		return text ? new TextBuffer(lines) : new BsonBuffer();
	}

	/**
	 * Reads what a buffer has had.
	 * @param text whether it was for lines of text
	 * @param bytes its bytes
	 * @return the records
	 */
	static List<@Nullable Object> read(boolean text, byte[] bytes) {
		return text ? TextBuffer.read(bytes) : BsonBuffer.read(bytes);
	}

}
