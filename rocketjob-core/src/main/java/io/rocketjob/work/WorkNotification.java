package io.rocketjob.work;

import org.jspecify.annotations.Nullable;

/**
 * Internal: what may have become claimable.
 *
 * @param kind what it is
 * @param jobClass the name of the job class, {@code null} when it is of several or not
 * known
 */
public record WorkNotification(Kind kind, @Nullable String jobClass) {

	/** What may have become claimable. */
	public enum Kind {

		/** Jobs that come after those that are waiting already. */
		NEW,

		/** Jobs that may come before those that were waiting. */
		OLDER,

		/** Slices of a batch, for any number of workers. */
		SLICES

	}

}
