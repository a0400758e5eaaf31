package io.rocketjob;

import org.bson.types.ObjectId;

/**
 * The run of a job should end, because the job was taken from it or the server stops.
 * Jobs should let it pass.
 *
 * @since 0.1.0
 */
public class JobCancelledException extends RocketJobException {

	public JobCancelledException(ObjectId id, String reason) {
		super("The run of job " + id + " is cancelled: " + reason);
	}

}
