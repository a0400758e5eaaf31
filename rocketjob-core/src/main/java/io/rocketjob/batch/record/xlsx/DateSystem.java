package io.rocketjob.batch.record.xlsx;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;

/**
 * Dates of workbooks, which are numbers of days, as ISO text without a zone.
 */
enum DateSystem {

	/**
	 * Day 1 is the first of January 1900, and day 60 a 29 February which that year did
	 * not have.
	 */
	OF_1900(LocalDate.of(1899, 12, 30)),

	/** Day 0 is the first of January 1904. */
	OF_1904(LocalDate.of(1904, 1, 1));

	private static final long DAY = Duration.ofDays(1).toMillis();

	private static final long SECOND = 1000;

	private static final int NO_DAY = 60;

	private static final LocalDate LAST = LocalDate.of(9999, 12, 31);

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

	private static final DateTimeFormatter TIME_OF_FRACTIONS = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

	private final LocalDate zero;

	DateSystem(LocalDate zero) {
		this.zero = zero;
	}

	/**
	 * Reads a number.
	 * @param number days and parts of a day
	 * @param format the format of its cell, which is one of dates
	 * @return the text
	 * @throws IllegalArgumentException when there is no such day, with the end of a
	 * sentence
	 */
	String text(double number, CellFormat format) {
		if (number < 0 && (this == OF_1900 || format.kind() != CellFormat.Kind.DURATION)) {
			throw new IllegalArgumentException("is negative and has the format of a date");
		}
		if (number > Integer.MAX_VALUE) {
			throw new IllegalArgumentException("is later than the year 9999 and has the format of a date");
		}
		long milliseconds = Math.round(number * DAY);
		if (!format.fractions() && format.kind() != CellFormat.Kind.DATE) {
			milliseconds = Math.round((double) milliseconds / SECOND) * SECOND;
		}
		long days = Math.floorDiv(milliseconds, DAY);
		LocalTime time = LocalTime.ofNanoOfDay(Math.floorMod(milliseconds, DAY) * 1_000_000);
		return switch (format.kind()) {
			case DURATION -> Duration.ofMillis(milliseconds).toString();
			case TIME -> text(time);
			case DATE -> day(days).toString();
			default -> day(days) + "T" + text(time);
		};
	}

	private LocalDate day(long days) {
		if (this == OF_1900 && (days == 0 || days == NO_DAY)) {
			throw new IllegalArgumentException("has the format of a date and is no day: "
					+ ((days == 0) ? "the first one is 1" : "1900 had no 29 February"));
		}
		LocalDate day = this.zero.plusDays((this == OF_1900 && days < NO_DAY) ? days + 1 : days);
		if (day.isAfter(LAST)) {
			throw new IllegalArgumentException("is later than the year 9999 and has the format of a date");
		}
		return day;
	}

	private static String text(LocalTime time) {
		return (hasFraction(time) ? TIME_OF_FRACTIONS : TIME).format(time);
	}

	/**
	 * Reads the text of a cell that has a date in place of a number.
	 * @param written an ISO text
	 * @param format the format of the cell
	 * @return the text
	 * @throws IllegalArgumentException when it is no date, with the end of a sentence
	 */
	static String text(String written, CellFormat format) {
		String local = written.endsWith("Z") ? written.substring(0, written.length() - 1) : written;
		try {
			if (local.indexOf('T') > 0) {
				LocalDateTime both = LocalDateTime.parse(local).truncatedTo(ChronoUnit.MILLIS);
				return switch (format.kind()) {
					case DATE -> both.toLocalDate().toString();
					case TIME -> text(both.toLocalTime());
					default -> both.toLocalDate() + "T" + text(both.toLocalTime());
				};
			}
			if (local.indexOf(':') > 0) {
				return text(LocalTime.parse(local.startsWith("T") ? local.substring(1) : local));
			}
			return LocalDate.parse(local).toString();
		}
		catch (DateTimeException ex) {
			throw new IllegalArgumentException("has a date that is not written as one", ex);
		}
	}

	/**
	 * Makes the number of a date or a time, in the system of 1900.
	 * @param value an instant, which is written in UTC, or an ISO text
	 * @return the number and the format that a cell needs
	 * @throws IllegalArgumentException when it is none, or no cell can hold it
	 */
	static Written written(Object value) {
		if (value instanceof Instant instant) {
			return written(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
		}
		String text = String.valueOf(value);
		try {
			if (text.indexOf('T') > 0) {
				return written(text.endsWith("Z") ? LocalDateTime.ofInstant(Instant.parse(text), ZoneOffset.UTC)
						: LocalDateTime.parse(text));
			}
			if (text.indexOf(':') > 0) {
				LocalTime time = LocalTime.parse(text);
				return new Written(part(time), hasFraction(time) ? "hh:mm:ss.000" : "hh:mm:ss");
			}
			return new Written(days(LocalDate.parse(text)), "yyyy\\-mm\\-dd");
		}
		catch (DateTimeException ex) {
			throw new IllegalArgumentException("has no date, which the option 'dateColumns' asks for", ex);
		}
	}

	private static Written written(LocalDateTime both) {
		LocalDateTime rounded = both.plusNanos(500_000).truncatedTo(ChronoUnit.MILLIS);
		LocalTime time = rounded.toLocalTime();
		return new Written(days(rounded.toLocalDate()) + part(time),
				hasFraction(time) ? "yyyy\\-mm\\-dd hh:mm:ss.000" : "yyyy\\-mm\\-dd hh:mm:ss");
	}

	private static boolean hasFraction(LocalTime time) {
		return time.get(ChronoField.MILLI_OF_SECOND) != 0;
	}

	private static double part(LocalTime time) {
		return (double) time.get(ChronoField.MILLI_OF_DAY) / DAY;
	}

	private static long days(LocalDate day) {
		if (day.getYear() < 1900 || day.isAfter(LAST)) {
			throw new IllegalArgumentException("has a date " + ((day.getYear() < 1900) ? "before 1900" : "after 9999")
					+ ", which no cell can hold");
		}
		long days = ChronoUnit.DAYS.between(OF_1900.zero, day);
		return (days > NO_DAY) ? days : days - 1;
	}

	/**
	 * A date as a cell has it.
	 *
	 * @param number the number
	 * @param format the code of the format
	 */
	record Written(double number, String format) {
	}

}
