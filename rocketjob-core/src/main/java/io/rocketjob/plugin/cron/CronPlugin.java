package io.rocketjob.plugin.cron;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.rocketjob.plugin.JobPlugin;
import io.rocketjob.plugin.PluggableClass;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * The plugin behind {@link Cron}. Thread-safe.
 *
 * @since 0.1.0
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class CronPlugin implements JobPlugin {

	/** Its name, under which it stores what belongs to the series of a job. */
	public static final String NAME = "cron";

	private final Map<String, SeriesOfClass> classes = new ConcurrentHashMap<>();

	@Override
	public void contribute(PluggableClass jobClass) {
		Cron options = enabled(jobClass.options(Cron.class));
		CronSeries series = (options != null)
				? CronSeries.of(options, (problem) -> jobClass.problem("@Cron: " + problem)) : null;
		if (options != null && series != null) {
			contribute(options, series, jobClass);
		}
		this.classes.put(jobClass.name(), new SeriesOfClass(jobClass.type(), series));
	}

	private static @Nullable Cron enabled(@Nullable Cron options) {
		return (options == null || options.schedule().strip().equals(Cron.OFF)) ? null : options;
	}

	private static void contribute(Cron options, CronSeries series, PluggableClass jobClass) {
		jobClass.optionsOfJobs(Cron.class, "schedule");
		jobClass.onCreate(series);
		jobClass.uniqueKey(NAME, series::key);
		jobClass.series(series);
		if (options.missed() == Cron.Missed.SKIP) {
			jobClass.throttle(series::skipIfMissed);
		}
	}

	/**
	 * What each job class has.
	 * @return the series by the names of the classes
	 */
	Map<String, SeriesOfClass> classes() {
		return new LinkedHashMap<>(this.classes);
	}

	/**
	 * The series of a job class.
	 *
	 * @param type the class of the job bean
	 * @param series its series, {@code null} for a class without
	 */
	record SeriesOfClass(Class<?> type, @Nullable CronSeries series) {

		/**
		 * The first occurrence from now on.
		 * @param now the time
		 * @return when it is, {@code null} for a class without
		 */
		@Nullable Instant next(Instant now) {
			return (this.series != null) ? this.series.next(now) : null;
		}

	}

}
