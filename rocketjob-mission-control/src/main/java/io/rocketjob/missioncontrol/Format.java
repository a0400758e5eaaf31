package io.rocketjob.missioncontrol;

import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

import io.rocketjob.operation.BoundedCount;
import org.jspecify.annotations.Nullable;

/**
 * Writes numbers and times as the reader's locale has them. Times are in UTC; the script
 * of the pages writes them anew in the time zone of the browser.
 *
 * @param locale the locale of the reader
 * @param now the present time
 */
record Format(Locale locale, Instant now) {

	private static final DateTimeFormatter EXACT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
		.withZone(ZoneOffset.UTC);

	private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT)
		.withZone(ZoneOffset.UTC);

	private static final int MILLIS_OF_SECOND = 1000;

	private static final double TENTH = 0.1;

	private static final int SECONDS_OF_MINUTE = 60;

	private static final int MINUTES_OF_HOUR = 60;

	private static final int HOURS_OF_DAY = 24;

	private static final int SHORT = 2;

	String number(long number) {
		return NumberFormat.getIntegerInstance(this.locale).format(number);
	}

	String number(BoundedCount count) {
		return count.exact() ? number(count.count()) : "more than " + number(count.count());
	}

	/**
	 * A count in a narrow place.
	 */
	String narrow(BoundedCount count) {
		return number(count.count()) + (count.exact() ? "" : "+");
	}

	String decimal(double number) {
		NumberFormat format = NumberFormat.getNumberInstance(this.locale);
		format.setMaximumFractionDigits((number < 10) ? 1 : 0);
		return format.format(number);
	}

	String percent(double part) {
		return NumberFormat.getPercentInstance(this.locale).format(part);
	}

	String megabytes(long bytes) {
		return number(bytes / (1024 * 1024)) + " MB";
	}

	String exact(Instant time) {
		return EXACT.format(time);
	}

	/** The time of the day by UTC, to the millisecond. */
	String clock(Instant time) {
		return CLOCK.format(time);
	}

	/** The zone of this server. */
	String zone() {
		return ZoneId.systemDefault().getId();
	}

	String iso(Instant time) {
		return time.truncatedTo(ChronoUnit.MILLIS).toString();
	}

	/**
	 * How far a time is from now, such as {@code 3 min ago} or {@code in 2 h}.
	 */
	String relative(Instant time) {
		Duration past = Duration.between(time, this.now);
		if (past.abs().compareTo(Duration.ofSeconds(1)) < 0) {
			return "now";
		}
		return past.isNegative() ? "in " + duration(past.abs()) : duration(past) + " ago";
	}

	/**
	 * How long it is since a time, such as {@code 3 min}.
	 */
	String since(Instant time) {
		Duration past = Duration.between(time, this.now);
		return duration(past.isNegative() ? Duration.ZERO : past);
	}

	/**
	 * A duration as people say it.
	 * @param iso the duration as ISO has it
	 * @return the duration, empty where there is none
	 */
	String duration(@Nullable String iso) {
		return (iso != null) ? duration(Duration.parse(iso)) : "";
	}

	/**
	 * A short duration as it was measured, such as {@code 0.4 ms} or {@code 12.3 s}.
	 */
	String precise(Duration duration) {
		double millis = duration.toNanos() / 1e6;
		if (millis < MILLIS_OF_SECOND) {
			return ((millis < TENTH) ? "< " + decimal(TENTH) : decimal(millis)) + " ms";
		}
		return (duration.toSeconds() < SHORT * SECONDS_OF_MINUTE) ? decimal(millis / MILLIS_OF_SECOND) + " s"
				: duration(duration);
	}

	private String duration(Duration duration) {
		long seconds = duration.toSeconds();
		if (seconds < 10 && duration.toMillis() % 1000 != 0 && seconds < SHORT) {
			return number(duration.toMillis()) + " ms";
		}
		if (seconds < SHORT * SECONDS_OF_MINUTE) {
			return number(seconds) + " s";
		}
		long minutes = seconds / SECONDS_OF_MINUTE;
		if (minutes < SHORT * MINUTES_OF_HOUR) {
			return number(minutes) + " min";
		}
		long hours = minutes / MINUTES_OF_HOUR;
		return (hours < SHORT * HOURS_OF_DAY) ? number(hours) + " h" : number(hours / HOURS_OF_DAY) + " days";
	}

	/**
	 * The name of a class without its package, for a narrow place.
	 */
	static String simpleName(String className) {
		return className.substring(className.lastIndexOf('.') + 1);
	}

}
