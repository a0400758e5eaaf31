package io.rocketjob.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Finds out when a schedule is due by trying every minute of a year. Shares no code with
 * {@link CronSchedule}, and knows neither Spring's expressions nor the changes of a zone:
 * it looks at a clock on the wall, minute by minute, and remembers the latest time that
 * this has shown.
 */
final class EveryMinute {

	private static final int MINUTES_OF_DAY = 24 * 60;

	private static final List<String> MONTHS = List.of("", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG",
			"SEP", "OCT", "NOV", "DEC");

	private static final List<String> WEEKDAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

	private static final Map<String, String> MACROS = Map.of("@yearly", "0 0 1 1 *", "@annually", "0 0 1 1 *",
			"@monthly", "0 0 1 * *", "@weekly", "0 0 * * 0", "@daily", "0 0 * * *", "@midnight", "0 0 * * *", "@hourly",
			"0 * * * *");

	private static final int CLOCKS_KEPT = 5;

	private static final Map<String, int[]> CLOCKS = new ConcurrentHashMap<>();

	private final int[] clock;

	private final long first;

	private final int[] seconds;

	private final boolean[] minutes = new boolean[MINUTES_OF_DAY];

	private final Predicate<LocalDate> days;

	private final boolean fixedHours;

	private long day = Long.MIN_VALUE;

	private boolean dayMatches;

	private EveryMinute(String schedule, ZoneId zone, int year) {
		if (CLOCKS.size() >= CLOCKS_KEPT) {
			CLOCKS.clear();
		}
		this.clock = CLOCKS.computeIfAbsent(zone + " " + year, (key) -> clock(zone, year));
		this.first = start(year).getEpochSecond() / 60;
		List<String> fields = new ArrayList<>(Arrays.asList(MACROS.getOrDefault(schedule, schedule).split(" ")));
		if (fields.size() == 5) {
			fields.add(0, "0");
		}
		this.seconds = IntStream.range(0, 60).filter(numbers(fields.get(0), 0, 59, List.of())).toArray();
		IntPredicate minute = numbers(fields.get(1), 0, 59, List.of());
		IntPredicate hour = numbers(fields.get(2), 0, 23, List.of());
		for (int i = 0; i < MINUTES_OF_DAY; i++) {
			this.minutes[i] = hour.test(i / 60) && minute.test(i % 60);
		}
		this.fixedHours = !fields.get(2).contains("*") && !fields.get(2).contains("/");
		IntPredicate month = numbers(fields.get(4), 1, 12, MONTHS);
		List<String> daysOfMonth = List.of(fields.get(3).split(","));
		List<String> weekdays = List.of(fields.get(5).split(","));
		this.days = (date) -> month.test(date.getMonthValue())
				&& daysOfMonth.stream().anyMatch((item) -> isDay(item, date))
				&& weekdays.stream().anyMatch((item) -> isWeekday(item, date));
	}

	/**
	 * Returns when a schedule is due.
	 * @param schedule the schedule without zone
	 * @param zone the zone
	 * @param year the year, which begins and ends as in UTC
	 * @return every instant
	 */
	static List<Instant> of(String schedule, ZoneId zone, int year) {
		return new EveryMinute(schedule, zone, year).due();
	}

	/**
	 * What a clock on the wall is ahead of UTC, for every minute from a day before the
	 * year.
	 */
	private static int[] clock(ZoneId zone, int year) {
		ZoneRules rules = zone.getRules();
		long first = start(year).getEpochSecond() / 60 - MINUTES_OF_DAY;
		long end = start(year + 1).getEpochSecond() / 60;
		return LongStream.range(first, end)
			.mapToInt((minute) -> rules.getOffset(Instant.ofEpochSecond(minute * 60)).getTotalSeconds() / 60)
			.toArray();
	}

	static Instant start(int year) {
		return LocalDate.of(year, 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC);
	}

