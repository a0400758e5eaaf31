package io.rocketjob.mongo;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import org.bson.BsonRegularExpression;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Code;
import org.bson.types.CodeWithScope;
import org.bson.types.Decimal128;
import org.bson.types.MaxKey;
import org.bson.types.MinKey;
import org.bson.types.ObjectId;
import org.bson.types.Symbol;
import org.jspecify.annotations.Nullable;

/**
 * What there is to know of values whose declared type does not say what they are, such as
 * those of a {@code Map<String, Object>}. What MongoDB stores in a way of its own is
 * stored as it is; anything else beside its type, as
 * <code>{_type: "LocalDate", value: "2026-02-03"}</code>. There is a name for each of
 * these types, so what is stored never names a class to load. Thread-safe.
 */
final class OpenTypes {

	/** Says what the value beside it is. */
	static final String TYPE = "_type";

	/** The value beside a type. */
	static final String VALUE = "value";

	static final String MAP = "Map";

	static final String SET = "Set";

	static final String DEQUE = "Deque";

	private static final String ARRAY = "[]";

	private static final Set<Class<?>> OPEN = Set.of(Object.class, Number.class, CharSequence.class, Comparable.class,
			Serializable.class);

	private static final Set<Class<?>> NATIVE = Set.of(String.class, Integer.class, Long.class, Double.class,
			Boolean.class, Date.class, byte[].class, UUID.class, ObjectId.class, BsonRegularExpression.class,
			BsonTimestamp.class, Code.class, CodeWithScope.class, MinKey.class, MaxKey.class, Symbol.class);

	private static final Map<String, Class<?>> NAMED = new LinkedHashMap<>();

	private static final Map<Class<?>, String> NAMES = new LinkedHashMap<>();

	static {
		for (Class<?> type : new Class<?>[] { Byte.class, Short.class, Float.class, Character.class, BigInteger.class,
				BigDecimal.class, Instant.class, LocalDate.class, LocalTime.class, LocalDateTime.class,
				OffsetDateTime.class, OffsetTime.class, ZonedDateTime.class, Year.class, YearMonth.class,
				MonthDay.class, ZoneOffset.class, ZoneId.class, Duration.class, Period.class, DayOfWeek.class,
				Month.class, URI.class, URL.class, Path.class, Locale.class, Currency.class, Pattern.class,
				Decimal128.class, Binary.class, Document.class }) {
			named(type.getSimpleName(), type);
		}
		for (Class<?> type : new Class<?>[] { boolean.class, byte.class, char.class, short.class, int.class, long.class,
				float.class, double.class, String.class, Object.class, Integer.class, Long.class, Double.class,
				Boolean.class, UUID.class, ObjectId.class, Date.class }) {
			NAMED.put(type.getSimpleName() + ARRAY, type.arrayType());
			NAMES.put(type.arrayType(), type.getSimpleName() + ARRAY);
		}
	}

	/** Classes of the application that its own types name. */
	private final Map<String, Class<?>> known = new ConcurrentHashMap<>();

	private static void named(String name, Class<?> type) {
		NAMED.put(name, type);
		NAMES.put(type, name);
		NAMED.put(name + ARRAY, type.arrayType());
		NAMES.put(type.arrayType(), name + ARRAY);
	}

	/**
	 * Whether a declared type leaves open what its values are.
	 * @param type the type
	 * @return whether any value, or any number or the like, may be behind it
	 */
	static boolean isOpen(Class<?> type) {
		return OPEN.contains(type);
	}

	/**
	 * Whether a value comes back as it was from what MongoDB stores of it.
	 * @param value the value
	 * @return whether it needs no type beside it
	 */
	static boolean isNative(Object value) {
		return NATIVE.contains(value.getClass())
				|| (value instanceof BigDecimal decimal && decimal.getClass() == BigDecimal.class && fits(decimal));
	}

	/**
	 * Whether MongoDB has a number for it.
	 * @param decimal a number
	 * @return {@code false} when it has too many digits
	 */
	static boolean fits(BigDecimal decimal) {
		try {
			BigDecimal stored = new Decimal128(decimal).bigDecimalValue();
			return stored.scale() == decimal.scale() && stored.compareTo(decimal) == 0;
		}
		catch (ArithmeticException | NumberFormatException ex) {
			return false;
		}
	}

	/**
	 * Makes a class one that may be behind an open type.
	 * @param type a class of the application that one of its types names
	 */
	void know(Class<?> type) {
		this.known.putIfAbsent(type.getName(), type);
	}

	/**
	 * The name under which values of a class are stored.
	 * @param type the class of a value
	 * @return its name, or {@code null} when there is none
	 */
	@Nullable String name(Class<?> type) {
		String name = NAMES.get(type);
		if (name == null && ZoneId.class.isAssignableFrom(type)) {
			return NAMES.get(ZoneId.class);
		}
		if (name == null && Path.class.isAssignableFrom(type)) {
			return NAMES.get(Path.class);
		}
		if (name == null && type.isEnum()) {
			name = NAMES.get(type);
		}
		return (name != null) ? name : (this.known.get(type.getName()) == type) ? type.getName() : null;
	}

