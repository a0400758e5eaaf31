package io.rocketjob.work;

import org.bson.types.ObjectId;

/**
 * Internal: in whose name jobs are claimed.
 *
 * @param id the id of the server
 * @param name its name
 * @param worker the name of the worker that runs a job that is claimed alone
 * @param filter which jobs
 */
public record Claimant(ObjectId id, String name, String worker, ClaimFilter filter) {

	/**
	 * One that claims all jobs.
	 * @param id the id of the server
	 * @param name its name
	 * @param worker the name of the worker
	 */
	public Claimant(ObjectId id, String name, String worker) {
		this(id, name, worker, ClaimFilter.NONE);
	}

}
