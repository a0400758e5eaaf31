package io.rocketjob.work;

/**
 * Internal: is told what this process does, so that it can be counted. Each method is
 * called on the thread that does it and must return at once. Thread-safe.
 */
public interface WorkRecorder {

	/** Counts nothing. */
	WorkRecorder NONE = new WorkRecorder() {
	};

	/**
	 * A look into the queue is over.
	 * @param jobs how many jobs were claimed
	 * @param nanos how long it took
	 */
	default void claimed(int jobs, long nanos) {
	}

	/**
	 * A look into the queue has failed.
	 * @param nanos how long it took
	 */
	default void claimFailed(long nanos) {
	}

	/**
	 * Jobs were wanted that others have taken in the same moment.
	 * @param jobs how many
	 */
	default void claimedByOthers(int jobs) {
	}

	/**
	 * A claimed job was not started, because a throttle holds it back.
	 * @param jobClass its class
	 */
	default void throttled(String jobClass) {
	}

	/**
	 * A job was dropped, because it had not started in time.
	 * @param jobClass its class
	 */
	default void expired(String jobClass) {
	}

	/**
	 * The end of runs was not stored, because their claims were gone.
	 * @param jobClass the class of the jobs
	 * @param claims how many
	 */
	default void lost(String jobClass, int claims) {
	}

	/**
	 * A job was requeued whose server is gone.
	 * @param jobClass its class
	 */
	default void jobRequeued(String jobClass) {
	}

	/**
	 * A slice was requeued whose server is gone.
	 * @param jobClass the class of its job
	 */
	default void sliceRequeued(String jobClass) {
	}

	/**
	 * A slice has been worked on.
	 * @param jobClass the class of its job
	 * @param outcome how that has ended
	 * @param records how many records it is further than before
	 */
	default void sliceRun(String jobClass, RunResult.Outcome outcome, int records) {
	}

}
