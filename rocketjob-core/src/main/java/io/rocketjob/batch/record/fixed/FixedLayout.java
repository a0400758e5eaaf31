package io.rocketjob.batch.record.fixed;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.rocketjob.batch.record.FormatOptions;
import io.rocketjob.batch.record.RecordBinder;
import org.jspecify.annotations.Nullable;

/**
 * What is where in a line.
 *
 * @param fields the parts of a line, in order
 * @param truncate whether texts that are too long are cut when they are written
 * @param length how long a line is, without what remains
 * @param bytes the charset in whose bytes lengths are counted, {@code null} where they
 * are counted in characters
 */
record FixedLayout(List<FixedField> fields, boolean truncate, int length, @Nullable Charset bytes) {

	static final String LAYOUT = "layout";

	static final Set<String> OPTIONS = Set.of(LAYOUT, "truncate", "lengths");

	private static final int LARGEST = 1_000_000;

	/**
	 * Reads the options.
	 * @param options the options
	 * @param charset the charset of the file
	 * @return the layout
	 * @throws IllegalArgumentException when it is wrong
	 */
	static FixedLayout of(FormatOptions options, Charset charset) {
		String text = options.text(LAYOUT);
		if (text == null) {
			throw new IllegalArgumentException("The record format 'fixed' needs the option 'layout', such as"
					+ " \"name:20, -:2, count:5:integer, price:9:decimal:2, note:*\", or @FixedWidth on the values of"
					+ " the class of the records");
		}
		List<FixedField> fields = new ArrayList<>();
		Set<String> keys = new HashSet<>();
		for (String each : text.split("[,;\\n]", -1)) {
			if (!each.isBlank()) {
				FixedField field = field(each.strip().split("\\s*:\\s*", -1), options);
				if (!fields.isEmpty() && fields.get(fields.size() - 1).size() == FixedField.REMAINDER) {
					throw options.wrong(LAYOUT, "must have what remains (*) last");
				}
				if (!field.isFiller() && !keys.add(field.key())) {
					throw options.wrong(LAYOUT, "must not have '" + field.key() + "' twice");
				}
				fields.add(field);
			}
		}
		if (keys.isEmpty()) {
			throw options.wrong(LAYOUT, "must name a value");
		}
		boolean inBytes = options.word("lengths", Lengths.CHARACTERS) == Lengths.BYTES;
		if (inBytes && " ".getBytes(charset).length != 1) {
			throw options.wrong("lengths",
					"must be characters for a file in " + charset.name() + ", in which a space is more than one byte");
		}
		int length = fields.stream().mapToInt((field) -> Math.max(0, field.size())).sum();
		return new FixedLayout(List.copyOf(fields), options.flag("truncate", true), length, inBytes ? charset : null);
	}

	private static FixedField field(String[] parts, FormatOptions options) {
		String right = "must have name:size or name:size:type of each value, and decimal has digits after it, as in"
				+ " price:9:decimal:2; the name of a filler is -, the size of what remains *";
		if (parts.length < 2 || parts.length > 4) {
			throw options.wrong(LAYOUT, right);
		}
		String key = parts[0].equals("-") ? "" : parts[0];
		FixedField.Type type = switch ((parts.length > 2) ? parts[2].toLowerCase(Locale.ROOT) : "string") {
			case "string" -> FixedField.Type.STRING;
			case "integer" -> FixedField.Type.INTEGER;
			case "decimal", "float" -> FixedField.Type.DECIMAL;
			default -> throw options.wrong(LAYOUT, "can have the types string, integer and decimal");
		};
		try {
			int size = parts[1].equals("*") ? FixedField.REMAINDER : Integer.parseInt(parts[1]);
			int decimals = (parts.length == 4) ? Integer.parseInt(parts[3]) : (type == FixedField.Type.DECIMAL) ? 2 : 0;
			boolean fits = size > 0 && size <= LARGEST && decimals >= 0 && decimals < size;
			if (parts[0].isEmpty() || (parts.length == 4 && type != FixedField.Type.DECIMAL)
					|| !(fits || (size == FixedField.REMAINDER && type == FixedField.Type.STRING))) {
				throw options.wrong(LAYOUT, right);
			}
			return new FixedField(key, size, type, decimals);
		}
		catch (NumberFormatException ex) {
			throw options.wrong(LAYOUT, right);
		}
	}

	private boolean hasRemainder() {
		return this.fields.get(this.fields.size() - 1).size() == FixedField.REMAINDER;
	}

	/**
	 * Says what is wrong with the length of a line.
	 * @param line the line
	 * @return what is wrong, {@code null} when nothing is
	 */
	@Nullable String problem(String line) {
		return problem(lengthOf(line));
	}

