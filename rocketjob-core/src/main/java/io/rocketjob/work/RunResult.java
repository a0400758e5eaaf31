package io.rocketjob.work;

import io.rocketjob.JobCancelledException;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Internal: how a run ended.
 *
 * @param outcome what was recorded
 * @param value what the job returned
 * @param thrown what it threw
 */
public record RunResult(Outcome outcome, @Nullable Object value, @Nullable Throwable thrown) {

	/**
	 * The value, for a caller that waits for it.
	 * @param id the job
	 * @return what the job returned
	 * @throws Exception what it threw; a {@link JobCancelledException} when another
	 * writer has ended it
	 */
	public @Nullable Object valueOrThrow(ObjectId id) throws Exception {
		if (this.thrown instanceof Exception exception) {
			throw exception;
		}
		if (this.thrown instanceof Error error) {
			throw error;
		}
		if (this.outcome == Outcome.LOST) {
			throw new JobCancelledException(id, "somebody else has taken the job or ended it");
		}
		return this.value;
	}

	/** What was recorded. */
	public enum Outcome {

		/** Completed, and destroyed unless it was to be kept. */
		COMPLETED,

		/** Failed. */
		FAILED,

		/** Aborted by itself. */
		ABORTED,

		/** Queued again, because the server stops. */
		RELEASED,

		/** Nothing, because another worker has the job. */
		LOST

	}

}
