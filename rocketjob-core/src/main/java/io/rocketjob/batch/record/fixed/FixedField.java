package io.rocketjob.batch.record.fixed;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.regex.Pattern;

import io.rocketjob.batch.record.PlainText;
import io.rocketjob.batch.record.RecordBinder;
import io.rocketjob.batch.record.RecordValueException;
import org.jspecify.annotations.Nullable;

/**
 * A part of a line.
 *
 * @param key the name of its value, empty for a filler
 * @param size how long it is, {@link #REMAINDER} for all that remains
 * @param type what its value is
 * @param decimals how many digits are written after the point
 */
record FixedField(String key, int size, Type type, int decimals) {

	static final int REMAINDER = -1;

	private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,1000}(\\.[0-9]{1,1000})?");

	boolean isFiller() {
		return this.key.isEmpty();
	}

	/**
	 * Reads the value.
	 * @param text what is there in the line
	 * @param binder says what is wrong
	 * @return the value, {@code null} for a number that is blank
	 * @throws RecordValueException when it is no such number
	 */
	@Nullable Object read(String text, RecordBinder binder) {
		String value = text.strip();
		if (this.type == Type.STRING) {
			return value;
		}
		if (value.isEmpty()) {
			return null;
		}
		boolean integer = this.type == Type.INTEGER;
		if (!NUMBER.matcher(value).matches() || (integer && value.indexOf('.') != -1)) {
			throw binder.wrongValue(this.key, value, integer ? "whole number" : "number");
		}
		return integer ? whole(new BigInteger(value)) : new BigDecimal(value);
	}

	private static Object whole(BigInteger number) {
		if (number.bitLength() < Integer.SIZE) {
			return number.intValue();
		}
		return (number.bitLength() < Long.SIZE) ? (Object) number.longValue() : number;
	}

	/**
	 * Writes a value.
	 * @param value the value
	 * @return the text, not yet padded at its end
	 * @throws IllegalArgumentException when it is no such number
	 */
	String write(@Nullable Object value) {
		if (value == null) {
			return "";
		}
		String text;
		try {
			text = PlainText.of(value);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(ex.getMessage() + ", in column '" + this.key + "'", ex);
		}
		if (text.indexOf('\n') != -1 || text.indexOf('\r') != -1) {
			throw new IllegalArgumentException("has a line break in column '" + this.key + "'");
		}
		return (this.type == Type.STRING) ? text : number(text);
	}

	private String number(String text) {
		if (text.isEmpty()) {
			return "";
		}
		if (!NUMBER.matcher(text).matches()) {
			throw new IllegalArgumentException("has no number for column '" + this.key + "'");
		}
		BigDecimal number = new BigDecimal(text);
		if (this.type == Type.INTEGER && number.stripTrailingZeros().scale() > 0) {
			throw new IllegalArgumentException("has no whole number for column '" + this.key + "'");
		}
		BigDecimal rounded = number.setScale((this.type == Type.INTEGER) ? 0 : this.decimals, RoundingMode.HALF_EVEN);
		String digits = rounded.abs().toPlainString();
		String sign = (rounded.signum() < 0) ? "-" : "";
		return sign + "0".repeat(Math.max(0, this.size - digits.length() - sign.length())) + digits;
	}

	/** What a value is. */
	enum Type {

		STRING, INTEGER, DECIMAL

	}

}
