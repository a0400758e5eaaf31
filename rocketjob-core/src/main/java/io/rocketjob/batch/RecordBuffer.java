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
	 * Which of its records have several lines, where {@link #bytes()} do not tell.
	 * @return what to store beside these, or {@code null} when there is nothing to say
	 */
	byte @Nullable [] lineCounts();

	/**
	 * Adds what another buffer of the same kind has had.
	 * @param bytes its bytes
	 * @param count how many records these are
	 * @param lineCounts which of these have several lines
	 */
	void addAll(byte[] bytes, int count, byte @Nullable [] lineCounts);

	/**
	 * Reads what a buffer has had.
	 * @param text whether it was for text
	 * @param bytes its bytes
	 * @param lineCounts which of its records have several lines
	 * @return the records
	 */
	static List<@Nullable Object> read(boolean text, byte[] bytes, byte @Nullable [] lineCounts) {
		return text ? TextBuffer.read(bytes, lineCounts) : BsonBuffer.read(bytes);
	}

}
