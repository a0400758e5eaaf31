package io.rocketjob.batch;

import io.rocketjob.document.JobRecord;
import io.rocketjob.mongo.DatabaseClock;
import org.bson.types.ObjectId;

/**
 * Whether workers of this process may work on a batch: as its class, its windows and its
 * throttles say. Thread-safe.
 */
final class BatchAdmission {

	private final BatchClasses classes;

	private final DatabaseClock clock;

	private final SliceThrottles throttles;

	BatchAdmission(BatchClasses classes, DatabaseClock clock, SliceThrottles throttles) {
		this.classes = classes;
		this.clock = clock;
		this.throttles = throttles;
	}

	/**
	 * Whether this application has the class of a batch.
	 * @param job the job
	 * @return whether it is known
	 */
	boolean isKnown(JobRecord job) {
		return this.classes.find(job.type()) != null;
	}

	/**
	 * Whether slices of a batch may be begun now.
	 * @param job the job
	 * @return whether it has no windows, or one is open
	 */
	boolean isWithinWindows(JobRecord job) {
		BatchClass batchClass = this.classes.find(job.type());
		return batchClass == null || batchClass.windows().isOpen(this.clock.now());
	}

	/**
	 * Whether no worker of this server is to work on a batch for a while.
	 * @param id the job
	 * @return whether a throttle has said so
	 */
	boolean isLeftOut(ObjectId id) {
		return this.throttles.isLeftOut(id);
	}

	/**
	 * Whether a worker that has joined a batch may work on it, as its throttles say.
	 * @param job the job
	 * @param worker the name of the worker
	 * @return whether it may
	 */
	boolean letsWork(JobRecord job, String worker) {
		return this.throttles.letsWork(job, worker);
	}

}
