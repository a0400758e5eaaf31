package io.rocketjob.work;

import io.rocketjob.mongo.RocketJobMongo;
import org.jspecify.annotations.Nullable;

/**
 * Internal: tells the workers of all servers that something may have become claimable:
 * now, or when the caller's transaction is committed. Thread-safe.
 */
public final class WorkNotifier {

	private final RocketJobMongo mongo;

	private final WorkSignal signal;

	public WorkNotifier(RocketJobMongo mongo, WorkSignal signal) {
		this.mongo = mongo;
		this.signal = signal;
	}

	private void signal(WorkNotification.Kind kind, @Nullable String jobClass) {
		this.mongo.afterCommit(() -> this.signal.tell(new WorkNotification(kind, jobClass)));
	}

	/**
	 * Tells the workers that there may be a new job.
	 * @param jobClass the name of its class
	 */
	public void signalWork(String jobClass) {
		signal(WorkNotification.Kind.NEW, jobClass);
	}

	/**
	 * Tells the workers that there may be a job that comes before what they are at.
	 * @param jobClass the name of its class, {@code null} when there are several
	 */
	public void signalOlderWork(@Nullable String jobClass) {
		signal(WorkNotification.Kind.OLDER, jobClass);
	}

	/**
	 * Tells the workers that there may be slices of running jobs to work on.
	 */
	public void signalSlices() {
		signal(WorkNotification.Kind.SLICES, null);
	}

}
