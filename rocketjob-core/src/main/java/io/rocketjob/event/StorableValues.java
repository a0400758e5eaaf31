package io.rocketjob.event;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Makes of the parameters of an event what MongoDB can store, and what
 * {@link EventConversions} can turn back. Times are stored as ISO text, so that they keep
 * their precision and their zone.
 */
final class StorableValues {

	private static final int DEEPEST = 20;

	private StorableValues() {
	}

	static Document of(Map<String, ? extends @Nullable Object> parameters) {
		return document("", parameters, 0);
	}

	private static Document document(String path, Map<?, ?> values, int depth) {
		Document document = new Document();
		values.forEach((key, value) -> {
			String name = name(path, key);
			document.append(name, storable(path.isEmpty() ? name : path + "." + name, value, depth));
		});
		return document;
	}

	private static String name(String path, @Nullable Object key) {
		String name = (key instanceof Enum<?> constant) ? constant.name() : (key instanceof String text) ? text : null;
		if (name == null || name.isBlank() || name.startsWith("$") || name.indexOf('.') >= 0
				|| name.indexOf('\0') >= 0) {
			throw new IllegalArgumentException(
					"'" + key + "' cannot be the name of a parameter" + (path.isEmpty() ? "" : " in '" + path + "'")
							+ ": it must be a text that is not blank, does not start with $ and has no dot");
		}
		return name;
	}

	private static @Nullable Object storable(String path, @Nullable Object value, int depth) {
		if (depth > DEEPEST) {
			throw new IllegalArgumentException("Parameter '" + path.substring(0, path.indexOf('.'))
					+ "' is nested deeper than " + DEEPEST + " levels");
		}
		if (value == null || value instanceof String || value instanceof Boolean || value instanceof Integer
				|| value instanceof Long || value instanceof Double || value instanceof ObjectId
				|| value instanceof Date || value instanceof Decimal128 || value instanceof Binary) {
			return value;
		}
		if (value instanceof Enum<?> constant) {
			return constant.name();
		}
		if (value instanceof Number number) {
			return number(path, number);
		}
		if (value instanceof CharSequence || value instanceof Character || value instanceof UUID || isTime(value)) {
			return value.toString();
		}
		if (value instanceof byte[] bytes) {
			return new Binary(bytes.clone());
		}
		if (value instanceof Map<?, ?> map) {
			return document(path, map, depth + 1);
		}
		if (value instanceof Collection<?> collection) {
			List<@Nullable Object> list = new ArrayList<>();
			collection.forEach((element) -> list.add(storable(path + ".[]", element, depth + 1)));
			return list;
		}
		if (value.getClass().isArray()) {
			List<@Nullable Object> list = new ArrayList<>();
			for (int i = 0; i < Array.getLength(value); i++) {
				list.add(storable(path + ".[]", Array.get(value, i), depth + 1));
			}
			return list;
		}
		throw unstorable(path, value);
	}

	private static boolean isTime(Object value) {
		return value.getClass().getName().startsWith("java.time.")
				&& (value instanceof TemporalAccessor || value instanceof Temporal || value instanceof TemporalAmount
						|| value instanceof Period || value instanceof ZoneId);
	}

	private static Object number(String path, Number number) {
		if (number instanceof Float) {
			return number.doubleValue();
		}
		if (number instanceof Short || number instanceof Byte) {
			return number.intValue();
		}
		if (number instanceof BigInteger) {
			return number.toString();
		}
		if (number instanceof BigDecimal decimal) {
			try {
				return new Decimal128(decimal);
			}
			catch (NumberFormatException ex) {
				// more digits than it has
				return decimal.toString();
			}
		}
		throw unstorable(path, number);
	}

	private static IllegalArgumentException unstorable(String path, Object value) {
		return new IllegalArgumentException("Parameter '" + path + "' is a " + value.getClass().getName()
				+ ", which events cannot have: texts, numbers, booleans, enums, times, ids, and lists and maps of"
				+ " these can be");
	}

}
