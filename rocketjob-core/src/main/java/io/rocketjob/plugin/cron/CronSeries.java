package io.rocketjob.plugin.cron;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

import io.rocketjob.plugin.CreationHook;
import io.rocketjob.plugin.Decision;
import io.rocketjob.plugin.NewJob;
import io.rocketjob.plugin.PluginJob;
import io.rocketjob.plugin.Series;
import io.rocketjob.schedule.CronSchedule;
import io.rocketjob.schedule.DurationRange;
import org.jspecify.annotations.Nullable;

/**
 * The series of a job class: that of its own schedule, and those of other schedules that
 * single jobs were given. Thread-safe.
 */
final class CronSeries implements Series, CreationHook {

	private static final String SCHEDULE = "schedule";

	/** Whether the schedule was given to the job rather than to its class. */
	static final String OWN = "own";

	/** Whether the series that follows the class was given another schedule. */
	private static final String CHANGED = "changed";

	private static final String UNTIL = "until";

	/** The key of the series that follows the class. */
	private static final String OF_CLASS = "class";

	/** A job that is due starts within a second, so less would miss what is on time. */
	private static final DurationRange MISSED_AFTER = DurationRange.of("1s", "366d");

	private final Cron options;

	private final CronSchedule schedule;

	private final Duration missedAfter;

	private CronSeries(Cron options, CronSchedule schedule, Duration missedAfter) {
		this.options = options;
		this.schedule = schedule;
		this.missedAfter = missedAfter;
	}

	/**
	 * Makes a series.
	 * @param options what the annotation says
	 * @param problems receives a text for each wrong attribute
	 * @return the series, {@code null} when an attribute is wrong
	 */
	static @Nullable CronSeries of(Cron options, Consumer<String> problems) {
		CronSchedule schedule = schedule(options.schedule(), problems);
		Duration missedAfter = duration(options.missedAfter(), problems);
		return (schedule != null && missedAfter != null) ? new CronSeries(options, schedule, missedAfter) : null;
	}

	private static @Nullable CronSchedule schedule(String text, Consumer<String> problems) {
		CronSchedule schedule;
		try {
			schedule = CronSchedule.parse(text);
		}
		catch (IllegalArgumentException ex) {
			problems.accept("schedule: " + ex.getMessage());
			return null;
		}
		if (schedule.next(Instant.now()).isEmpty()) {
			problems.accept("schedule: '" + text + "' names no time that will ever come");
			return null;
		}
		return schedule;
	}

	private static @Nullable Duration duration(String text, Consumer<String> problems) {
		try {
			return MISSED_AFTER.parse(text);
		}
		catch (IllegalArgumentException ex) {
			problems.accept("missedAfter: " + ex.getMessage());
			return null;
		}
	}

	boolean isCreatedAtStart() {
		return this.options.createAtStart();
	}

	/**
	 * Begins a series with a new job, unless that is an occurrence of one.
	 */
	@Override
	public void onCreate(NewJob job) {
		if (!job.data(CronPlugin.NAME).isEmpty()) {
			return;
		}
		CronSchedule own = own(job);
		if (own == null) {
			return;
		}
		Instant runAt = job.runAt();
		if (runAt == null) {
			runAt = own.next(job.now()).orElse(null);
			if (runAt == null) {
				throw new IllegalArgumentException("cron.schedule: '" + own + "' names no time that will ever come");
			}
			job.runAt(runAt);
		}
		Instant until = job.expiresAt();
		if (until != null && !runAt.isBefore(until)) {
			throw new IllegalArgumentException(
					"expiresAt: the first occurrence would be at " + runAt + ", which is not before " + until);
		}
		job.data(CronPlugin.NAME, data(own, own.equals(this.schedule) ? null : OWN, until));
	}

	/**
	 * Moves a waiting job to the next time of its schedule, if that has changed.
	 */
	@Override
	public void onUpdate(NewJob job) {
		CronSchedule own = own(job);
		Map<String, Object> data = job.data(CronPlugin.NAME);
		if (own == null || data.isEmpty() || own.text().equals(data.get(SCHEDULE))) {
			return;
		}
		Instant next = own.next(job.now()).orElse(null);
		Instant until = until(job);
		if (next == null || (until != null && !next.isBefore(until))) {
			throw new IllegalArgumentException("cron.schedule: '" + own + "' names no time that will come"
					+ ((until != null) ? " before " + until : ""));
		}
		job.runAt(next);
		String kind = data.containsKey(OWN) ? OWN : CHANGED;
		job.data(CronPlugin.NAME, data(own, own.equals(this.schedule) ? null : kind, until));
	}