	/**
	 * The class that a name stands for.
	 * @param name what is stored
	 * @return the class, or {@code null} when there is none of that name
	 */
	@Nullable Class<?> type(String name) {
		Class<?> type = NAMED.get(name);
		return (type != null) ? type : this.known.get(name);
	}

	/**
	 * Whether a document is a value beside its type.
	 * @param stored what is stored
	 * @return whether it has these two and nothing else
	 */
	static boolean isTyped(@Nullable Object stored) {
		return stored instanceof Map<?, ?> map && map.size() == 2 && map.get(TYPE) instanceof String
				&& map.get(VALUE) != null;
	}

	/**
	 * Puts a value beside its type.
	 * @param name the name of its type
	 * @param value the value as it is stored
	 * @return what to store
	 */
	static Document typed(String name, Object value) {
		return new Document(TYPE, name).append(VALUE, value);
	}

	/**
	 * Keeps a document of a user, and what is in it, from being taken for values beside
	 * their types, or for objects of classes that it names.
	 * @param document a document of a user
	 * @return the same document where there is nothing of the kind in it
	 */
	static Document escaped(Document document) {
		return (Document) escapedPart(document);
	}

	private static Object escapedPart(Object part) {
		Object escaped = withParts(part, OpenTypes::escapedPart);
		return (part instanceof Document document
				&& (document.containsKey(TYPE) || document.containsKey(CaseClasses.TYPE))) ? typed(MAP, escaped)
						: escaped;
	}

	/**
	 * What was kept from being taken for something else.
	 * @param stored what is stored
	 * @return the document as it was before, or the same where it is none of these
	 */
	static Object unescaped(Object stored) {
		return (isTyped(stored) && stored instanceof Map<?, ?> map && MAP.equals(map.get(TYPE))
				&& map.get(VALUE) instanceof Document document) ? document : stored;
	}

	/**
	 * Leaves out the types beside values.
	 * @param stored what is stored
	 * @return the same where there are none
	 */
	static Object plain(Object stored) {
		return withParts(unescaped(stored), OpenTypes::plainPart);
	}

	private static Object plainPart(Object part) {
		Object value = isTyped(part) ? ((Document) part).get(VALUE) : null;
		return withParts((value != null) ? value : part, OpenTypes::plainPart);
	}

	/**
	 * Leaves out the types beside values as {@link #plain} does, and makes numbers of
	 * those that MongoDB has none for, which are stored as text.
	 * @param stored what is stored
	 * @return the same where there are none
	 */
	static Object plainNumbers(Object stored) {
		Object number = number(stored);
		return (number != null) ? number : withParts(unescaped(stored), OpenTypes::plainNumbersPart);
	}

	private static Object plainNumbersPart(Object part) {
		Object number = number(part);
		if (number != null) {
			return number;
		}
		Object value = isTyped(part) ? ((Document) part).get(VALUE) : null;
		return withParts((value != null) ? value : part, OpenTypes::plainNumbersPart);
	}

	private static @Nullable Number number(Object part) {
		if (!isTyped(part) || !(((Map<?, ?>) part).get(VALUE) instanceof String text)) {
			return null;
		}
		Object type = ((Map<?, ?>) part).get(TYPE);
		try {
			if (BigInteger.class.getSimpleName().equals(type)) {
				return new BigInteger(text);
			}
			return BigDecimal.class.getSimpleName().equals(type) ? new BigDecimal(text) : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	/**
	 * Replaces the documents and lists in another.
	 * @param value a document or a list, or anything else
	 * @param replacement replaces a document or a list
	 * @return what was given where nothing was replaced
	 */
	static Object withParts(Object value, UnaryOperator<Object> replacement) {
		if (value instanceof Document document) {
			Document copy = null;
			for (Map.Entry<String, @Nullable Object> each : document.entrySet()) {
				Object part = each.getValue();
				if (part instanceof Document || part instanceof List) {
					Object replaced = replacement.apply(part);
					if (replaced != part) {
						copy = (copy != null) ? copy : new Document(document);
						copy.put(each.getKey(), replaced);
					}
				}
			}
			return (copy != null) ? copy : document;
		}
		if (value instanceof List<?> list) {
			List<@Nullable Object> copy = null;
			for (int i = 0; i < list.size(); i++) {
				Object part = list.get(i);
				if (part instanceof Document || part instanceof List) {
					Object replaced = replacement.apply(part);
					if (replaced != part) {
						copy = (copy != null) ? copy : new ArrayList<>(list);
						copy.set(i, replaced);
					}
				}
			}
			return (copy != null) ? copy : list;
		}
		return value;
	}

}
