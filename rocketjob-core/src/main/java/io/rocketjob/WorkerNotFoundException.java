package io.rocketjob;

/**
 * A server has no such worker, or no longer.
 *
 * @since 0.1.0
 */
public class WorkerNotFoundException extends RocketJobException {

	/**
	 * Makes an exception.
	 * @param worker the name that was asked for
	 */
	public WorkerNotFoundException(String worker) {
		super("There is no worker '" + worker + "'; it may have ended, and another one have taken its place");
	}

}
