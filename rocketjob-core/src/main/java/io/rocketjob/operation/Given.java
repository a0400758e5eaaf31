package io.rocketjob.operation;

import java.time.Instant;
import java.time.format.DateTimeParseException;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.ConversionException;
import org.springframework.format.datetime.standard.DateTimeFormatterRegistrar;
import org.springframework.format.support.DefaultFormattingConversionService;
import org.springframework.util.StringUtils;

/**
 * Reads what an operator has given, and says what would be right.
 */
final class Given {

	private static final DefaultFormattingConversionService CONVERSIONS = conversions();

	private Given() {
	}

	private static DefaultFormattingConversionService conversions() {
		DefaultFormattingConversionService conversions = new DefaultFormattingConversionService(false);
		DateTimeFormatterRegistrar times = new DateTimeFormatterRegistrar();
		times.setUseIsoFormat(true);
		times.registerFormatters(conversions);
		return conversions;
	}

	static ObjectId jobId(String text) {
		if (!ObjectId.isValid(text)) {
			throw OperationException.badRequest("The id of a job has 24 hexadecimal digits");
		}
		return new ObjectId(text);
	}

	/**
	 * Reads a number.
	 * @param name what it is called
	 * @param given the number, as a text or not
	 * @param otherwise what it is when there is none; where that is too small, there must
	 * be one
	 * @param least the least that is allowed
	 * @param most the most that is allowed
	 * @return the number
	 */
	static int number(String name, @Nullable Object given, int otherwise, int least, int most) {
		String text = (given != null) ? given.toString() : null;
		try {
			int number = StringUtils.hasText(text) ? Integer.parseInt(text.strip()) : otherwise;
			if (number >= least && number <= most) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// is told below
		}
		throw OperationException.badRequest(name + " must be a whole number between " + least + " and " + most);
	}

	static @Nullable String text(String name, @Nullable Object given) {
		if (given == null || given instanceof String) {
			return (String) given;
		}
		throw OperationException.badRequest(name + " must be a text");
	}

	static @Nullable Instant time(String name, @Nullable Object given) {
		if (given == null || given instanceof Instant) {
			return (Instant) given;
		}
		try {
			return Instant.parse(given.toString().strip());
		}
		catch (DateTimeParseException ex) {
			throw OperationException.badRequest(name + " must be a time in UTC such as 2027-01-31T08:00:00Z");
		}
	}

	/**
	 * Whether a value of a field can be given as a text.
	 * @param type the type of the field
	 * @return whether {@link #value} can make it of one
	 */
	static boolean isText(Class<?> type) {
		return type == String.class || CONVERSIONS.canConvert(String.class, type);
	}

	/**
	 * The text of which {@link #value} makes a value again.
	 * @param value the value
	 * @return the text
	 */
	static @Nullable String textOf(Object value) {
		return (value instanceof Enum<?> constant) ? constant.name() : CONVERSIONS.convert(value, String.class);
	}

	/**
	 * Makes a value of a field of a text, where that is possible; what is no text is left
	 * as it is.
	 * @param name what it is called
	 * @param given the value
	 * @param type the type of the field
	 * @return the value, of that type if it was a text
	 */
	static @Nullable Object value(String name, @Nullable Object given, Class<?> type) {
		if (!(given instanceof String) || type.isInstance(given) || !CONVERSIONS.canConvert(given.getClass(), type)) {
			return given;
		}
		try {
			return CONVERSIONS.convert(given, type);
		}
		catch (ConversionException ex) {
			// its message has the value
			throw OperationException.badRequest(name + " must be of the type " + type.getSimpleName());
		}
	}

}
