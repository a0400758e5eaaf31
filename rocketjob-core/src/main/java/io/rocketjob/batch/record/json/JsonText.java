package io.rocketjob.batch.record.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.rocketjob.batch.record.PlainText;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON, strictly as RFC 8259 has it, and numbers as they are: none
 * becomes another by being read. It is a reader of our own because its messages carry no
 * values, and because the core then needs no library for it.
 */
final class JsonText {

	private static final int DEEPEST = 200;

	/** How many digits are written without an exponent at most. */
	private static final int LONGEST = 1_000;

	private static final Pattern NUMBER = Pattern
		.compile("-?(0|[1-9][0-9]{0,999})(\\.[0-9]{1,1000})?([eE][+-]?[0-9]{1,4})?");

	private static final Pattern LARGE_NUMBER = Pattern.compile("-?(0|[1-9][0-9]*+)(\\.[0-9]++)?([eE][+-]?[0-9]++)?");

	private final String text;

	private int position;

	private JsonText(String text) {
		this.text = text;
	}

	/**
	 * Reads a text.
	 * @param text JSON
	 * @return a map, a list, a string, a number, a boolean or {@code null}
	 * @throws IllegalArgumentException when it is no JSON, saying where
	 */
	static @Nullable Object read(String text) {
		JsonText json = new JsonText(text);
		Object value = json.value(0);
		json.skipSpace();
		if (json.position < text.length()) {
			throw json.wrong("has text after the end of its value");
		}
		return value;
	}

	private IllegalArgumentException wrong(String what) {
		return new IllegalArgumentException("it is no JSON: it " + what + ", at character " + (this.position + 1));
	}

	private void skipSpace() {
		while (this.position < this.text.length() && " \t\r\n".indexOf(this.text.charAt(this.position)) != -1) {
			this.position++;
		}
	}

	private char next() {
		skipSpace();
		if (this.position == this.text.length()) {
			throw wrong("ends too early");
		}
		return this.text.charAt(this.position);
	}

	private @Nullable Object value(int depth) {
		if (depth > DEEPEST) {
			throw wrong("has more than " + DEEPEST + " values within each other");
		}
		char c = next();
		return switch (c) {
			case '{' -> object(depth);
			case '[' -> list(depth);
			case '"' -> string();
			case 't' -> word("true", true);
			case 'f' -> word("false", false);
			case 'n' -> word("null", null);
			default -> number();
		};
	}

	private @Nullable Object word(String word, @Nullable Object value) {
		if (!this.text.startsWith(word, this.position)) {
			throw wrong("has a word that is none of JSON");
		}
		this.position += word.length();
		return value;
	}

	private Map<String, @Nullable Object> object(int depth) {
		Map<String, @Nullable Object> object = new LinkedHashMap<>();
		this.position++;
		if (next() == '}') {
			this.position++;
			return object;
		}
		while (true) {
			if (next() != '"') {
				throw wrong("has no quoted key where one must be");
			}
			String key = string();
			if (next() != ':') {
				throw wrong("has no colon after a key");
			}
			this.position++;
			Object value = value(depth + 1);
			if (object.containsKey(key)) {
				throw wrong("has the key '" + key + "' twice in one object");
			}
			object.put(key, value);
			if (ends('}')) {
				return object;
			}
		}
	}

	private List<@Nullable Object> list(int depth) {
		List<@Nullable Object> list = new ArrayList<>();
		this.position++;
		if (next() == ']') {
			this.position++;
			return list;
		}
		while (true) {
			list.add(value(depth + 1));
			if (ends(']')) {
				return list;
			}
		}
	}

	private boolean ends(char end) {
		char c = next();
		if (c != end && c != ',') {
			throw wrong("has no comma between two values");
		}
		this.position++;
		return c == end;
	}

	private String string() {
		int start = ++this.position;
		int end = start;
		while (end < this.text.length() && isPlain(this.text.charAt(end))) {
			end++;
		}
		this.position = end;
		if (end < this.text.length() && this.text.charAt(end) == '"') {
			this.position++;
			return this.text.substring(start, end);
		}
		StringBuilder string = new StringBuilder(this.text.substring(start, end));
		while (this.position < this.text.length()) {
			char c = this.text.charAt(this.position);
			if (c == '"') {
				this.position++;
				return string.toString();
			}
			if (c < ' ') {
				throw wrong("has a control character in a string");
			}
			this.position++;
			string.append((c == '\\') ? escaped() : c);
		}
		throw wrong("has a string that does not end");
	}

	private static boolean isPlain(char c) {
		return c != '"' && c != '\\' && c >= ' ';
	}

	private char escaped() {
		char c = (this.position < this.text.length()) ? this.text.charAt(this.position++) : ' ';
		return switch (c) {
			case '"', '\\', '/' -> c;
			case 'b' -> '\b';
			case 'f' -> '\f';
			case 'n' -> '\n';
			case 'r' -> '\r';
			case 't' -> '\t';
			case 'u' -> unicode();
			default -> throw wrong("has an escape that is none of JSON");
		};
	}

