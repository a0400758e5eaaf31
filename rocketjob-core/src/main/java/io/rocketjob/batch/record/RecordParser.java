package io.rocketjob.batch.record;

/**
 * Makes a value of the text of a record, on a worker.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RecordParser {

	/**
	 * Parses a record.
	 * @param text the record as it is in its file
	 * @return a value of the type that the job declares; or a map of names and values, or
	 * a list or a simple value, that is mapped to it
	 * @throws RuntimeException when it cannot be parsed, with a message that says what is
	 * wrong and where in the record, without its values: the record fails
	 */
	Object parse(String text);

}