	private List<Instant> due() {
		List<Instant> due = new ArrayList<>();
		long dayBefore = this.first - MINUTES_OF_DAY;
		long latest = dayBefore + this.clock[0] - 1;
		for (int i = 0; i < this.clock.length; i++) {
			long minute = dayBefore + i;
			long wall = minute + this.clock[i];
			boolean shownBefore = wall <= latest;
			boolean skipped = false;
			for (long missed = latest + 1; missed < wall; missed++) {
				skipped = skipped || matches(missed);
			}
			latest = Math.max(latest, wall);
			if (minute < this.first) {
				continue;
			}
			boolean atOnce = this.fixedHours && skipped;
			if (atOnce) {
				due.add(Instant.ofEpochSecond(minute * 60));
			}
			if (matches(wall) && !(this.fixedHours && shownBefore)) {
				for (int second : this.seconds) {
					if (second > 0 || !atOnce) {
						due.add(Instant.ofEpochSecond(minute * 60 + second));
					}
				}
			}
		}
		return due;
	}

	private boolean matches(long wall) {
		long newDay = Math.floorDiv(wall, (long) MINUTES_OF_DAY);
		if (newDay != this.day) {
			this.day = newDay;
			this.dayMatches = this.days.test(LocalDate.ofEpochDay(newDay));
		}
		return this.dayMatches && this.minutes[(int) Math.floorMod(wall, (long) MINUTES_OF_DAY)];
	}

	private static IntPredicate numbers(String field, int min, int max, List<String> names) {
		List<IntPredicate> items = Stream.of(field.split(",")).map((item) -> item(item, min, max, names)).toList();
		return (number) -> items.stream().anyMatch((item) -> item.test(number));
	}

	private static IntPredicate item(String item, int min, int max, List<String> names) {
		String[] parts = item.split("/");
		int step = (parts.length > 1) ? Integer.parseInt(parts[1]) : 1;
		String[] ends = parts[0].split("-");
		boolean any = parts[0].equals("*") || parts[0].equals("?");
		int first = any ? min : number(ends[0], names);
		int last = (ends.length > 1) ? number(ends[1], names) : (any || parts.length > 1) ? max : first;
		// Sunday ends a week that does not begin with it
		int end = (names == WEEKDAYS && last == 0 && first > 0) ? 7 : last;
		return (number) -> number >= first && number <= end && (number - first) % step == 0;
	}

	private static int number(String text, List<String> names) {
		return names.contains(text) ? names.indexOf(text) : Integer.parseInt(text);
	}

	private static boolean isDay(String item, LocalDate date) {
		int day = date.getDayOfMonth();
		int length = date.lengthOfMonth();
		if (item.equals("L")) {
			return day == length;
		}
		if (item.startsWith("L-")) {
			return length - day == Integer.parseInt(item.substring(2));
		}
		if (item.startsWith("-")) {
			String[] ends = item.substring(1).split("--");
			int left = length - day + 1;
			return left <= Integer.parseInt(ends[0]) && left >= Integer.parseInt(ends[ends.length - 1]);
		}
		if (item.endsWith("W")) {
			int wanted = item.equals("LW") ? length : Integer.parseInt(item.substring(0, item.length() - 1));
			return wanted <= length && workdays(date).stream()
				.min(Comparator.comparingInt((workday) -> Math.abs(workday.getDayOfMonth() - wanted)))
				.filter(date::equals)
				.isPresent();
		}
		return item(item, 1, 31, List.of()).test(day);
	}

	private static List<LocalDate> workdays(LocalDate date) {
		LocalDate first = YearMonth.from(date).atDay(1);
		return first.datesUntil(first.plusMonths(1)).filter((day) -> day.getDayOfWeek().getValue() < 6).toList();
	}

	private static boolean isWeekday(String item, LocalDate date) {
		int weekday = date.getDayOfWeek().getValue() % 7;
		if (item.endsWith("L")) {
			return number(item.substring(0, item.length() - 1), WEEKDAYS) % 7 == weekday
					&& date.plusWeeks(1).getMonth() != date.getMonth();
		}
		if (item.contains("#")) {
			String[] parts = item.split("#");
			int nth = Integer.parseInt(parts[1]);
			return number(parts[0], WEEKDAYS) % 7 == weekday && date.minusWeeks(nth - 1).getMonth() == date.getMonth()
					&& date.minusWeeks(nth).getMonth() != date.getMonth();
		}
		IntPredicate numbers = item(item, 0, 7, WEEKDAYS);
		return numbers.test(weekday) || (weekday == 0 && numbers.test(7));
	}

}