	private @Nullable String problem(int actual) {
		if (actual == this.length || (actual > this.length && hasRemainder())) {
			return null;
		}
		return "has " + counted(actual) + ", and the layout has " + (hasRemainder() ? "at least " : "") + this.length;
	}

	private int lengthOf(String text) {
		return (this.bytes != null) ? text.getBytes(this.bytes).length : text.codePointCount(0, text.length());
	}

	private String counted(int length) {
		return length + ((this.bytes != null) ? " byte" : " character") + ((length != 1) ? "s" : "");
	}

	/**
	 * The names of its values.
	 * @return the names, without fillers
	 */
	List<String> keys() {
		return this.fields.stream().filter((field) -> !field.isFiller()).map(FixedField::key).toList();
	}

	/**
	 * Reads a line.
	 * @param line the line
	 * @param binder says what is wrong with a number
	 * @return names and values
	 * @throws IllegalArgumentException when it is too short or too long, or a number is
	 * none
	 */
	Map<String, @Nullable Object> read(String line, RecordBinder binder) {
		if (this.bytes == null) {
			check(line.codePointCount(0, line.length()));
			return readCharacters(line, binder);
		}
		byte[] encoded = line.getBytes(this.bytes);
		check(encoded.length);
		return readBytes(encoded, this.bytes.newDecoder(), binder);
	}

	private void check(int actual) {
		String problem = problem(actual);
		if (problem != null) {
			throw new IllegalArgumentException("it " + problem);
		}
	}

	private Map<String, @Nullable Object> readBytes(byte[] line, CharsetDecoder decoder, RecordBinder binder) {
		Map<String, @Nullable Object> record = new LinkedHashMap<>();
		int start = 0;
		for (FixedField field : this.fields) {
			int length = (field.size() == FixedField.REMAINDER) ? line.length - start : field.size();
			if (!field.isFiller()) {
				try {
					record.put(field.key(),
							field.read(decoder.decode(ByteBuffer.wrap(line, start, length)).toString(), binder));
				}
				catch (CharacterCodingException ex) {
					throw new IllegalArgumentException(
							"column '" + field.key() + "': begins or ends within a character", ex);
				}
			}
			start += length;
		}
		return record;
	}

	private Map<String, @Nullable Object> readCharacters(String line, RecordBinder binder) {
		Map<String, @Nullable Object> record = new LinkedHashMap<>();
		int start = 0;
		for (FixedField field : this.fields) {
			int end = (field.size() == FixedField.REMAINDER) ? line.length()
					: line.offsetByCodePoints(start, field.size());
			if (!field.isFiller()) {
				record.put(field.key(), field.read(line.substring(start, end), binder));
			}
			start = end;
		}
		return record;
	}

	/**
	 * Writes a line.
	 * @param record names and values
	 * @return the line
	 * @throws IllegalArgumentException when a value does not fit
	 */
	String write(Map<?, ?> record) {
		StringBuilder line = new StringBuilder();
		for (FixedField field : this.fields) {
			String text = field.isFiller() ? "" : field.write(value(record, field.key()));
			int length = lengthOf(text);
			if (field.size() == FixedField.REMAINDER) {
				line.append(text);
			}
			else if (length <= field.size()) {
				line.append(text).append(" ".repeat(field.size() - length));
			}
			else if (this.truncate && field.type() == FixedField.Type.STRING) {
				String cut = cut(text, field.size());
				line.append(cut).append(" ".repeat(field.size() - lengthOf(cut)));
			}
			else {
				throw new IllegalArgumentException("has a value of " + counted(length) + " for column '" + field.key()
						+ "', which has " + field.size());
			}
		}
		return line.toString();
	}

	/** Of an object within the record if its name has dots. */
	private static @Nullable Object value(Map<?, ?> record, String key) {
		int dot = record.containsKey(key) ? -1 : key.indexOf('.');
		if (dot < 0) {
			return record.get(key);
		}
		return (record.get(key.substring(0, dot)) instanceof Map<?, ?> within) ? value(within, key.substring(dot + 1))
				: null;
	}

	/** At the end of a character. */
	private String cut(String text, int size) {
		int end = text.offsetByCodePoints(0, Math.min(size, text.codePointCount(0, text.length())));
		while (lengthOf(text.substring(0, end)) > size) {
			end = text.offsetByCodePoints(end, -1);
		}
		return text.substring(0, end);
	}

	/** In what lengths are counted. */
	private enum Lengths {

		CHARACTERS, BYTES

	}

}
