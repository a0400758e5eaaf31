package io.rocketjob.jobclass;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.rocketjob.RocketJob;
import io.rocketjob.schedule.DurationRange;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Internal: options that hold for all jobs of a class, from its annotation or from the
 * configuration. What is {@code null} is not said.
 *
 * @param description see {@link RocketJob#description()}
 * @param priority see {@link RocketJob#priority()}
 * @param destroyOnComplete see {@link RocketJob#destroyOnComplete()}
 * @param expiresAfter see {@link RocketJob#expiresAfter()}
 * @param timeout see {@link RocketJob#timeout()}
 * @param logLevel see {@link RocketJob#logLevel()}
 */
public record JobDefaults(@Nullable String description, @Nullable Integer priority, @Nullable Boolean destroyOnComplete,
		@Nullable Duration expiresAfter, @Nullable Duration timeout, @Nullable Level logLevel) {

	/** The shortest time that a run may be given by an annotation or a property. */
	public static final String LEAST_TIMEOUT = "100ms";

	/** The longest one. */
	public static final String MOST_TIMEOUT = "365d";

	/** The shortest time after which jobs may expire by an annotation or a property. */
	public static final String LEAST_EXPIRES_AFTER = "1s";

	/** The longest one. */
	public static final String MOST_EXPIRES_AFTER = "36500d";

	static final DurationRange TIMEOUT = DurationRange.of(LEAST_TIMEOUT, MOST_TIMEOUT);

	static final DurationRange EXPIRES_AFTER = DurationRange.of(LEAST_EXPIRES_AFTER, MOST_EXPIRES_AFTER);

	private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

	private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

	public static final int HIGHEST_PRIORITY = 1;

	static final int LOWEST_PRIORITY = 100;

	/**
	 * Adds what others say where this says nothing.
	 * @param others other defaults
	 * @return the combination
	 */
	public JobDefaults or(JobDefaults others) {
		return new JobDefaults(first(this.description, others.description), first(this.priority, others.priority),
				first(this.destroyOnComplete, others.destroyOnComplete), first(this.expiresAfter, others.expiresAfter),
				first(this.timeout, others.timeout), first(this.logLevel, others.logLevel));
	}

	private static <T> @Nullable T first(@Nullable T first, @Nullable T second) {
		return (first != null) ? first : second;
	}

	/**
	 * Says what is wrong with these values.
	 * @param problems receives a text for each wrong value
	 */
	public void check(List<String> problems) {
		if (this.priority != null) {
			checkPriority(this.priority, problems);
		}
		checkBounds("expiresAfter", this.expiresAfter, EXPIRES_AFTER, problems);
		checkBounds("timeout", this.timeout, TIMEOUT, problems);
	}

	public static void checkPriority(int priority, List<String> problems) {
		if (priority < HIGHEST_PRIORITY || priority > LOWEST_PRIORITY) {
			problems.add("priority: must be between " + HIGHEST_PRIORITY + " (first) and " + LOWEST_PRIORITY
					+ " (last), but is " + priority);
		}
	}

	/**
	 * Checks a time that is stored.
	 * @param name the name of the option
	 * @param time the time
	 * @param problems receives a text when it is out of bounds
	 * @return whether it can be stored
	 */
	public static boolean checkTime(String name, @Nullable Instant time, List<String> problems) {
		if (time != null && (time.isBefore(EARLIEST) || time.isAfter(LATEST))) {
			problems.add(name + ": must be from " + EARLIEST + " to " + LATEST + ", but is " + time);
			return false;
		}
		return true;
	}

	private static void checkBounds(String name, @Nullable Duration duration, DurationRange range,
			List<String> problems) {
		if (duration != null && duration.compareTo(Duration.ofMillis(1)) < 0) {
			problems.add(name + ": must be at least one millisecond, but is " + duration);
		}
		else if (duration != null && duration.compareTo(range.most()) > 0) {
			problems.add(name + ": must be at most " + range.most() + ", but is " + duration);
		}
	}

}
