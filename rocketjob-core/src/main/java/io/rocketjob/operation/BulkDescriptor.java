package io.rocketjob.operation;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * An action with many jobs, and how far it is.
 *
 * @param id its id
 * @param action what is done
 * @param text the search whose jobs are meant, hidden from those who may not see the
 * values in it; {@code null} when the jobs were chosen one by one
 * @param state how it stands
 * @param jobs how many jobs there were when it began
 * @param done with how many of them it was done
 * @param refused how many were refused
 * @param left how many are left at least, 0 when it has ended
 * @param refusals why jobs were refused, at most 20 reasons
 * @param operator who has begun it, {@code null} where users are not known
 * @param process the process that does it
 * @param startedAt when it began
 * @param updatedAt when it was last seen to go on
 * @param problem why it has failed, {@code null} unless it has
 * @since 0.1.0
 */
public record BulkDescriptor(String id, String action, @Nullable String text, State state, BoundedCount jobs, long done,
		long refused, long left, List<RefusalDescriptor> refusals, @Nullable String operator, String process,
		Instant startedAt, Instant updatedAt, @Nullable String problem) {

	/**
	 * Why jobs were refused.
	 *
	 * @param problem why
	 * @param jobs how many
	 * @param example the id of one of them
	 */
	public record RefusalDescriptor(String problem, long jobs, String example) {
	}

	/**
	 * How an action with many jobs stands.
	 */
	public enum State {

		/** It goes on. */
		RUNNING,

		/** It has been through all jobs. */
		DONE,

		/** An operator has ended it; what was done stays done. */
		CANCELLED,

		/**
		 * The process that did it has stopped or died; what was done stays done. It can
		 * be begun again: jobs with which it was done no longer are in a state that
		 * allows it.
		 */
		STOPPED,

		/** It was not able to go on; what was done stays done. */
		FAILED

	}

}
