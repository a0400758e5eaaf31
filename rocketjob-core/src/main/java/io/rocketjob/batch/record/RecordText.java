package io.rocketjob.batch.record;

/**
 * Writes a record as the text that a file has of it. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RecordText {

	/**
	 * Writes a record.
	 * @param record the record
	 * @param text receives the text, with the line break at its end
	 * @throws IllegalArgumentException when the format cannot express the record, saying
	 * what it has, as in "has no names"
	 */
	void write(RecordValue record, StringBuilder text);

}
