package io.rocketjob.mongo;

import java.util.Map;
import java.util.stream.Stream;

/**
 * Types that a user cannot change: what to use in their place.
 */
final class JavaTypes {

	/** By name, because modules of Java may be missing. */
	private static final Map<String, String> INSTEAD = Map.ofEntries(
			Map.entry("java.sql.Timestamp", "use java.time.Instant"),
			Map.entry("java.sql.Date", "use java.time.LocalDate"),
			Map.entry("java.sql.Time", "use java.time.LocalTime"),
			Map.entry("java.util.Calendar", "use java.time.ZonedDateTime"),
			Map.entry("java.util.GregorianCalendar", "use java.time.ZonedDateTime"),
			Map.entry("java.util.TimeZone", "use java.time.ZoneId"),
			Map.entry("java.util.Optional", "use the type in it, which may be null"),
			Map.entry("java.util.OptionalInt", "use Integer, which may be null"),
			Map.entry("java.util.OptionalLong", "use Long, which may be null"),
			Map.entry("java.util.OptionalDouble", "use Double, which may be null"),
			Map.entry("java.util.concurrent.atomic.AtomicBoolean", "use Boolean"),
			Map.entry("java.lang.StringBuilder", "use String"), Map.entry("java.lang.StringBuffer", "use String"),
			Map.entry("java.lang.Class", "use its name as a String"),
			Map.entry("java.io.File", "use java.nio.file.Path, or a String"),
			Map.entry("java.nio.charset.Charset", "use its name as a String"));

	private JavaTypes() {
	}

	/**
	 * Whether a type belongs to the JDK.
	 * @param type the type
	 * @return whether it does
	 */
	static boolean isOfJava(Class<?> type) {
		return Stream.of("java.", "javax.", "jdk.", "sun.").anyMatch(type.getName()::startsWith);
	}

	/**
	 * Whether a type belongs to the JDK, to Kotlin, to Spring or to MongoDB.
	 * @param type the type
	 * @return {@code false} for one that may be of the application
	 */
	static boolean isOfLibrary(Class<?> type) {
		return isOfJava(type) || Stream.of("kotlin.", "org.springframework.", "org.bson.", "com.mongodb.")
			.anyMatch(type.getName()::startsWith);
	}

	/**
	 * What to do about a type that cannot be stored, or not be read back.
	 * @param type the type
	 * @return a text without a full stop
	 */
	static String advice(Class<?> type) {
		String instead = INSTEAD.get(type.getName());
		return ((instead != null) ? instead : "use a record of your own or a simple type in its place")
				+ ", or declare FieldsConverters for it";
	}

	/**
	 * What to do about a class that cannot be stored, or not be read back.
	 * @param type the class
	 * @param change what to change in it, if it is the user's own
	 * @return a text without a full stop
	 */
	static String advice(Class<?> type, String change) {
		return isOfLibrary(type) ? advice(type) : change + "; if it is not your own, declare FieldsConverters for it";
	}

}
