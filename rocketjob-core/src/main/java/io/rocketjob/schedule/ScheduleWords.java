package io.rocketjob.schedule;

import java.time.DayOfWeek;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Says a schedule in English words. It is one that has been read without a problem.
 */
final class ScheduleWords {

	private static final List<String> ORDINALS = List.of("first", "second", "third", "fourth", "fifth");

	private static final Pattern STEP_OF_ALL = Pattern.compile("(?:\\*|0)/(\\d+)");

	private static final Pattern RANGE = Pattern.compile("(?<first>\\w+)-(?<last>\\w+)(?:/(?<step>\\d+))?");

	private static final Pattern FROM = Pattern.compile("(?<first>\\w+)/(?<step>\\d+)");

	private static final Pattern FROM_END = Pattern.compile("-(\\d+)");

	private static final Pattern LAST_DAYS = Pattern.compile("-(\\d+)--1");

	private static final Pattern BEFORE_LAST = Pattern.compile("L-(\\d+)");

	private static final Pattern NEAREST = Pattern.compile("(\\d+)W");

	private static final Pattern LAST_WEEKDAY = Pattern.compile("(\\w+)L");

	private static final Pattern NTH_WEEKDAY = Pattern.compile("(\\w+)#(-?)(\\d)");

	private final Map<CronField, String> fields;

	private ScheduleWords(Map<CronField, String> fields) {
		this.fields = fields;
	}

	/**
	 * Says a schedule in words.
	 * @param fields the text of each field, in upper case
	 * @return the words, without the time zone
	 */
	static String of(Map<CronField, String> fields) {
		ScheduleWords words = new ScheduleWords(fields);
		String time = words.time();
		String days = words.days();
		if (days.isEmpty() && !time.contains("every")) {
			days = "every day";
		}
		return Stream.of(days.startsWith("every") ? days + " " + time : time + " " + days, words.months())
			.map(String::strip)
			.filter((each) -> !each.isEmpty())
			.reduce((some, more) -> some + " " + more)
			.orElseThrow();
	}

	private String text(CronField field) {
		String text = String.valueOf(this.fields.get(field));
		return text.equals("?") ? "*" : text;
	}

	private static boolean isNumber(String text) {
		return text.chars().allMatch(Character::isDigit);
	}

	private String time() {
		String second = text(CronField.SECOND);
		String minute = text(CronField.MINUTE);
		String hour = text(CronField.HOUR);
		if (Stream.of((second + "," + minute + "," + hour).split(",", -1)).allMatch(ScheduleWords::isNumber)
				&& isNumber(second) && isNumber(minute)) {
			return "at " + joined(hour, (each) -> clock(each, minute, second));
		}
		String ofMinute = second.equals("0") ? "" : every(CronField.SECOND, second, "second");
		String ofHour = ofHour(minute, ofMinute);
		String ofDay = hour.equals("*") ? ((ofMinute + ofHour).isEmpty() ? "every hour" : hourAfter(ofMinute, ofHour))
				: hours(hour, (ofMinute + ofHour).isEmpty());
		return Stream.of(ofMinute, ofHour, ofDay)
			.filter((each) -> !each.isEmpty())
			.reduce((some, more) -> some + " " + more)
			.orElseThrow();
	}

	private static String ofHour(String minute, String ofMinute) {
		if (minute.equals(ofMinute.isEmpty() ? "0" : "*")) {
			return ofMinute.startsWith("at") ? "of every minute" : "";
		}
		return every(CronField.MINUTE, minute, "minute");
	}

	/** Minute 5 is one of every hour; every 5 minutes are not. */
	private static String hourAfter(String ofMinute, String ofHour) {
		return (ofMinute + ofHour).contains("every") ? "" : "of every hour";
	}

	private static String every(CronField field, String text, String unit) {
		if (text.equals("*")) {
			return "every " + unit;
		}
		Matcher step = STEP_OF_ALL.matcher(text);
		if (step.matches()) {
			return "every " + number(step.group(1), unit);
		}
		return "at " + unit + (isNumber(text) ? " " : "s ") + values(field, text);
	}

	private static String number(String number, String unit) {
		return number.equals("1") ? unit : number + " " + unit + "s";
	}

	private static String hours(String text, boolean onTheHour) {
		Matcher step = STEP_OF_ALL.matcher(text);
		if (step.matches()) {
			return (onTheHour ? "every " : "of every ")
					+ (step.group(1).equals("1") ? "hour" : number(step.group(1), "hour"));
		}
		return (onTheHour ? "every hour " : "in hour" + (isNumber(text) ? " " : "s ")) + (onTheHour ? "of " : "")
				+ values(CronField.HOUR, text);
	}

