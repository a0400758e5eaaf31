package io.rocketjob.batch.record.xlsx;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A row of a workbook as a line of delimited text: RFC 4180 with nothing for
 * {@code null}. Texts that would be taken for a number or a boolean have quotes, so that
 * it tells what a cell was; to others the line is ordinary delimited text.
 */
final class RowText {

	private static final int ALL_DIGITS_FIT_INT = 9;

	private static final int ALL_DIGITS_FIT_LONG = 18;

	private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?");

	private RowText() {
	}

	/**
	 * Writes a row.
	 * @param values texts, numbers and booleans
	 * @return the line
	 */
	static String of(List<@Nullable Object> values) {
		StringBuilder line = new StringBuilder();
		for (int i = 0; i < values.size(); i++) {
			if (i > 0) {
				line.append(',');
			}
			Object value = values.get(i);
			if (value instanceof String text) {
				append(text, line);
			}
			else if (value != null) {
				line.append((value instanceof BigDecimal number) ? number.toPlainString() : value.toString());
			}
		}
		return line.toString();
	}

	private static void append(String text, StringBuilder line) {
		if (!needsQuotes(text)) {
			line.append(text);
			return;
		}
		line.append('"');
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			line.append(c);
			if (c == '"') {
				line.append(c);
			}
		}
		line.append('"');
	}

	private static boolean needsQuotes(String text) {
		if (text.isEmpty() || isBoolean(text)) {
			return true;
		}
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == ',' || c == '"' || c == '\n' || c == '\r') {
				return true;
			}
		}
		return isNumber(text);
	}

	private static boolean isBoolean(String text) {
		return text.equals("true") || text.equals("false");
	}

	private static boolean isNumber(String text) {
		char last = text.charAt(text.length() - 1);
		return last >= '0' && last <= '9' && NUMBER.matcher(text).matches();
	}

	/**
	 * Reads a row.
	 * @param line the line
	 * @return texts, numbers and booleans
	 * @throws IllegalArgumentException when its quotes are wrong
	 */
	static List<@Nullable Object> parse(String line) {
		List<@Nullable Object> values = new ArrayList<>();
		int at = 0;
		while (true) {
			int end;
			if (at < line.length() && line.charAt(at) == '"') {
				StringBuilder text = new StringBuilder();
				end = quoted(line, at + 1, text);
				values.add(text.toString());
			}
			else {
				end = line.indexOf(',', at);
				end = (end != -1) ? end : line.length();
				values.add(value(line.substring(at, end)));
			}
			if (end == line.length()) {
				return values;
			}
			at = end + 1;
		}
	}

	private static int quoted(String line, int from, StringBuilder text) {
		int at = from;
		while (true) {
			int quote = line.indexOf('"', at);
			if (quote == -1) {
				throw new IllegalArgumentException("it opens a quote that is not closed");
			}
			text.append(line, at, quote);
			at = quote + 1;
			if (at == line.length() || line.charAt(at) == ',') {
				return at;
			}
			if (line.charAt(at) != '"') {
				throw new IllegalArgumentException("it has text after the closing quote of a value");
			}
			text.append('"');
			at++;
		}
	}

	private static @Nullable Object value(String text) {
		if (text.isEmpty()) {
			return null;
		}
		if (isBoolean(text)) {
			return text.equals("true");
		}
		return isNumber(text) ? number(text) : text;
	}

	private static Object number(String text) {
		if (text.indexOf('.') != -1) {
			return new BigDecimal(text);
		}
		if (text.length() <= ALL_DIGITS_FIT_INT) {
			return Integer.valueOf(text);
		}
		if (text.length() > ALL_DIGITS_FIT_LONG) {
			BigInteger number = new BigInteger(text);
			return (number.bitLength() < Long.SIZE) ? (Object) number.longValue() : number;
		}
		long number = Long.parseLong(text);
		return (number == (int) number) ? (Object) (int) number : (Object) number;
	}

}
