package io.rocketjob.mongo;

import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

import io.rocketjob.JobState;
import org.bson.BsonBinarySubType;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Transient;
import org.springframework.data.convert.ConverterBuilder;
import org.springframework.data.core.TypeInformation;
import org.springframework.data.mongodb.core.convert.MappingMongoConverter;
import org.springframework.data.mongodb.core.convert.MongoCustomConversions;
import org.springframework.data.mongodb.core.convert.MongoCustomConversions.BigDecimalRepresentation;
import org.springframework.data.mongodb.core.convert.NoOpDbRefResolver;
import org.springframework.data.mongodb.core.convert.QueryMapper;
import org.springframework.data.mongodb.core.mapping.MongoPersistentEntity;
import org.springframework.data.mongodb.core.mapping.MongoPersistentProperty;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Internal: maps fields objects and results to what MongoDB stores, and back, by Spring
 * Data's mapping with settings of our own, whatever those of the application are. Types
 * without a time zone become ISO texts, so that servers in different zones read the same
 * day; a property named {@code id} stays {@code id}; keys of maps are kept as they are.
 * Thread-safe.
 */
public final class FieldsMapper {

	private static final String TYPE_KEY = "_class";

	private static final Set<Class<?>> STORABLE = Set.of(String.class, Object.class, Number.class, CharSequence.class,
			Comparable.class, Serializable.class);

	private final MappingMongoConverter converter;

	private final FieldsMappingContext context;

	private final MongoCustomConversions conversions;

	private final QueryMapper queries;

	/**
	 * Makes a mapper.
	 * @param own converters of the application, which win over ours
	 */
	public FieldsMapper(List<FieldsConverters> own) {
		this.conversions = MongoCustomConversions.create((configuration) -> {
			configuration.bigDecimal(BigDecimalRepresentation.DECIMAL128);
			text(configuration::registerConverters, LocalDate.class, LocalDate::parse);
			text(configuration::registerConverters, LocalTime.class, LocalTime::parse);
			text(configuration::registerConverters, LocalDateTime.class, LocalDateTime::parse);
			text(configuration::registerConverters, OffsetDateTime.class, OffsetDateTime::parse);
			text(configuration::registerConverters, OffsetTime.class, OffsetTime::parse);
			text(configuration::registerConverters, ZonedDateTime.class, ZonedDateTime::parse);
			text(configuration::registerConverters, Year.class, Year::parse);
			text(configuration::registerConverters, YearMonth.class, YearMonth::parse);
			text(configuration::registerConverters, MonthDay.class, MonthDay::parse);
			text(configuration::registerConverters, ZoneOffset.class, ZoneOffset::of);
			text(configuration::registerConverters, URI.class, URI::create);
			text(configuration::registerConverters, Path.class, Path::of);
			configuration.registerConverters(ConverterBuilder.writing(UUID.class, Binary.class, FieldsMapper::toBinary)
				.andReading(FieldsMapper::toUuid)
				.getConverters());
			configuration.registerConverters(ConverterBuilder.writing(JobState.class, String.class, JobState::value)
				.andReading(JobState::of)
				.getConverters());
			own.forEach((converters) -> configuration.registerConverters(converters.converters()));
		});
		this.context = new FieldsMappingContext();
		this.context.setSimpleTypeHolder(this.conversions.getSimpleTypeHolder());
		this.context.setAutoIndexCreation(false);
		this.context.afterPropertiesSet();
		this.converter = new MappingMongoConverter(NoOpDbRefResolver.INSTANCE, this.context);
		this.converter.setCustomConversions(this.conversions);
		this.converter.preserveMapKeys(true);
		this.converter.setInstantiators(FieldsMappingContext.instantiators());
		this.converter.afterPropertiesSet();
		this.queries = new QueryMapper(this.converter);
	}

	private static <T> void text(Consumer<Set<?>> register, Class<T> type, Function<String, T> parse) {
		register
			.accept(ConverterBuilder.writing(type, String.class, Object::toString).andReading(parse).getConverters());
	}

	private static Binary toBinary(UUID uuid) {
		byte[] bytes = ByteBuffer.allocate(16)
			.putLong(uuid.getMostSignificantBits())
			.putLong(uuid.getLeastSignificantBits())
			.array();
		return new Binary(BsonBinarySubType.UUID_STANDARD, bytes);
	}

	private static UUID toUuid(Binary binary) {
		ByteBuffer bytes = ByteBuffer.wrap(binary.getData());
		return new UUID(bytes.getLong(), bytes.getLong());
	}

	/**
	 * Maps a fields object.
	 * @param fields the object, {@code null} for a job without fields
	 * @return the document to store
	 * @throws RuntimeException when a value cannot be mapped
	 */
	public Document write(@Nullable Object fields) {
		Document document = new Document();
		if (fields != null) {
			this.converter.write(fields, document);
			document.remove(TYPE_KEY);
		}
		return document;
	}

	/**
	 * Maps a fields document back.
	 * @param type the class of the fields
	 * @param document what is stored; not changed
	 * @param <T> the class of the fields
	 * @return a fields object of its own
	 * @throws RuntimeException when the document does not fit the class
	 */
	public <T> T read(Class<T> type, Document document) {
		return this.converter.read(type, document);
	}

	/**
	 * Maps any value, such as a result.
	 * @param value the value
	 * @return what to store
	 * @throws RuntimeException when it cannot be mapped
	 */
	public @Nullable Object writeValue(Object value) {
		return this.converter.convertToMongoType(value, TypeInformation.of(value.getClass()));
	}

