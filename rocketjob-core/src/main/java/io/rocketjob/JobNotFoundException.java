package io.rocketjob;

import org.bson.types.ObjectId;

/**
 * There is no job with the given id: it was deleted, or completed and was not to be kept.
 *
 * @since 0.1.0
 */
public class JobNotFoundException extends RocketJobException {

	public JobNotFoundException(ObjectId id) {
		super("There is no job " + id + ": it never existed, was deleted, or has completed with destroyOnComplete");
	}

	public JobNotFoundException(ObjectId id, String jobClass, String wanted) {
		super("Job " + id + " is a " + jobClass + ", not a " + wanted);
	}

}
