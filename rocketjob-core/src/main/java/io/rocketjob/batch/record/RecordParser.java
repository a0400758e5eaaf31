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
	 * @throws RecordValueException when a value is wrong, with a message that may show it
	 * where it is not to be encrypted, and another one without it: the record fails
	 * @throws RuntimeException when it cannot be parsed, with a message that says what is
	 * wrong and where in the record, without its values: the record fails. The file and
	 * the line are put before it
	 */
	Object parse(String text);

}
