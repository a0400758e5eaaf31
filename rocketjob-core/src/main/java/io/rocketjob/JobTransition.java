package io.rocketjob;

import java.util.EnumSet;
import java.util.Set;

import static io.rocketjob.JobState.ABORTED;
import static io.rocketjob.JobState.COMPLETED;
import static io.rocketjob.JobState.FAILED;
import static io.rocketjob.JobState.PAUSED;
import static io.rocketjob.JobState.QUEUED;
import static io.rocketjob.JobState.RUNNING;

/**
 * The ways in which a job changes its state. Each is one conditional write in the
 * database: of two that race, one wins.
 *
 * @since 0.1.0
 */
public enum JobTransition {

	/** A worker begins the job. */
	START(RUNNING, QUEUED),

	/** The run ended well. */
	COMPLETE(COMPLETED, RUNNING),

	/** The run threw, or a user failed the job. */
	FAIL(FAILED, QUEUED, RUNNING, PAUSED),

	/** A failed job is to run again. */
	RETRY(QUEUED, FAILED),

	/** Held back; a running job only where its class is pausable. */
	PAUSE(PAUSED, QUEUED, RUNNING),

	/** A paused job goes on. */
	RESUME(QUEUED, PAUSED),

	/** Given up. */
	ABORT(ABORTED, QUEUED, RUNNING, FAILED, PAUSED),

	/** Given back by a server that stops, or taken back from one that died. */
	REQUEUE(QUEUED, RUNNING);

	private final JobState to;

	@SuppressWarnings("ImmutableEnumChecker") // never changed after construction
	private final Set<JobState> from;

	JobTransition(JobState to, JobState first, JobState... more) {
		this.to = to;
		this.from = EnumSet.of(first, more);
	}

	/**
	 * The state in which the transition ends.
	 * @return the new state
	 */
	public JobState to() {
		return this.to;
	}

	/**
	 * Whether the transition is possible from the given state.
	 * @param state the present state of a job
	 * @return whether it may be applied
	 */
	public boolean isPossibleFrom(JobState state) {
		return this.from.contains(state);
	}

}
