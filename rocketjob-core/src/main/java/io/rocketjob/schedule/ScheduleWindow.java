package io.rocketjob.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;

/**
 * A window that opens at each time of a schedule and stays open for a duration of elapsed
 * time. The instant at which it opens is inside, the one at which it closes is not.
 * Immutable and safe for use by several threads.
 *
 * @param schedule when it opens
 * @param duration for how long, more than zero
 * @since 0.1.0
 */
public record ScheduleWindow(CronSchedule schedule, Duration duration) {

	/** Schedules do not tell less than seconds apart. */
	private static final DurationRange WRITTEN = DurationRange.of("1s", "366d");

	/**
	 * Makes a window.
	 * @param schedule when it opens
	 * @param duration for how long
	 * @throws IllegalArgumentException when the duration is not more than zero, or the
	 * window never opens
	 */
	public ScheduleWindow {
		Objects.requireNonNull(schedule, "schedule");
		if (duration.isNegative() || duration.isZero()) {
			throw new IllegalArgumentException("duration: must be more than zero, but is " + duration);
		}
		if (schedule.next(Instant.EPOCH).isEmpty()) {
			throw new IllegalArgumentException("schedule: there is no such time as \"" + schedule.text() + "\"");
		}
	}

	/**
	 * Reads a window.
	 * @param schedule its schedule, as {@link CronSchedule#parse(String, ZoneId)} takes
	 * it
	 * @param defaultZone the time zone, unless the schedule names one
	 * @param duration its duration, from a second to 366 days, such as {@code "6h"} or
	 * {@code "PT6H"}
	 * @return the window
	 * @throws IllegalArgumentException saying which of them is wrong, and what would be
	 * right
	 */
	public static ScheduleWindow parse(String schedule, ZoneId defaultZone, String duration) {
		return new ScheduleWindow(schedule(schedule, defaultZone), duration(duration));
	}

	private static CronSchedule schedule(String text, ZoneId defaultZone) {
		try {
			return CronSchedule.parse(text, defaultZone);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("schedule: " + ex.getMessage(), ex);
		}
	}

	private static Duration duration(String text) {
		try {
			return WRITTEN.parse(text);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("duration: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Whether the window is open.
	 * @param time a time
	 * @return whether it is inside
	 */
	public boolean isOpen(Instant time) {
		return this.schedule.next(time.minus(this.duration)).filter((opening) -> !opening.isAfter(time)).isPresent();
	}

	/**
	 * The first time inside the window.
	 * @param from a time
	 * @return that time when it is inside, otherwise when the window opens next; empty
	 * when it does not open again within fifty years
	 */
	public Optional<Instant> firstInside(Instant from) {
		return isOpen(from) ? Optional.of(from) : this.schedule.next(from);
	}

}