	/**
	 * The schedule of a single job, or {@code null} when it is wrong.
	 */
	private static @Nullable CronSchedule own(NewJob job) {
		try {
			return CronSchedule.parse(job.options(Cron.class).schedule());
		}
		catch (IllegalArgumentException ex) {
			job.problem("cron.schedule: " + ex.getMessage());
			return null;
		}
	}

	private static Map<String, Object> data(CronSchedule schedule, @Nullable String kind, @Nullable Instant until) {
		Map<String, Object> data = new LinkedHashMap<>();
		data.put(SCHEDULE, schedule.text());
		if (kind != null) {
			data.put(kind, true);
		}
		if (until != null) {
			data.put(UNTIL, Date.from(until));
		}
		return data;
	}

	/**
	 * What there may be one of that waits.
	 * @param job the job
	 * @return the key, {@code null} for a job that has handed over
	 */
	@Nullable String key(PluginJob job) {
		Map<String, Object> data = job.data(CronPlugin.NAME);
		if (data.isEmpty()) {
			return null;
		}
		return data.containsKey(OWN) ? String.valueOf(data.get(SCHEDULE)) : OF_CLASS;
	}

	/**
	 * What kind of schedule a job has: its own, a changed one, or that of the class.
	 */
	private static @Nullable String kind(PluginJob job) {
		Map<String, Object> data = job.data(CronPlugin.NAME);
		return data.containsKey(OWN) ? OWN : data.containsKey(CHANGED) ? CHANGED : null;
	}

	/**
	 * Whether a job that follows the class waits for a time of another schedule.
	 * @param job the job
	 * @return whether the schedule of the class has changed since
	 */
	boolean isOutOfDate(PluginJob job) {
		return kind(job) == null && !this.schedule.text().equals(job.data(CronPlugin.NAME).get(SCHEDULE));
	}

	@Nullable Instant next(Instant after) {
		return this.schedule.next(after).orElse(null);
	}

	/**
	 * What is stored with an occurrence that follows the class from now on.
	 * @param job the occurrence
	 * @return the data
	 */
	Map<String, Object> upToDate(PluginJob job) {
		return data(this.schedule, null, until(job));
	}

	private static @Nullable Instant until(PluginJob job) {
		return (job.data(CronPlugin.NAME).get(UNTIL) instanceof Date date) ? date.toInstant() : null;
	}

	private CronSchedule schedule(PluginJob job) {
		return (kind(job) == null) ? this.schedule
				: CronSchedule.parse(String.valueOf(job.data(CronPlugin.NAME).get(SCHEDULE)));
	}

	@Override
	public Moment moment(PluginJob job) {
		return (this.options.next() == Cron.Next.AT_START) ? Moment.START : Moment.END;
	}

	@Override
	public @Nullable Occurrence next(PluginJob job) {
		Instant runAt = job.runAt();
		// one that is left out before its time, or begun a moment early
		Instant after = (runAt != null && runAt.isAfter(job.now())) ? runAt : job.now();
		CronSchedule own = schedule(job);
		Instant until = until(job);
		return own.next(after)
			.filter((next) -> until == null || next.isBefore(until))
			.map((next) -> new Occurrence(next, data(own, kind(job), until)))
			.orElse(null);
	}

	@Override
	public String plugin() {
		return CronPlugin.NAME;
	}

	/**
	 * Moves an occurrence whose time was missed to the next one.
	 * @param job the job
	 * @return the decision
	 */
	Decision skipIfMissed(PluginJob job) {
		Instant runAt = job.runAt();
		if (runAt == null || job.data(CronPlugin.NAME).isEmpty() || job.hasStartedBefore()
				|| Duration.between(runAt, job.now()).compareTo(this.missedAfter) <= 0) {
			return Decision.go();
		}
		return schedule(job).next(job.now())
			.map((next) -> Decision.postpone(next, "its time " + runAt + " was missed"))
			.orElseGet(Decision::go);
	}

}
