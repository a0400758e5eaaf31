package io.rocketjob.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.BitSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A day whose number depends on the month, such as {@code L}, {@code 15W} or
 * {@code FRI#2} or {@code FRI#-2}.
 *
 * @param candidates all numbers that the field of such a day may have
 * @param test whether a date is such a day
 */
record DayRule(BitSet candidates, Predicate<LocalDate> test) {

	private static final Pattern FROM_END = Pattern
		.compile("L|L-(?<before>[0-9]{1,2})|-(?<from>[0-9]{1,2})(?:--(?<to>[0-9]{1,2}))?");

	private static final Pattern NEAREST = Pattern.compile("(?<day>[0-9]{1,2})W");

	private static final Pattern OF_MONTH = Pattern.compile("(?<weekday>[0-9A-Z]+)(?:L|#(?<ordinal>-?[1-5]))");

	private static final int SHORTEST_MONTH = 28;

	private static final int LONGEST_MONTH = 31;

	private static final int DAYS_OF_WEEK = 7;

	/**
	 * Reads an item of a field.
	 * @param field the field
	 * @param item the item, in upper case
	 * @return the rule, or {@code null} when the item is none
	 */
	static @Nullable DayRule of(CronField field, String item) {
		return switch (field) {
			case DAY -> ofMonth(item);
			case WEEKDAY -> ofWeekdays(item);
			default -> null;
		};
	}

	private static @Nullable DayRule ofMonth(String item) {
		if (item.equals("LW")) {
			return between(LONGEST_MONTH - 5, LONGEST_MONTH,
					(date) -> date.equals(nearestWeekday(date.with(TemporalAdjusters.lastDayOfMonth()))));
		}
		Matcher matcher = NEAREST.matcher(item);
		if (matcher.matches()) {
			int day = CronField.DAY.number(matcher.group("day"), item);
			return between(day - 2, day + 2,
					(date) -> day <= date.lengthOfMonth() && date.equals(nearestWeekday(date.withDayOfMonth(day))));
		}
		matcher = FROM_END.matcher(item);
		return matcher.matches() ? fromEnd(matcher, item) : null;
	}

	private static DayRule fromEnd(Matcher matcher, String item) {
		String before = matcher.group("before");
		String from = matcher.group("from");
		String to = matcher.group("to");
		// positions count from the last day, which is 1
		int earliest = 1;
		if (before != null) {
			earliest = Integer.parseInt(before) + 1;
		}
		else if (from != null) {
			earliest = Integer.parseInt(from);
		}
		int latest = (to != null) ? Integer.parseInt(to) : earliest;
		if (latest < 1 || latest > earliest || earliest > SHORTEST_MONTH || (before != null && earliest == 1)) {
			throw CronField.DAY.wrong(item);
		}
		int most = earliest;
		return between(SHORTEST_MONTH + 1 - most, LONGEST_MONTH + 1 - latest, (date) -> {
			int position = date.lengthOfMonth() + 1 - date.getDayOfMonth();
			return latest <= position && position <= most;
		});
	}

	/** Monday to Friday, and never in another month. */
	private static LocalDate nearestWeekday(LocalDate date) {
		return switch (date.getDayOfWeek()) {
			case SATURDAY -> (date.getDayOfMonth() > 1) ? date.minusDays(1) : date.plusDays(2);
			case SUNDAY -> (date.getDayOfMonth() < date.lengthOfMonth()) ? date.plusDays(1) : date.minusDays(2);
			default -> date;
		};
	}

	private static @Nullable DayRule ofWeekdays(String item) {
		Matcher matcher = OF_MONTH.matcher(item);
		if (!matcher.matches()) {
			return null;
		}
		int number = CronField.WEEKDAY.number(matcher.group("weekday"), item);
		DayOfWeek weekday = (number == 0) ? DayOfWeek.SUNDAY : DayOfWeek.of(number);
		String ordinal = matcher.group("ordinal");
		if (ordinal == null) {
			return between(weekday.getValue(), weekday.getValue(),
					(date) -> date.equals(date.with(TemporalAdjusters.lastInMonth(weekday))));
		}
		int week = Integer.parseInt(ordinal);
		return between(weekday.getValue(), weekday.getValue(),
				(date) -> date.getDayOfWeek() == weekday
						&& (((week > 0) ? date.getDayOfMonth() - 1 : date.lengthOfMonth() - date.getDayOfMonth())
								/ DAYS_OF_WEEK == Math.abs(week) - 1));
	}

	private static DayRule between(int first, int last, Predicate<LocalDate> test) {
		BitSet candidates = new BitSet();
		candidates.set(Math.max(first, 1), Math.min(last, LONGEST_MONTH) + 1);
		return new DayRule(candidates, test);
	}

}