	private String days() {
		String day = text(CronField.DAY);
		String weekday = text(CronField.WEEKDAY);
		List<String> both = new ArrayList<>();
		if (!weekday.equals("*")) {
			both.add("on " + joined(weekday, ScheduleWords::weekday));
		}
		if (!day.equals("*")) {
			both.add((both.isEmpty() ? "on " : "if it is ") + joined(day, ScheduleWords::day) + " of the month");
		}
		return String.join(" ", both);
	}

	private String months() {
		String month = text(CronField.MONTH);
		return month.equals("*") ? "" : "in " + values(CronField.MONTH, month);
	}

	private static String day(String item) {
		if (item.equals("L") || item.equals("-1")) {
			return "the last day";
		}
		if (item.equals("LW")) {
			return "the last day from Monday to Friday";
		}
		Matcher matcher = NEAREST.matcher(item);
		if (matcher.matches()) {
			return "the day from Monday to Friday next to day " + matcher.group(1);
		}
		matcher = BEFORE_LAST.matcher(item);
		if (matcher.matches()) {
			return number(matcher.group(1), "day").replaceFirst("^day$", "1 day") + " before the last day";
		}
		matcher = LAST_DAYS.matcher(item);
		if (matcher.matches()) {
			return "the last " + number(matcher.group(1), "day");
		}
		matcher = FROM_END.matcher(item);
		if (matcher.matches()) {
			return "day " + matcher.group(1) + " from the end";
		}
		if (item.startsWith("-")) {
			return "days " + item.substring(1).replace("--", " to ") + " from the end";
		}
		return (isNumber(item) ? "day " : "days ") + value(CronField.DAY, item);
	}

	private static String weekday(String item) {
		Matcher matcher = NTH_WEEKDAY.matcher(item);
		if (matcher.matches()) {
			boolean fromEnd = !matcher.group(2).isEmpty();
			String ordinal = ORDINALS.get(Integer.parseInt(matcher.group(3)) - 1);
			return "the " + (!fromEnd ? ordinal : matcher.group(3).equals("1") ? "last" : ordinal + " last") + " "
					+ name(CronField.WEEKDAY, matcher.group(1)) + " of the month";
		}
		matcher = LAST_WEEKDAY.matcher(item);
		if (matcher.matches()) {
			return "the last " + name(CronField.WEEKDAY, matcher.group(1)) + " of the month";
		}
		return value(CronField.WEEKDAY, item);
	}

	private static String values(CronField field, String text) {
		return joined(text, (item) -> value(field, item));
	}

	/** A number or a name, or a range or steps of them. */
	private static String value(CronField field, String item) {
		Matcher matcher = RANGE.matcher(item);
		if (matcher.matches()) {
			return stepped(name(field, matcher.group("first")) + " to " + name(field, matcher.group("last")),
					matcher.group("step"));
		}
		matcher = FROM.matcher(item);
		if (matcher.matches()) {
			return stepped(name(field, matcher.group("first")) + " on", matcher.group("step"));
		}
		matcher = STEP_OF_ALL.matcher(item);
		if (matcher.matches()) {
			String first = (field == CronField.DAY || field == CronField.MONTH) ? "1" : "0";
			return stepped(name(field, first) + " on", matcher.group(1));
		}
		return item.equals("*") ? "all" : name(field, item);
	}

	private static String stepped(String values, @Nullable String step) {
		return (step == null || step.equals("1")) ? values : values + " in steps of " + step;
	}

	private static String name(CronField field, String text) {
		int number = field.number(text, text);
		return switch (field) {
			case WEEKDAY -> DayOfWeek.of((number == 0) ? DayOfWeek.SUNDAY.getValue() : number)
				.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
			case MONTH -> Month.of(number).getDisplayName(TextStyle.FULL, Locale.ENGLISH);
			default -> String.valueOf(number);
		};
	}

	private static String clock(String hour, String minute, String second) {
		String clock = "%02d:%02d".formatted(Integer.valueOf(hour), Integer.valueOf(minute));
		return second.equals("0") ? clock : clock + ":%02d".formatted(Integer.valueOf(second));
	}

	private static String joined(String list, UnaryOperator<String> words) {
		List<String> items = Arrays.stream(list.split(",", -1)).map(words).toList();
		int last = items.size() - 1;
		return (last == 0) ? items.get(0) : String.join(", ", items.subList(0, last)) + " and " + items.get(last);
	}

}
