package io.rocketjob.batch.record;

import java.math.BigDecimal;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;

/**
 * Writes simple values as text that does not depend on a locale: numbers plain, without
 * exponents; instants and other times as ISO text; arrays of bytes as Base64.
 *
 * @since 0.1.0
 */
public final class PlainText {

	private PlainText() {
	}

	/**
	 * Writes a value.
	 * @param value a simple value, as {@link RecordValue#value()} has them
	 * @return the text
	 * @throws IllegalArgumentException when it is a list or a map
	 */
	public static String of(Object value) {
		if (value instanceof String text) {
			return text;
		}
		if (value instanceof BigDecimal decimal) {
			return decimal.toPlainString();
		}
		if (value instanceof Double || value instanceof Float) {
			return ofInexact(value);
		}
		if (value instanceof byte[] bytes) {
			return Base64.getEncoder().encodeToString(bytes);
		}
		if (value instanceof Map || value instanceof Collection) {
			throw new IllegalArgumentException(
					"has a " + ((value instanceof Map) ? "map" : "list") + " where only a simple value can be written");
		}
		return String.valueOf(value);
	}

	/** Only what Java writes with an exponent has a zero for show. */
	private static String ofInexact(Object value) {
		String text = value.toString();
		double number = ((Number) value).doubleValue();
		if (Double.isNaN(number) || Double.isInfinite(number)) {
			return text;
		}
		BigDecimal exact = new BigDecimal(text);
		return ((text.indexOf('E') != -1) ? exact.stripTrailingZeros() : exact).toPlainString();
	}

}
