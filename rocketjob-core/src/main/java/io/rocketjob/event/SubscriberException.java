package io.rocketjob.event;

import io.rocketjob.RocketJobException;

/**
 * Internal: a class that is marked as a subscriber cannot be one, so that the application
 * must not start.
 */
public final class SubscriberException extends RocketJobException {

	private final String action;

	/**
	 * Says what is wrong and what would be right.
	 * @param description what is wrong, and where
	 * @param action what to do about it
	 */
	public SubscriberException(String description, String action) {
		super(description);
		this.action = action;
	}

	/**
	 * What would be right.
	 * @return what to do
	 */
	public String action() {
		return this.action;
	}

}
