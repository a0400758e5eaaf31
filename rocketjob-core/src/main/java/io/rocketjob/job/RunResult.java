package io.rocketjob.job;

import org.jspecify.annotations.Nullable;

/**
 * Internal: how a run ended.
 *
 * @param outcome what was recorded
 * @param value what the job returned
 * @param thrown what it threw
 */
public record RunResult(Outcome outcome, @Nullable Object value, @Nullable Throwable thrown) {

	/** What was recorded. */
	public enum Outcome {

		/** Completed, and destroyed unless it was to be kept. */
		COMPLETED,

		/** Failed. */
		FAILED,

		/** Aborted by itself. */
		ABORTED,

		/** Queued again, because the server stops. */
		GIVEN_BACK,

		/** Nothing, because somebody else has the job. */
		LOST

	}

}
