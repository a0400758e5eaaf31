package io.rocketjob.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * When something is due, again and again: a cron schedule in a time zone.
 *
 * <p>
 * A schedule is five fields, {@code minute hour day-of-month month weekday}, or six with
 * seconds first, or one of the macros {@code @yearly}, {@code @annually},
 * {@code @monthly}, {@code @weekly}, {@code @daily}, {@code @midnight}, {@code @hourly};
 * a time zone may follow, such as {@code "30 1 * * MON-FRI America/New_York"}. Case does
 * not matter, except in the time zone.
 *
 * <p>
 * A field is a list with commas of
 * <ul>
 * <li>{@code *}, any value; for days also {@code ?};</li>
 * <li>a number: seconds and minutes 0-59, hours 0-23, days 1-31, months 1-12, weekdays
 * 0-7, where both 0 and 7 are Sunday; months and weekdays also by name, {@code JAN},
 * {@code MON};</li>
 * <li>a range {@code 1-5}, and steps: <code>*&#47;10</code>, {@code 10-30/5}, and
 * {@code 5/10} from 5 to the end of the field;</li>
 * <li>for days of the month: {@code L} or {@code -1}, the last day; {@code -3}, the third
 * day from the end, where the last is the first; {@code -7--1}, the last seven days;
 * {@code L-3}, three days before the last day (so {@code -4}); {@code 15W}, the weekday
 * from Monday to Friday that is nearest to the 15th in the same month; {@code LW}, the
 * last of these in the month;</li>
 * <li>for weekdays: {@code FRIL} or {@code 5L}, the last Friday of the month;
 * {@code FRI#2} or {@code 5#2}, the second; {@code FRI#-2}, the second from the end, so
 * that {@code FRI#-1} is {@code FRIL}.</li>
 * </ul>
 * When both the day of the month and the weekday are restricted, <em>both</em> must
 * match: {@code "0 9 13 * FRI"} is nine o'clock on each Friday the 13th.
 *
 * <p>
 * When clocks are changed, the hour field decides:
 * <ul>
 * <li><em>Fixed hours</em>, that is, the field contains neither {@code *} nor {@code /}
 * (also ranges and lists, such as {@code 8-17} or {@code 1,2}): every time of the
 * schedule is due exactly once. A time that is skipped is due at the first instant after
 * the gap, several in one gap at once; a time that comes twice is due at the first of the
 * two.</li>
 * <li>Any other schedule follows elapsed time: it is due whenever a clock on the wall
 * shows a time that matches, twice when the clock shows it twice, and never when the
 * clock skips it.</li>
 * </ul>
 *
 * <p>
 * Immutable and safe for use by several threads. Schedules are equal when their
 * {@linkplain #text() texts} are.
 *
 * @since 0.1.0
 */
public final class CronSchedule {

	private final String text;

	private final ZoneId zone;

	private final LocalTimes times;

	private final boolean hoursAreFixed;

	private CronSchedule(ScheduleText text) {
		this.text = text.normalised();
		this.zone = text.zone();
		this.times = LocalTimes.of(text.fields());
		this.hoursAreFixed = text.hoursAreFixed();
	}

	/**
	 * Reads a schedule; without a time zone in the text, that of the JVM is used. Servers
	 * may differ in this, so name the zone.
	 * @param text the schedule
	 * @return the schedule
	 * @throws IllegalArgumentException when the text is no schedule; the message quotes
	 * it, and says what is wrong in it and what would be right
	 */
	public static CronSchedule parse(String text) {
		return parse(text, ZoneId.systemDefault());
	}

	/**
	 * Reads a schedule.
	 * @param text the schedule
	 * @param defaultZone the time zone, unless the text names one
	 * @return the schedule
	 * @throws IllegalArgumentException when the text is no schedule; the message quotes
	 * it, and says what is wrong in it and what would be right
	 */
	public static CronSchedule parse(String text, ZoneId defaultZone) {
		Objects.requireNonNull(text, "text");
		Objects.requireNonNull(defaultZone, "defaultZone");
		try {
			return new CronSchedule(ScheduleText.of(text, defaultZone));
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("Wrong schedule \"" + text + "\": " + ex.getMessage(), ex);
		}
	}

	/**
	 * Finds the next time at which this schedule is due. To ask whether a time is within
	 * a certain duration after one, ask for the next after the time minus the duration.
	 * @param after a time
	 * @return the first instant strictly after it; empty when there is none within fifty
	 * years, such as on 30 February
	 */
	public Optional<Instant> next(Instant after) {
		return Optional.ofNullable(this.hoursAreFixed ? nextOfFixed(after) : nextOfElapsed(after));
	}

	private @Nullable Instant nextOfFixed(Instant after) {
		ZoneRules rules = this.zone.getRules();
		LocalDateTime from = LocalDateTime.ofInstant(after, this.zone);
		ZoneOffsetTransition change = rules.getTransition(from);
		if (change != null && rules.getOffset(after).equals(change.getOffsetAfter())) {
			// the clock shows these times for the second time
			from = change.getDateTimeBefore().minusNanos(1);
		}
		LocalDateTime time = this.times.next(from);
		return (time != null) ? firstInstant(time, rules) : null;
	}

	private static Instant firstInstant(LocalDateTime time, ZoneRules rules) {
		ZoneOffsetTransition change = rules.getTransition(time);
		if (change == null) {
			return time.toInstant(rules.getOffset(time));
		}
		return change.isGap() ? change.getInstant() : time.toInstant(change.getOffsetBefore());
	}

	private @Nullable Instant nextOfElapsed(Instant after) {
		ZoneRules rules = this.zone.getRules();
		ZoneOffset offset = rules.getOffset(after);
		LocalDateTime from = LocalDateTime.ofInstant(after, offset);
		LocalDateTime horizon = from.plusYears(LocalTimes.HORIZON_YEARS);
		ZoneOffsetTransition change = rules.nextTransition(after);
		LocalDateTime time = this.times.next(from);
		// a time holds only while the offset that it was found with does
		while (time != null && change != null && !time.toInstant(offset).isBefore(change.getInstant())) {
			offset = change.getOffsetAfter();
			time = this.times.next(change.getDateTimeAfter().minusNanos(1));
			change = rules.nextTransition(change.getInstant());
			if (time != null && time.isAfter(horizon)) {
				return null;
			}
		}
		return (time != null) ? time.toInstant(offset) : null;
	}

	/**
	 * Returns the time zone.
	 * @return the zone
	 */
	public ZoneId zone() {
		return this.zone;
	}

	/**
	 * Returns the schedule as written, but with single blanks, in upper case (macros in
	 * lower case), and always with the time zone. Parsing it gives an equal schedule.
	 * @return the text
	 */
	public String text() {
		return this.text;
	}

	/**
	 * Says this schedule in English words, such as {@code every day at 03:00} or
	 * {@code every 5 minutes on Monday to Friday}, without the time zone.
	 * @return the words
	 */
	public String words() {
		return ScheduleWords.of(ScheduleText.of(this.text, this.zone).fields());
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof CronSchedule that && this.text.equals(that.text);
	}

	@Override
	public int hashCode() {
		return this.text.hashCode();
	}

	@Override
	public String toString() {
		return this.text;
	}

}
