package io.rocketjob.plugin;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Makes the next occurrence of a job, see {@link PluggableClass#series}. The next
 * occurrence is stored once for each job, whatever crashes in between: it has the class,
 * options and priority of the job before it, and those of its fields that are
 * {@link io.rocketjob.CopyOnRestart}. Thread-safe.
 *
 * @since 0.1.0
 */
public interface Series {

	/**
	 * When the next occurrence of a job is made.
	 * @param job the job
	 * @return the moment
	 */
	Moment moment(PluginJob job);

	/**
	 * The next occurrence.
	 * @param job the job that starts, or ends
	 * @return the occurrence, or {@code null} when there is none
	 */
	@Nullable Occurrence next(PluginJob job);

	/**
	 * The name of the plugin. The job that hands over gives up the
	 * {@link PluggableClass#uniqueKey unique key} of this plugin.
	 * @return the name
	 */
	String plugin();

	/**
	 * When the next occurrence is made. One that never starts because it was aborted by
	 * hand makes it then in any case; one that was deleted ends the series.
	 */
	enum Moment {

		/** When the job starts. */
		START,

		/** When it completes, fails for good, or is aborted. */
		END

	}

	/**
	 * An occurrence.
	 *
	 * @param runAt when it may start
	 * @param data what the plugin stores with it, as {@link NewJob#data}
	 */
	record Occurrence(Instant runAt, Map<String, Object> data) {
	}

}
