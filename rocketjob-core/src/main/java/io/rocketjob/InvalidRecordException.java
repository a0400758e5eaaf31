package io.rocketjob;

import org.jspecify.annotations.Nullable;

/**
 * A record of a batch cannot be read or stored. Says which, and what would be right.
 *
 * @since 0.1.0
 */
public class InvalidRecordException extends RocketJobException {

	private final long recordNumber;

	public InvalidRecordException(long recordNumber, String problem, @Nullable Throwable cause) {
		super(problem, cause);
		this.recordNumber = recordNumber;
	}

	/**
	 * The number of the record in its category or file.
	 * @return the number, from 1
	 */
	public long recordNumber() {
		return this.recordNumber;
	}

}
