package io.rocketjob.work;

import java.util.function.BooleanSupplier;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Internal: what a worker is handed.
 */
public interface Work {

	/**
	 * Does it, on the calling thread. Never throws because of what a job does.
	 * @param server the name of this server
	 * @param worker the name of the worker
	 * @param goOn whether the worker may go on with the next part of it, where it has
	 * parts
	 */
	void run(String server, String worker, BooleanSupplier goOn);

	/**
	 * The job that is to be run as a whole.
	 * @return the job, or {@code null} when it is work on a part of one
	 */
	@Nullable ClaimedJob job();

	/**
	 * The batch that it is work on a part of.
	 * @return the id of the job, or {@code null} when a job is to be run as a whole
	 */
	@Nullable ObjectId batch();

}
