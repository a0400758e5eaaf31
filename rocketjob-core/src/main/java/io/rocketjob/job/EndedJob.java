package io.rocketjob.job;

import io.rocketjob.JobState;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * A job for which others wait, as far as they are to be told of it.
 *
 * @param id its id
 * @param state its state
 * @param text what to say of it in the history of the others
 */
record EndedJob(ObjectId id, JobState state, String text) {

	static final Document PROJECTION = new Document(JobFields.TYPE, 1).append(JobFields.STATE, 1);

	static EndedJob of(JobRecord job) {
		JobState state = job.state();
		return new EndedJob(job.id(), state,
				job.type() + " " + job.id().toHexString() + ", for which it waits, is " + state.value());
	}

	/**
	 * A job that was deleted: one that completes is kept as long as a new job may not
	 * have heard of it.
	 * @param id its id
	 * @return the job, as if it were aborted
	 */
	static EndedJob missing(ObjectId id) {
		return new EndedJob(id, JobState.ABORTED, "The job " + id.toHexString() + ", for which it waits, is deleted");
	}

	/**
	 * Whether it can no longer complete or has done so.
	 */
	boolean isFinal() {
		return this.state.isFinal();
	}

}
