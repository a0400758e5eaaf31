package io.rocketjob.job;

import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Internal: a job that this process holds and has not begun to run.
 *
 * @param document the job as it was claimed
 * @param token what each write of the holder must match
 * @param worker the name of the worker that it was claimed for
 */
public record ClaimedJob(Document document, ObjectId token, String worker) {

	/**
	 * The id of the job.
	 * @return the id
	 */
	public ObjectId id() {
		return JobDocument.id(this.document);
	}

	/**
	 * What tells this hold from all others.
	 * @return the job and the token
	 */
	public Held held() {
		return new Held(id(), this.token);
	}

	@Override
	public String toString() {
		return JobDocument.type(this.document) + " " + id();
	}

}
