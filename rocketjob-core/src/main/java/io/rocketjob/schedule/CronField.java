package io.rocketjob.schedule;

import java.time.temporal.ChronoField;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fields of a schedule, and how their numbers, names, ranges and steps are read.
 */
enum CronField {

	SECOND("second", "0 to 59", ChronoField.SECOND_OF_MINUTE, 0, 59),

	MINUTE("minute", "0 to 59", ChronoField.MINUTE_OF_HOUR, 0, 59),

	HOUR("hour", "0 to 23", ChronoField.HOUR_OF_DAY, 0, 23),

	DAY("day of month", "1 to 31, L, LW, 1W to 31W, L-1 to L-27 or -1 to -28", ChronoField.DAY_OF_MONTH, 1, 31),

	MONTH("month", "1 to 12 or JAN to DEC", ChronoField.MONTH_OF_YEAR, 1, 12),

	WEEKDAY("weekday", "0 to 7 or SUN to SAT, or one of the month such as FRIL, FRI#1 to FRI#5 or FRI#-1 to FRI#-5",
			ChronoField.DAY_OF_WEEK, 0, 7);

	private static final Pattern ITEM = Pattern
		.compile("(?:\\*|(?<first>[0-9A-Z]+)(?:-(?<last>[0-9A-Z]+))?)(?:/(?<step>[0-9]+))?");

	private static final List<String> MONTHS = List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP",
			"OCT", "NOV", "DEC");

	private static final List<String> WEEKDAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

	private static final int SUNDAY = 7;

	private static final int LONGEST_NUMBER = 4;

	private final String label;

	private final String allowed;

	private final ChronoField chronoField;

	private final int min;

	private final int max;

	CronField(String label, String allowed, ChronoField chronoField, int min, int max) {
		this.label = label;
		this.allowed = allowed;
		this.chronoField = chronoField;
		this.min = min;
		this.max = max;
	}

	ChronoField chronoField() {
		return this.chronoField;
	}

	boolean isDay() {
		return this == DAY || this == WEEKDAY;
	}

	/**
	 * Reads one item of the list that a field is.
	 * @param item the item, in upper case
	 * @return the numbers that it stands for; Sunday is 7
	 */
	BitSet numbers(String item) {
		Matcher matcher = ITEM.matcher(item);
		if (!matcher.matches()) {
			throw wrong(item);
		}
		String stepText = matcher.group("step");
		int step = (stepText != null) ? step(stepText, item) : 1;
		String firstText = matcher.group("first");
		int first = (firstText != null) ? number(firstText, item) : this.min;
		String lastText = matcher.group("last");
		// "*" and "5/10" go to the end, "5" and "5-5" do not
		int end = (firstText == null || (lastText == null && stepText != null)) ? this.max : first;
		int last = (lastText != null) ? number(lastText, item) : end;
		if (this == WEEKDAY && lastText != null && first != last) {
			first %= SUNDAY;
			last = (last == 0) ? SUNDAY : last;
		}
		if (first > last) {
			throw reversed(item, first, last);
		}
		BitSet numbers = new BitSet();
		for (int number = first; number <= last; number += step) {
			numbers.set((this == WEEKDAY && number == 0) ? SUNDAY : number);
		}
		return numbers;
	}

	/**
	 * Reads a single number or name.
	 * @param text the text, in upper case
	 * @param item the item that it is part of
	 * @return the number as written
	 */
	int number(String text, String item) {
		int number = names().indexOf(text);
		if (number >= 0) {
			return number + this.min;
		}
		if (text.length() > LONGEST_NUMBER || !text.chars().allMatch(Character::isDigit)) {
			throw wrong(item);
		}
		number = Integer.parseInt(text);
		if (number < this.min || number > this.max) {
			throw wrong(item);
		}
		return number;
	}

	private List<String> names() {
		return switch (this) {
			case MONTH -> MONTHS;
			case WEEKDAY -> WEEKDAYS;
			default -> List.of();
		};
	}

	private int step(String text, String item) {
		// longer than the field itself, a step would silently mean something else
		int longest = (this == WEEKDAY) ? SUNDAY : this.max - this.min + 1;
		int step = (text.length() > LONGEST_NUMBER) ? 0 : Integer.parseInt(text);
		if (step < 1 || step > longest) {
			throw new IllegalArgumentException(this.label + " \"" + item + "\" is wrong: the step must be from 1 to "
					+ longest + ", as in \"*/2\"");
		}
		return step;
	}

	/**
	 * Says that an item is none of this field.
	 * @param item the item
	 * @return the exception to throw
	 */
	IllegalArgumentException wrong(String item) {
		return new IllegalArgumentException(
				this.label + " \"" + item + "\" is wrong: right are " + (isDay() ? "* and ?, " : "*, ") + this.allowed
						+ ", ranges as in \"1-5\", steps as in \"*/2\", and lists as in \"1,3\"");
	}

	private IllegalArgumentException reversed(String item, int first, int last) {
		int highest = (this == WEEKDAY) ? SUNDAY - 1 : this.max;
		String right = item.contains("/") ? ""
				: "; right would be \"" + first + "-" + highest + "," + this.min + "-" + last + "\"";
		return new IllegalArgumentException(
				this.label + " \"" + item + "\" is wrong: a range must not end before it begins" + right);
	}

	static String upperCase(String text) {
		return text.toUpperCase(Locale.ROOT);
	}

	/**
	 * Whether a text begins like a weekday.
	 * @param text the text
	 * @return whether it does
	 */
	static boolean beginsWithWeekday(String text) {
		return WEEKDAYS.stream().anyMatch(upperCase(text)::startsWith);
	}

}
