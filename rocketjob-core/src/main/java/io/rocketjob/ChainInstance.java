package io.rocketjob;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Jobs that follow each other. Each method looks at the database. Thread-safe.
 *
 * @since 0.1.0
 */
public interface ChainInstance {

	/**
	 * The id.
	 * @return the name, a colon, and what tells it from other chains of that name
	 */
	String id();

	/**
	 * The name.
	 * @return the name that it was created with
	 */
	String name();

	/**
	 * The jobs that are its steps.
	 * @return those that are still stored, in their order
	 */
	List<JobInstance<?>> steps();

	/**
	 * How it stands. A step that is no longer stored counts as completed.
	 * @return the status
	 * @throws RocketJobException when none of its steps is stored any more
	 */
	ChainStatus status();

	/**
	 * Goes on from where it has failed: retries the failed step. Those before it stay
	 * completed, those after it still wait for it.
	 * @throws RocketJobException when no step has failed
	 * @throws JobStateException when the step has changed meanwhile
	 */
	void retry();

	/**
	 * Aborts all steps that have not ended, the last one first, so that none begins
	 * meanwhile.
	 * @param reason why, for the history of each
	 * @return how many were aborted
	 */
	int abort(@Nullable String reason);

}
