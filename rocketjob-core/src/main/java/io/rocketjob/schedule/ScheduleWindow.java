package io.rocketjob.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

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
		if (isNever(schedule)) {
			throw new IllegalArgumentException(never(schedule));
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
	 * @throws IllegalArgumentException saying which of them is wrong, or both, and what
	 * would be right
	 */
	public static ScheduleWindow parse(String schedule, ZoneId defaultZone, String duration) {
		List<String> problems = new ArrayList<>();
		ScheduleWindow window = parse(schedule, defaultZone, duration, problems::add);
		if (window == null) {
			throw new IllegalArgumentException(String.join("; ", problems));
		}
		return window;
	}

	/**
	 * Reads a window, and tells all that is wrong with it rather than the first thing.
	 * @param schedule its schedule, as for {@link #parse(String, ZoneId, String)}
	 * @param defaultZone the time zone, unless the schedule names one
	 * @param duration its duration
	 * @param problems receives a text for each that is wrong, which begins with
	 * {@code schedule:} or {@code duration:}, and says what would be right
	 * @return the window, {@code null} when something is wrong
	 */
	public static @Nullable ScheduleWindow parse(String schedule, ZoneId defaultZone, String duration,
			Consumer<String> problems) {
		CronSchedule times = schedule(schedule, defaultZone, problems);
		Duration open = duration(duration, problems);
		return (times != null && open != null) ? new ScheduleWindow(times, open) : null;
	}

	private static @Nullable CronSchedule schedule(String text, ZoneId defaultZone, Consumer<String> problems) {
		CronSchedule schedule;
		try {
			schedule = CronSchedule.parse(text, defaultZone);
		}
		catch (IllegalArgumentException ex) {
			problems.accept("schedule: " + ex.getMessage());
			return null;
		}
		if (isNever(schedule)) {
			problems.accept(never(schedule));
			return null;
		}
		return schedule;
	}

	private static @Nullable Duration duration(String text, Consumer<String> problems) {
		try {
			return WRITTEN.parse(text);
		}
		catch (IllegalArgumentException ex) {
			problems.accept("duration: " + ex.getMessage());
			return null;
		}
	}

	private static boolean isNever(CronSchedule schedule) {
		return schedule.next(Instant.EPOCH).isEmpty();
	}

	private static String never(CronSchedule schedule) {
		return "schedule: there is no such time as \"" + schedule.text() + "\"";
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