	private char unicode() {
		int value = 0;
		for (int i = 0; i < 4; i++) {
			int digit = (this.position < this.text.length()) ? hex(this.text.charAt(this.position++)) : -1;
			if (digit == -1) {
				throw wrong("has a \\u without four digits");
			}
			value = value * 16 + digit;
		}
		return (char) value;
	}

	private static int hex(char c) {
		return (c < 128) ? Character.digit(c, 16) : -1;
	}

	private Object number() {
		int start = this.position;
		int end = start;
		while (end < this.text.length() && "+-.eE0123456789".indexOf(this.text.charAt(end)) != -1) {
			end++;
		}
		String number = this.text.substring(start, end);
		if (!NUMBER.matcher(number).matches()) {
			throw wrong(LARGE_NUMBER.matcher(number).matches()
					? "has a number with more than 1000 digits before or after its point, or 4 in its exponent"
					: "has something that is no value of JSON");
		}
		this.position = end;
		if (number.indexOf('.') != -1 || number.indexOf('e') != -1 || number.indexOf('E') != -1) {
			return new BigDecimal(number);
		}
		BigInteger integer = new BigInteger(number);
		if (integer.bitLength() < Integer.SIZE) {
			return integer.intValue();
		}
		return (integer.bitLength() < Long.SIZE) ? (Object) integer.longValue() : integer;
	}

	/**
	 * Writes a value.
	 * @param value a value as {@link #read} has them; others become text
	 * @param json receives JSON without line breaks
	 * @throws IllegalArgumentException when JSON cannot express it
	 */
	static void write(@Nullable Object value, StringBuilder json) {
		if (value instanceof String text) {
			quote(text, json);
		}
		else if (value == null || value instanceof Boolean) {
			json.append(value);
		}
		else if (value instanceof Map<?, ?> map) {
			String between = "{";
			for (Map.Entry<?, ?> entry : map.entrySet()) {
				json.append(between);
				quote(String.valueOf(entry.getKey()), json);
				json.append(':');
				try {
					write(entry.getValue(), json);
				}
				catch (InexpressibleException ex) {
					throw ex.within(String.valueOf(entry.getKey()));
				}
				between = ",";
			}
			json.append(map.isEmpty() ? "{}" : "}");
		}
		else if (value instanceof Iterable<?> list) {
			json.append('[');
			String between = "";
			for (Object each : list) {
				json.append(between);
				write(each, json);
				between = ",";
			}
			json.append(']');
		}
		else if (value instanceof Number number) {
			String text = number(number);
			if (text.equals("NaN") || text.endsWith("Infinity")) {
				throw new InexpressibleException("has the number " + text + ", which JSON cannot express", "");
			}
			json.append(text);
		}
		else {
			quote(PlainText.of(value), json);
		}
	}

	/** With an exponent where it would be too long to be read again. */
	private static String number(Number value) {
		return (value instanceof BigDecimal decimal && Math.abs((long) decimal.scale()) + decimal.precision() > LONGEST)
				? decimal.toString() : PlainText.of(value);
	}

	private static void quote(String text, StringBuilder json) {
		json.append('"');
		int plain = 0;
		while (plain < text.length() && isWrittenAsItIs(text.charAt(plain))) {
			plain++;
		}
		if (plain == text.length()) {
			// as a whole, which most texts can be
			json.append(text).append('"');
			return;
		}
		json.append(text, 0, plain);
		for (int i = plain; i < text.length(); i++) {
			char c = text.charAt(i);
			switch (c) {
				case '"', '\\' -> json.append('\\').append(c);
				case '\n' -> json.append("\\n");
				case '\r' -> json.append("\\r");
				case '\t' -> json.append("\\t");
				default -> {
					// some take U+2028 and U+2029 for line breaks
					if (c < ' ' || c == '\u2028' || c == '\u2029' || (Character.isSurrogate(c) && isHalf(text, i))) {
						json.append(String.format("\\u%04x", (int) c));
					}
					else {
						json.append(c);
					}
				}
			}
		}
		json.append('"');
	}

	private static boolean isWrittenAsItIs(char c) {
		return c >= ' ' && c != '"' && c != '\\' && c < '\u2028';
	}

	private static boolean isHalf(String text, int index) {
		char c = text.charAt(index);
		return Character.isHighSurrogate(c)
				? index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1))
				: index == 0 || !Character.isHighSurrogate(text.charAt(index - 1));
	}

	/** Says which value JSON cannot express. */
	private static final class InexpressibleException extends IllegalArgumentException {

		private static final long serialVersionUID = 1L;

		private final String what;

		private final String column;

		private InexpressibleException(String what, String column) {
			super(column.isEmpty() ? what : what + ", in column '" + column + "'");
			this.what = what;
			this.column = column;
		}

		private InexpressibleException within(String key) {
			return new InexpressibleException(this.what, this.column.isEmpty() ? key : key + "." + this.column);
		}

	}

}
