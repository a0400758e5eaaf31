package io.rocketjob.batch;

import io.rocketjob.document.ClaimKey;
import io.rocketjob.document.JobRecord;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * A slice that this process holds.
 *
 * @param job the job as it was when the worker joined it
 * @param segment where the slice is
 * @param document the slice as it was claimed
 * @param token what each write of the holder must match
 * @param worker the name of the worker
 */
record ClaimedSlice(JobRecord job, Segment segment, Document document, ObjectId token, String worker) {

	long id() {
		return this.document.getLong(SliceDocument.ID);
	}

	/**
	 * What tells this hold from all others.
	 * @return the slice and the token
	 */
	ClaimKey claimKey() {
		return new ClaimKey(id(), this.token);
	}

	/**
	 * The same, for the worker that is going to work on it.
	 * @param present the job as that worker knows it
	 * @param name the name of the worker
	 * @return the claim
	 */
	ClaimedSlice forWorker(JobRecord present, String name) {
		return new ClaimedSlice(present, this.segment, this.document, this.token, name);
	}

	int attempt() {
		return this.document.getInteger(SliceDocument.ATTEMPT);
	}

	int recordCount() {
		return this.document.getInteger(SliceDocument.COUNT);
	}

	long firstRecord() {
		return this.segment.firstRecord(id());
	}

	/** Without its records and what users have put into the job. */
	@Override
	public String toString() {
		return this.job + " slice " + this.segment.category() + "/" + firstRecord();
	}

}
