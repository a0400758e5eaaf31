package io.rocketjob.job;

import java.util.function.BooleanSupplier;

/**
 * Internal: what a worker is handed.
 */
public interface Work {

	/**
	 * Does it, on the calling thread. Never throws because of what a job does.
	 * @param server the name of this server
	 * @param goOn whether the worker may go on with the next part of it, where it has
	 * parts
	 */
	void run(String server, BooleanSupplier goOn);

	/**
	 * Gives it back without having begun.
	 * @param reason why
	 */
	void giveBack(String reason);

}
