package io.rocketjob.work;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.rocketjob.document.JobRecord;

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

	/**
	 * The run of a job has completed, failed or aborted itself, and that is stored or
	 * about to be. That of a batch is all that was done of it until it has ended.
	 * @param jobClass its class
	 * @param outcome how it has ended; failed also where it is tried again
	 * @param times how long it took, to be asked on the calling thread only
	 */
	default void jobRun(String jobClass, RunResult.Outcome outcome, Supplier<RunTimes> times) {
	}

	/**
	 * Tells several.
	 * @param recorders who is told, in this order
	 * @return what tells them
	 */
	static WorkRecorder of(List<WorkRecorder> recorders) {
		return switch (recorders.size()) {
			case 0 -> NONE;
			case 1 -> recorders.get(0);
			default -> new Several(List.copyOf(recorders));
		};
	}

	/**
	 * How long a job has waited and was run.
	 *
	 * @param waited how long it was due before it was begun
	 * @param ran how long it was run
	 */
	record RunTimes(Duration waited, Duration ran) {

		/**
		 * The times of a job.
		 * @param job the job as it was claimed
		 * @param began when its run began
		 * @param ran how long it was run
		 * @return the times
		 */
		public static RunTimes of(JobRecord job, Instant began, Duration ran) {
			Duration waited = Duration.between(job.dueSince(), began);
			return new RunTimes(waited.isNegative() ? Duration.ZERO : waited, ran.isNegative() ? Duration.ZERO : ran);
		}

	}

	/**
	 * Tells several.
	 *
	 * @param recorders who is told
	 */
	record Several(List<WorkRecorder> recorders) implements WorkRecorder {

		private void tell(Consumer<WorkRecorder> news) {
			this.recorders.forEach(news);
		}

		@Override
		public void claimed(int jobs, long nanos) {
			tell((each) -> each.claimed(jobs, nanos));
		}

		@Override
		public void claimFailed(long nanos) {
			tell((each) -> each.claimFailed(nanos));
		}

		@Override
		public void claimedByOthers(int jobs) {
			tell((each) -> each.claimedByOthers(jobs));
		}

		@Override
		public void throttled(String jobClass) {
			tell((each) -> each.throttled(jobClass));
		}

		@Override
		public void expired(String jobClass) {
			tell((each) -> each.expired(jobClass));
		}

		@Override
		public void lost(String jobClass, int claims) {
			tell((each) -> each.lost(jobClass, claims));
		}

		@Override
		public void jobRequeued(String jobClass) {
			tell((each) -> each.jobRequeued(jobClass));
		}

		@Override
		public void sliceRequeued(String jobClass) {
			tell((each) -> each.sliceRequeued(jobClass));
		}

		@Override
		public void sliceRun(String jobClass, RunResult.Outcome outcome, int records) {
			tell((each) -> each.sliceRun(jobClass, outcome, records));
		}

		@Override
		public void jobRun(String jobClass, RunResult.Outcome outcome, Supplier<RunTimes> times) {
			tell((each) -> each.jobRun(jobClass, outcome, times));
		}

	}

}
