package io.rocketjob.batch;

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
record ClaimedSlice(Document job, Segment segment, Document document, ObjectId token, String worker) {

	long id() {
		return this.document.getLong(SliceDocument.ID);
	}

	int attempt() {
		return this.document.getInteger(SliceDocument.ATTEMPT);
	}

	long firstRecord() {
		return this.segment.firstRecord(id());
	}

}
