package io.rocketjob.server;

import java.util.Objects;

import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.Work;
import org.bson.types.ObjectId;

/**
 * A claimed job that waits for a worker, in the order of the queue. What it is ordered by
 * is read once.
 *
 * @param priority the priority of the job
 * @param id its id
 * @param token the token of its claim
 * @param work the run of the job
 * @param since since when it waits, by {@link System#nanoTime}
 */
record WaitingJob(int priority, ObjectId id, ObjectId token, Work work, long since) implements Comparable<WaitingJob> {

	static WaitingJob of(Work work, long now) {
		ClaimedJob job = Objects.requireNonNull(work.job());
		return new WaitingJob(job.priority(), job.id(), job.token(), work, now);
	}

	@Override
	public int compareTo(WaitingJob other) {
		int order = Integer.compare(this.priority, other.priority);
		if (order == 0) {
			order = this.id.compareTo(other.id);
		}
		// the same job may have been claimed again
		return (order != 0) ? order : this.token.compareTo(other.token);
	}

}
