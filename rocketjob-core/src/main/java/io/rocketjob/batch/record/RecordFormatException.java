package io.rocketjob.batch.record;

import io.rocketjob.RocketJobException;

/**
 * The record formats of an application do not fit together, so that it cannot start.
 *
 * @since 0.1.0
 */
public class RecordFormatException extends RocketJobException {

	private final String action;

	RecordFormatException(String message, String action) {
		super(message);
		this.action = action;
	}

	/**
	 * What would be right.
	 * @return a sentence
	 */
	public String action() {
		return this.action;
	}

}
