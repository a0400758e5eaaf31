package io.rocketjob.plugin;

import org.jspecify.annotations.Nullable;

/**
 * Tells the unique key of a job, see {@link PluggableClass#uniqueKey}. Asked when the job
 * is created and when it is retried. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface UniqueKey {

	/**
	 * The key of a job.
	 * @param job the job
	 * @return the key, unique among the jobs of the class that have one of this plugin;
	 * {@code null} when the job needs none
	 */
	@Nullable String of(PluginJob job);

}
