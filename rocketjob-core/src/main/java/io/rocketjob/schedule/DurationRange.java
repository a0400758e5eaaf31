package io.rocketjob.schedule;

import java.time.Duration;
import java.util.regex.Pattern;

import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * What durations an attribute of an annotation or a property may have. A number without a
 * unit is none of them: it would be milliseconds, and who writes it mostly means seconds.
 * Immutable and safe for use by several threads.
 *
 * @param least the shortest
 * @param most the longest
 * @since 0.1.0
 */
public record DurationRange(Duration least, Duration most) {

	private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+");

	private static final Pattern ZERO = Pattern.compile("[+-]?0+");

	/**
	 * Makes a range.
	 * @param least the shortest, such as {@code "1s"}
	 * @param most the longest, such as {@code "365d"}
	 * @return the range
	 */
	public static DurationRange of(String least, String most) {
		return new DurationRange(DurationFormatterUtils.detectAndParse(least),
				DurationFormatterUtils.detectAndParse(most));
	}

	/**
	 * Reads a duration.
	 * @param text such as {@code "15s"} or {@code "PT15S"}
	 * @return the duration
	 * @throws IllegalArgumentException saying what is wrong with the text, and what would
	 * be right, in words that go on after the name of what has it
	 */
	public Duration parse(String text) {
		checkUnit(text);
		Duration duration;
		try {
			duration = DurationFormatterUtils.detectAndParse(text.strip());
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			throw new IllegalArgumentException(
					"'" + text + "' is no duration; right would be \"30s\" or \"PT30S\", " + range(), ex);
		}
		check(duration);
		return duration;
	}

	/**
	 * Checks that a number has a unit, unless it is zero.
	 * @param text what was written
	 * @throws IllegalArgumentException when it has none
	 */
	public static void checkUnit(String text) {
		String number = text.strip();
		if (NUMBER.matcher(number).matches() && !ZERO.matcher(number).matches()) {
			throw new IllegalArgumentException(
					"'" + number + "' has no unit, and would be milliseconds; right would be " + number
							+ "s for seconds, or another unit: ms, m, h, d");
		}
	}

	/**
	 * Checks that a duration is in the range.
	 * @param duration the duration
	 * @throws IllegalArgumentException saying between what it must be
	 */
	public void check(Duration duration) {
		if (duration.compareTo(this.least) < 0 || duration.compareTo(this.most) > 0) {
			throw new IllegalArgumentException("must be " + range() + ", but is " + text(duration));
		}
	}

	/**
	 * Says what is allowed.
	 * @return such as {@code from 1s to 10m}
	 */
	public String range() {
		return "from " + text(this.least) + " to " + text(this.most);
	}

	/**
	 * Writes a duration as people do.
	 * @param duration the duration
	 * @return such as {@code 1500ms}, with the largest unit of which it is a whole number
	 */
	private static String text(Duration duration) {
		if (duration.isZero()) {
			return "0s";
		}
		if (duration.toNanosPart() % 1_000_000 != 0) {
			return duration.toString();
		}
		if (duration.toNanosPart() != 0) {
			return duration.toSeconds() * 1000 + duration.toMillisPart() + "ms";
		}
		long seconds = duration.toSeconds();
		return (seconds % 86_400 == 0) ? seconds / 86_400 + "d" : (seconds % 3600 == 0) ? seconds / 3600 + "h"
				: (seconds % 60 == 0) ? seconds / 60 + "m" : seconds + "s";
	}

}
