package io.rocketjob.plugin;

/**
 * Looks at new jobs, see {@link PluggableClass#onCreate}. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CreationHook {

	/**
	 * Called for each new job before it is stored or run inline, also for one that was
	 * made as the next occurrence of another.
	 * @param job the job
	 * @throws IllegalArgumentException when its options are wrong, as
	 * {@link NewJob#problem} says
	 */
	void onCreate(NewJob job);

}
