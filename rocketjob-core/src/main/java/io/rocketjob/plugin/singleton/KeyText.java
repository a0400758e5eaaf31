package io.rocketjob.plugin.singleton;

import java.lang.reflect.Array;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URL;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Currency;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The text by which keys are compared. Two values have the same text if, and only if,
 * they are the same value: whatever their own {@code toString} says, whatever the order
 * in which sets and maps have their elements, however texts could be joined.
 */
final class KeyText {

	/** Values whose own text says what they are. */
	private static final List<Class<?>> SCALARS = List.of(CharSequence.class, Character.class, Boolean.class,
			Number.class, Enum.class, UUID.class, ObjectId.class, Decimal128.class, Date.class, Locale.class,
			Currency.class, URI.class, URL.class, Class.class);

	/** How many zeros a number may be written with. */
	private static final int LONGEST_PLAIN = 40;

	private KeyText() {
	}

	/**
	 * Whether values of a type are written as they are when they are the whole key. Only
	 * where it is known that there are no others, with which their text could be mixed
	 * up.
	 * @param type the type of the key
	 * @return whether it is plain
	 */
	static boolean isPlain(ResolvableType type) {
		Class<?> resolved = ClassUtils.resolvePrimitiveIfNecessary(type.resolve(Object.class));
		return isScalar(resolved) && resolved != Number.class && resolved != CharSequence.class;
	}

	private static boolean isScalar(Class<?> type) {
		return type.getPackageName().equals("java.time")
				|| SCALARS.stream().anyMatch((each) -> each.isAssignableFrom(type));
	}

	/**
	 * Says which values of a type cannot be keys.
	 * @param type the type
	 * @return the class of which nothing says when two are the same, or {@code null}
	 */
	static @Nullable Class<?> incomparable(ResolvableType type) {
		return incomparable(type, new HashSet<>());
	}

	private static @Nullable Class<?> incomparable(ResolvableType type, Set<Class<?>> seen) {
		Class<?> resolved = ClassUtils.resolvePrimitiveIfNecessary(type.resolve(Object.class));
		if (!seen.add(resolved) || resolved == Object.class || isScalar(resolved)) {
			return null;
		}
		if (type.isArray()) {
			return incomparable(type.getComponentType(), seen);
		}
		if (Collection.class.isAssignableFrom(resolved) || Map.class.isAssignableFrom(resolved)
				|| resolved == Optional.class) {
			return first(Arrays.stream(type.getGenerics()), seen);
		}
		if (resolved.isRecord()) {
			return first(Arrays.stream(resolved.getRecordComponents())
				.map((component) -> ResolvableType.forMethodReturnType(component.getAccessor())), seen);
		}
		// of what extends it something may be known when it is there
		return (resolved.isInterface() || Modifier.isAbstract(resolved.getModifiers())) ? null : resolved;
	}

	private static @Nullable Class<?> first(Stream<ResolvableType> types, Set<Class<?>> seen) {
		return types.<@Nullable Class<?>>map((each) -> incomparable(each, seen))
			.filter((each) -> each != null)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Writes a value that is the whole key.
	 * @param value the value
	 * @return its text
	 */
	static String plain(Object value) {
		return (value instanceof Enum<?> constant) ? constant.name()
				: (value instanceof Number number) ? number(number) : scalar(value);
	}

	/**
	 * Writes a value, or a part of one.
	 * @param value the value
	 * @return its text
	 * @throws IllegalArgumentException when nothing says when two such values are the
	 * same
	 */
	static String of(@Nullable Object value) {
		if (value == null) {
			return "null";
		}
		if (value instanceof CharSequence || value instanceof Character || value instanceof Enum<?>) {
			return quoted(plain(value));
		}
		if (value instanceof Number || value instanceof Boolean) {
			return plain(value);
		}
		if (value instanceof byte[] bytes) {
			return "bytes(" + Base64.getEncoder().encodeToString(bytes) + ")";
		}
		if (isScalar(value.getClass())) {
			return value.getClass().getSimpleName() + "(" + scalar(value) + ")";
		}
		return composed(value);
	}

	private static String composed(Object value) {
		if (value instanceof Optional<?> optional) {
			return of(optional.orElse(null));
		}
		if (value instanceof Set<?> set) {
			return set.stream().map(KeyText::of).sorted().collect(Collectors.joining(",", "{", "}"));
		}
		if (value instanceof Collection<?> collection) {
			return collection.stream().map(KeyText::of).collect(Collectors.joining(",", "[", "]"));
		}
		if (value.getClass().isArray()) {
			return IntStream.range(0, Array.getLength(value))
				.mapToObj((i) -> of(Array.get(value, i)))
				.collect(Collectors.joining(",", "[", "]"));
		}
		if (value instanceof Map<?, ?> map) {
			return map.entrySet()
				.stream()
				.map((entry) -> of(entry.getKey()) + ":" + of(entry.getValue()))
				.sorted()
				.collect(Collectors.joining(",", "{", "}"));
		}
		if (value instanceof Record) {
			return Arrays.stream(value.getClass().getRecordComponents())
				.map((component) -> component.getName() + ":" + of(component(component, value)))
				.collect(Collectors.joining(",", value.getClass().getSimpleName() + "{", "}"));
		}
		throw new IllegalArgumentException("there is a " + value.getClass().getName()
				+ " in it, of which nothing says when two are the same; name what identifies it");
	}

	private static @Nullable Object component(RecordComponent component, Object owner) {
		ReflectionUtils.makeAccessible(component.getAccessor());
		return ReflectionUtils.invokeMethod(component.getAccessor(), owner);
	}

	/**
	 * Numbers are the same when they have the same value, whatever they are stored as.
	 */
	private static String number(Number number) {
		String text = number.toString();
		try {
			BigDecimal value = new BigDecimal(text);
			BigDecimal shortest = (value.signum() == 0) ? BigDecimal.ZERO : value.stripTrailingZeros();
			return (Math.abs(shortest.scale()) < LONGEST_PLAIN) ? shortest.toPlainString() : shortest.toString();
		}
		catch (NumberFormatException ex) {
			// not a number, or infinite
			return text;
		}
	}

	/**
	 * Instants are stored with milliseconds.
	 */
	private static String scalar(Object value) {
		if (value instanceof Date date) {
			return Instant.ofEpochMilli(date.getTime()).toString();
		}
		if (value instanceof Instant time) {
			return time.truncatedTo(ChronoUnit.MILLIS).toString();
		}
		return (value instanceof Class<?> type) ? type.getName() : value.toString();
	}

	private static String quoted(String text) {
		return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
	}

}
