package io.rocketjob.mongo;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
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
			Map.entry("java.util.concurrent.atomic.LongAdder", "use Long"),
			Map.entry("java.util.concurrent.atomic.LongAccumulator", "use Long"),
			Map.entry("java.util.concurrent.atomic.DoubleAdder", "use Double"),
			Map.entry("java.util.concurrent.atomic.DoubleAccumulator", "use Double"),
			Map.entry("java.lang.StringBuilder", "use String"), Map.entry("java.lang.StringBuffer", "use String"),
			Map.entry("java.lang.Class", "use its name as a String"),
			Map.entry("java.io.File", "use java.nio.file.Path, or a String"),
			Map.entry("java.nio.charset.Charset", "use its name as a String"));

	/** What a bean works with, by name, because these may be missing. */
	private static final Set<String> TOOLS = Set.of("org.slf4j.Logger", "org.apache.commons.logging.Log",
			"org.apache.logging.log4j.Logger", "org.springframework.beans.factory.BeanFactory",
			"org.springframework.beans.factory.ObjectFactory", "org.springframework.core.env.PropertyResolver",
			"org.springframework.core.io.InputStreamSource", "org.springframework.core.io.ResourceLoader",
			"org.springframework.context.ApplicationEventPublisher", "org.springframework.context.MessageSource",
			"org.springframework.transaction.TransactionManager", "org.springframework.data.repository.Repository",
			"org.springframework.data.mongodb.MongoDatabaseFactory",
			"org.springframework.data.mongodb.core.MongoOperations", "com.mongodb.client.MongoCluster",
			"com.mongodb.client.MongoDatabase", "com.mongodb.client.MongoCollection",
			"com.mongodb.client.MongoIterable", "com.mongodb.session.ClientSession",
			"io.micrometer.core.instrument.Meter", "io.micrometer.core.instrument.MeterRegistry",
			"io.micrometer.observation.Observation", "io.micrometer.observation.ObservationRegistry",
			"jakarta.persistence.EntityManager", "jakarta.persistence.EntityManagerFactory",
			"jakarta.servlet.ServletRequest", "jakarta.servlet.ServletResponse", "org.reactivestreams.Publisher",
			"kotlin.Function", "kotlin.sequences.Sequence", "kotlin.coroutines.CoroutineContext",
			"kotlinx.coroutines.CoroutineScope", "io.rocketjob.RocketJobTemplate", "io.rocketjob.JobContext",
			"io.rocketjob.JobInstance", "io.rocketjob.JobBean");

	private JavaTypes() {
	}

	/**
	 * Whether a type is none of data, but of what works with data: a logger, a context, a
	 * connection. Nothing in an interface tells that, and an object of it is there only
	 * when it is too late.
	 * @param type the type
	 * @return whether it is such a type of a known library, or derived from one
	 */
	static boolean isTool(Class<?> type) {
		if (TOOLS.contains(type.getName()) || Arrays.stream(type.getInterfaces()).anyMatch(JavaTypes::isTool)) {
			return true;
		}
		Class<?> above = type.getSuperclass();
		return above != null && isTool(above);
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
