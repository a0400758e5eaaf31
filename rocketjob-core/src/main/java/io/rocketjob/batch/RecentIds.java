package io.rocketjob.batch;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import org.bson.types.ObjectId;

/**
 * What was noted of jobs within a while. Not thread-safe.
 */
final class RecentIds {

	private final Duration memory;

	private final Map<ObjectId, Long> noted = new HashMap<>();

	RecentIds(Duration memory) {
		this.memory = memory;
	}

	void note(ObjectId job) {
		this.noted.put(job, System.nanoTime());
	}

	/**
	 * Whether a job was noted, and not too long ago.
	 * @param job the job
	 * @return whether it counts
	 */
	boolean has(ObjectId job) {
		Long at = this.noted.get(job);
		return at != null && System.nanoTime() - at <= this.memory.toNanos();
	}

	/**
	 * Whether a job was noted, however long ago.
	 * @param job the job
	 * @return whether it is remembered
	 */
	boolean isNoted(ObjectId job) {
		return this.noted.containsKey(job);
	}

	/**
	 * Whether a job was noted too long ago; the caller is the one to see whether it still
	 * holds, and others go by what was noted for another while.
	 * @param job the job
	 * @return whether to look
	 */
	boolean isToBeRenewed(ObjectId job) {
		boolean outdated = this.noted.containsKey(job) && !has(job);
		if (outdated) {
			note(job);
		}
		return outdated;
	}

	/**
	 * Forgets a job.
	 * @param job the job
	 * @return whether it was noted
	 */
	boolean forget(ObjectId job) {
		return this.noted.remove(job) != null;
	}

	void forgetAllBut(Collection<ObjectId> jobs) {
		this.noted.keySet().retainAll(jobs);
	}

	void forgetAll() {
		this.noted.clear();
	}

}
