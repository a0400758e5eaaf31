package io.rocketjob.plugin;

import java.time.Duration;

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

	/**
	 * For how long no other job with the key may be created, counted from the creation of
	 * the first, also when that has ended or was deleted.
	 * @return the time; {@code null} for only as long as the first is queued, running or
	 * paused
	 */
	default @Nullable Duration within() {
		return null;
	}

	/**
	 * What becomes of a new job while its key is taken.
	 * @return what to do; not asked when a job is retried
	 */
	default OnConflict onConflict() {
		return OnConflict.REJECT;
	}

}
