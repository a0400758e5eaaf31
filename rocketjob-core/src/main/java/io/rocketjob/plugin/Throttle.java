package io.rocketjob.plugin;

/**
 * May hold work back, see {@link PluggableClass#throttle} and
 * {@link PluggableClass#throttleSlices}. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Throttle {

	/**
	 * Decides whether a worker may go on with a job that it has taken from the queue, or
	 * whether workers may go on with a batch.
	 * @param job the job
	 * @return the decision
	 * @throws Exception to fail the job
	 */
	Decision check(PluginJob job) throws Exception;

}
