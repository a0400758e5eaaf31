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

	/**
	 * Called when options of a job that is queued or paused are about to be changed by
	 * {@link io.rocketjob.JobUpdate#set}. What the hook changes is stored with them.
	 * @param job the job with its new options
	 * @throws IllegalArgumentException when they are wrong
	 */
	default void onUpdate(NewJob job) {
	}

}
