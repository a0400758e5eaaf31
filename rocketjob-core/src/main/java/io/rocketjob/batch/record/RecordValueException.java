package io.rocketjob.batch.record;

/**
 * A record has a value that does not fit. Its message may show the value, for people who
 * must find it in their file. Where that must not be, such as in an encrypted category,
 * {@link #concealed()} is shown in place of the message.
 *
 * @since 0.1.0
 */
public final class RecordValueException extends IllegalArgumentException {

	private final String concealed;

	/**
	 * Makes it.
	 * @param message what is wrong, and where
	 * @param concealed the same without the value
	 */
	public RecordValueException(String message, String concealed) {
		super(message);
		this.concealed = concealed;
	}

	RecordValueException(String message, String concealed, Throwable cause) {
		super(message, cause);
		this.concealed = concealed;
	}

	/**
	 * What is wrong, and where, without the value.
	 * @return the text
	 */
	public String concealed() {
		return this.concealed;
	}

}
