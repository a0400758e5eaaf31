package io.rocketjob;

import org.bson.types.ObjectId;

/**
 * A job was to be changed, and what was to be changed is no longer what the snapshot
 * shows. Nothing was changed; reload the job and decide again.
 *
 * @since 0.1.0
 */
public class StaleJobException extends RocketJobException {

	public StaleJobException(String jobClass, ObjectId id, String difference) {
		super(jobClass + " " + id + " has changed since it was read: " + difference
				+ "; reload it and apply the change again");
	}

}
