package io.rocketjob.batch;

import io.rocketjob.JobState;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.JobStore;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes output that nothing else will. Thread-safe.
 */
final class LateOutput {

	private static final Logger logger = LoggerFactory.getLogger(LateOutput.class);

	private final JobStore store;

	private final BatchCollections collections;

	LateOutput(JobStore store, BatchCollections collections) {
		this.store = store;
		this.collections = collections;
	}

	/**
	 * Drops what a write may have brought back that came too late: when the job has ended
	 * without its output, nothing else will.
	 * @param job the job as it was
	 * @return whether a user has aborted or deleted the job, so that nothing was lost
	 * that was still wanted
	 */
	boolean cleanUpAfterLoss(JobRecord job) {
		JobRecord present = this.store.jobs().find(new Document(JobFields.ID, job.id())).map(JobRecord::new).first();
		if (present == null || present.state() == JobState.ABORTED || present.isDestroyed()
				|| present.has(JobFields.DISCARD)) {
			logger.debug("Dropping what came too late for {}", job.id());
			this.collections.dropOutputs(job);
		}
		return present != null && present.state() == JobState.ABORTED;
	}

}
