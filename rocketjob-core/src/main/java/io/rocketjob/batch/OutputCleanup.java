package io.rocketjob.batch;

import io.rocketjob.JobState;
import io.rocketjob.job.JobDocument;
import io.rocketjob.job.JobFields;
import io.rocketjob.job.JobStore;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes output that nothing else will. Thread-safe.
 */
final class OutputCleanup {

	private static final Logger logger = LoggerFactory.getLogger(OutputCleanup.class);

	private final JobStore store;

	private final SliceCollections collections;

	OutputCleanup(JobStore store, SliceCollections collections) {
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
	boolean cleanUpAfterLoss(Document job) {
		Document present = this.store.jobs().find(new Document(JobFields.ID, JobDocument.id(job))).first();
		if (present == null || JobDocument.state(present) == JobState.ABORTED || JobDocument.isDestroyed(present)
				|| present.containsKey(JobFields.DISCARD)) {
			logger.debug("Dropping what came too late for {}", JobDocument.id(job));
			this.collections.dropOutputs(job);
		}
		return present != null && JobDocument.state(present) == JobState.ABORTED;
	}

}
