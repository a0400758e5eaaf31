package io.rocketjob.plugin;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What plugins can do with stored jobs, beside what
 * {@link io.rocketjob.RocketJobTemplate} offers. A bean that plugins may have injected.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public interface PluginJobs {

	/**
	 * The jobs that have a unique key of a plugin.
	 * @param jobClass the name of the job class
	 * @param plugin the name of the plugin
	 * @return those that are queued, running or paused
	 */
	List<PluginJob> withKey(String jobClass, String plugin);

	/**
	 * Creates a job of a class with the fields that nothing stored gives: {@code null},
	 * zero, or what the class itself defaults to.
	 * @param jobClass the class of the job bean
	 * @throws io.rocketjob.InvalidJobException when such a job is not valid
	 * @throws io.rocketjob.DuplicateJobException when there is one with its unique key
	 */
	void create(Class<?> jobClass);

	/**
	 * Moves a queued or paused job to another time, unless its state or what the plugin
	 * has stored with it has changed since it was read.
	 * @param job the job as it was read
	 * @param runAt when it may start
	 * @param plugin the name of the plugin
	 * @param data what the plugin stores with it from now on, as {@link NewJob#data}
	 * @return whether it was moved
	 */
	boolean reschedule(PluginJob job, Instant runAt, String plugin, Map<String, Object> data);

	/**
	 * Deletes a queued or paused job, unless its state has changed since it was read.
	 * @param job the job as it was read
	 * @return whether it was deleted
	 */
	boolean delete(PluginJob job);

}
