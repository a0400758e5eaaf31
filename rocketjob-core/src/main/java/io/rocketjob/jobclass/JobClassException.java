package io.rocketjob.jobclass;

import io.rocketjob.RocketJobException;
import org.jspecify.annotations.Nullable;

/**
 * Internal: the job classes of an application, or their configuration, are wrong, so that
 * it must not start.
 */
public final class JobClassException extends RocketJobException {

	private final String action;

	/**
	 * Says what is wrong and what would be right.
	 * @param description what is wrong, and where
	 * @param action what to do about it
	 */
	public JobClassException(String description, String action) {
		super(description);
		this.action = action;
	}

	/**
	 * Says what is wrong and what would be right.
	 * @param description what is wrong, and where
	 * @param action what to do about it
	 * @param cause what has found it, {@code null} when there is no exception that did
	 */
	public JobClassException(String description, String action, @Nullable Throwable cause) {
		super(description, cause);
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