	/**
	 * Maps a stored value back.
	 * @param type the type to read it as
	 * @param stored what is stored
	 * @param <T> the type to read it as
	 * @return the value
	 * @throws RuntimeException when it does not fit the type
	 */
	public <T> T readValue(Class<T> type, Object stored) {
		if (stored instanceof Document document) {
			return this.converter.read(type, document);
		}
		if (type.isInstance(stored)) {
			return type.cast(stored);
		}
		T value = this.converter.getConversionService().convert(stored, type);
		if (value == null) {
			throw new IllegalArgumentException("Cannot read " + stored.getClass().getName() + " as " + type.getName());
		}
		return value;
	}

	/**
	 * Maps a condition: converts the values in it.
	 * @param condition the condition, on stored names
	 * @return the condition to send
	 */
	public Document query(Document condition) {
		return this.queries.getMappedObject(condition, (MongoPersistentEntity<?>) null);
	}

	/**
	 * The stored name of a field.
	 * @param type the class of the fields
	 * @param name the name in that class
	 * @return its stored name, or {@code null} when the class has no such field
	 */
	public @Nullable String storedName(Class<?> type, String name) {
		MongoPersistentEntity<?> entity = this.context.getPersistentEntity(type);
		MongoPersistentProperty property = (entity != null) ? entity.getPersistentProperty(name) : null;
		return (property != null) ? property.getFieldName() : null;
	}

	/**
	 * The names of the fields of a class.
	 * @param type the class of the fields
	 * @return the names in that class
	 */
	public List<String> names(Class<?> type) {
		List<String> names = new ArrayList<>();
		MongoPersistentEntity<?> entity = this.context.getPersistentEntity(type);
		if (entity != null) {
			entity.forEach((property) -> names.add(property.getName()));
		}
		return names;
	}

	/**
	 * Says which parts of a class cannot be stored.
	 * @param type the class of the fields
	 * @return a text for each property that cannot be stored, empty when all can
	 */
	public List<String> problems(Class<?> type) {
		List<String> problems = new ArrayList<>();
		TypeInformation<?> information = TypeInformation.of(type);
		if (!information.isMap() && (isStoredAsIs(type) || information.isCollectionLike())) {
			problems.add("fields: a " + type.getName() + " is a value, not an object with fields; use a record with a"
					+ " component for it");
			return problems;
		}
		check("fields", TypeInformation.of(type), problems, new HashSet<>());
		return problems;
	}

	/**
	 * Says which parts of the type of a value, such as a record of a batch, cannot be
	 * stored.
	 * @param name what the value is called
	 * @param type its type
	 * @return a text for each part that cannot be stored, empty when all can
	 */
	public List<String> problemsOfValue(String name, Class<?> type) {
		List<String> problems = new ArrayList<>();
		check(name, TypeInformation.of(type), problems, new HashSet<>());
		return problems;
	}

	private void check(String path, TypeInformation<?> type, List<String> problems, Set<Class<?>> seen) {
		Class<?> raw = type.getType();
		if (isStoredAsIs(raw)) {
			return;
		}
		if (type.isMap()) {
			checkIfKnown(path + ".<key>", type.getComponentType(), problems, seen);
			checkIfKnown(path + ".<value>", type.getMapValueType(), problems, seen);
		}
		else if (type.isCollectionLike()) {
			checkIfKnown(path + "[]", type.getComponentType(), problems, seen);
		}
		else if (raw.getName().startsWith("java.") || raw.getName().startsWith("javax.")
				|| raw.getName().startsWith("jdk.") || raw.getName().startsWith("sun.")) {
			problems.add(path + ": a " + raw.getName()
					+ " cannot be stored; use a record, a simple type, or declare FieldsConverters for it");
		}
		else if (seen.add(raw)) {
			Class<?>[] permitted = raw.getPermittedSubclasses();
			if (permitted != null) {
				for (Class<?> subclass : permitted) {
					check(path, TypeInformation.of(subclass), problems, seen);
				}
			}
			// not by the mapping: it fails as a whole where it cannot look into a class
			ReflectionUtils.doWithFields(raw, (field) -> {
				TypeInformation<?> property = type.getProperty(field.getName());
				checkIfKnown(path + "." + field.getName(),
						(property != null) ? property : TypeInformation.of(field.getType()), problems, seen);
			}, FieldsMapper::isPersistent);
		}
	}

	private static boolean isPersistent(Field field) {
		return !Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())
				&& !field.isSynthetic() && !field.isAnnotationPresent(Transient.class);
	}

	/**
	 * Spring Data takes everything in {@code java.lang} and {@code java.time} for simple,
	 * be it a thread or a clock.
	 */
	private boolean isStoredAsIs(Class<?> type) {
		if (type.isEnum() || STORABLE.contains(type) || ClassUtils.isPrimitiveOrWrapper(type)
				|| this.conversions.hasCustomWriteTarget(type)) {
			return true;
		}
		String packageName = type.getPackageName();
		return this.conversions.isSimpleType(type) && !packageName.startsWith("java.lang")
				&& !packageName.startsWith("java.time");
	}

	private void checkIfKnown(String path, @Nullable TypeInformation<?> type, List<String> problems,
			Set<Class<?>> seen) {
		if (type != null) {
			check(path, type, problems, seen);
		}
	}

}
