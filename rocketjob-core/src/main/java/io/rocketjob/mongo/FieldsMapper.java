package io.rocketjob.mongo;

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
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.rocketjob.JobState;
import io.rocketjob.encryption.Encryption;
import org.bson.BsonBinarySubType;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.data.convert.ConverterBuilder;
import org.springframework.data.convert.PropertyValueConverterFactory;
import org.springframework.data.core.TypeInformation;
import org.springframework.data.mongodb.core.convert.MongoCustomConversions;
import org.springframework.data.mongodb.core.convert.MongoCustomConversions.BigDecimalRepresentation;
import org.springframework.data.mongodb.core.convert.QueryMapper;
import org.springframework.data.mongodb.core.mapping.MongoPersistentEntity;
import org.springframework.data.mongodb.core.mapping.MongoPersistentProperty;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Internal: maps fields objects and results to what MongoDB stores, and back, by Spring
 * Data's mapping with settings of our own, whatever those of the application are. Types
 * without a time zone become ISO texts, so that servers in different zones read the same
 * day; a property named {@code id} stays {@code id}; keys of maps are kept as they are;
 * what is annotated so is encrypted. Exceptions about objects with encrypted fields do
 * not show their values. Thread-safe.
 */
public final class FieldsMapper {

	private static final String TYPE_KEY = "_class";

	private final FieldsMongoConverter converter;

	/** Maps as the other does, but leaves in the clear what that encrypts. */
	private final FieldsMongoConverter clear;

	private final FieldsMappingContext context;

	private final MongoCustomConversions conversions;

	private final QueryMapper queries;

	private final ValueCipher cipher;

	private final Map<Class<?>, TypeInspection> inspections = new ConcurrentHashMap<>();

	/**
	 * Makes a mapper.
	 * @param own converters of the application, which win over ours
	 * @param encryption encrypts fields, or {@code null} when there are no keys
	 */
	public FieldsMapper(List<FieldsConverters> own, @Nullable Encryption encryption) {
		this(own, encryption, ClassUtils.getDefaultClassLoader());
	}

	/**
	 * Makes a mapper.
	 * @param own converters of the application, which win over ours
	 * @param encryption encrypts fields, or {@code null} when there are no keys
	 * @param loader loads the classes whose names are stored, whatever the thread
	 */
	public FieldsMapper(List<FieldsConverters> own, @Nullable Encryption encryption, @Nullable ClassLoader loader) {
		this.cipher = new ValueCipher(encryption);
		this.conversions = conversions(own, EncryptedProperty.factory(this::converter, this.cipher));
		this.context = new FieldsMappingContext();
		this.context.setSimpleTypeHolder(this.conversions.getSimpleTypeHolder());
		this.context.setAutoIndexCreation(false);
		this.context.afterPropertiesSet();
		this.converter = converter(this.context, this.conversions, loader);
		this.clear = converter(this.context,
				conversions(own, EncryptedProperty.factory(this::clear, ClearValue.SEALING)), loader);
		this.queries = new QueryMapper(this.converter);
	}

	private FieldsMongoConverter converter() {
		return this.converter;
	}

	private FieldsMongoConverter clear() {
		return this.clear;
	}

	private static FieldsMongoConverter converter(FieldsMappingContext context, MongoCustomConversions conversions,
			@Nullable ClassLoader loader) {
		FieldsMongoConverter converter = new FieldsMongoConverter(context);
		if (loader != null && converter.getTypeMapper() instanceof BeanClassLoaderAware types) {
			// a class that the loader of one thread does not have would stay unknown
			types.setBeanClassLoader(loader);
		}
		converter.setCustomConversions(conversions);
		converter.preserveMapKeys(true);
		converter.setInstantiators(FieldsMappingContext.instantiators());
		converter.afterPropertiesSet();
		return converter;
	}

	private static MongoCustomConversions conversions(List<FieldsConverters> own,
			PropertyValueConverterFactory properties) {
		return MongoCustomConversions.create((configuration) -> {
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
			configuration.registerPropertyValueConverterFactory(properties);
		});
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
		return (fields != null) ? write(this.converter, fields) : new Document();
	}

	/**
	 * Maps a fields object without encrypting anything. What is encrypted in the stored
	 * form is different each time; this form is the same for the same values.
	 * @param fields the object
	 * @return a document to compare with another of this kind; never to be stored
	 * @throws RuntimeException when a value cannot be mapped
	 */
	public Document writeComparable(Object fields) {
		return write(this.clear, fields);
	}

	private Document write(FieldsMongoConverter by, Object fields) {
		return concealing(fields.getClass(), null, () -> {
			Document document = new Document();
			by.write(fields, document);
			document.remove(TYPE_KEY);
			return document;
		});
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
		return concealing(type, document, () -> this.converter.read(type, document));
	}

	/**
	 * Maps any value, such as a result.
	 * @param value the value
	 * @return what to store
	 * @throws RuntimeException when it cannot be mapped
	 */
	public @Nullable Object writeValue(Object value) {
		return this.converter.isObject(value) ? write(this.converter, value) : concealing(value.getClass(), null,
				() -> this.converter.convertToMongoType(value, TypeInformation.of(value.getClass())));
	}

	/**
	 * Maps a stored value as it would be stored if nothing of it were encrypted.
	 * @param type the type that knows which of its fields are encrypted
	 * @param stored what is stored
	 * @return the same in the clear, with what the type has; never to be stored
	 * @throws RuntimeException when it does not fit the type, or cannot be decrypted
	 */
	public @Nullable Object decrypt(Class<?> type, Object stored) {
		Object value = readValue(type, stored);
		return ClearValue.unwrap(this.clear.isObject(value) ? write(this.clear, value) : concealing(value.getClass(),
				null, () -> this.clear.convertToMongoType(value, TypeInformation.of(value.getClass()))));
	}

	/**
	 * Maps a value for a field, without encrypting the field itself.
	 * @param type the class of the fields
	 * @param name the name of the field in that class
	 * @param value the value
	 * @return what can be read as the value of the field
	 * @throws RuntimeException when it cannot be mapped
	 */
	public Object writeFieldValue(Class<?> type, String name, Object value) {
		FieldsProperty property = (FieldsProperty) this.context.getRequiredPersistentEntity(type)
			.getRequiredPersistentProperty(name);
		return concealing(value.getClass(), null, () -> this.converter.toMapped(value, property));
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
			return read(type, document);
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
	 * Maps, so that exceptions show nothing of encrypted fields: those of Spring Data and
	 * of constructors quote what they were given.
	 */
	private <T extends @Nullable Object> T concealing(Class<?> type, @Nullable Object stored, Supplier<T> mapping) {
		try {
			return mapping.get();
		}
		catch (RuntimeException | StackOverflowError ex) {
			if (EncryptedFieldException.find(ex) != null || !inspection(type).encrypted().isEmpty()
					|| hasSealed(stored)) {
				throw EncryptedFieldException.instead("A " + type.getName() + ((stored != null)
						? " cannot be made of what is stored" : " with these values cannot be stored"), ex);
			}
			throw ex;
		}
	}

	/**
	 * Whether a part of a stored value is encrypted.
	 * @param stored what is stored
	 * @return whether it is
	 */
	public static boolean hasSealed(@Nullable Object stored) {
		if (stored instanceof Map<?, ?> map) {
			return map.values().stream().anyMatch(FieldsMapper::hasSealed);
		}
		if (stored instanceof Collection<?> collection) {
			return collection.stream().anyMatch(FieldsMapper::hasSealed);
		}
		return ValueCipher.isSealed(stored);
	}

	/**
	 * Whether objects of a type may have encrypted fields, in themselves or in what they
	 * consist of.
	 * @param type the type
	 * @return {@code false} when that cannot be
	 */
	public boolean mayHaveSecrets(Class<?> type) {
		return inspection(type).mayHaveEncrypted();
	}

	/**
	 * The values of encrypted fields as they may appear in texts.
	 * @param object a fields object, or any other
	 * @return the texts; none for arrays of bytes, nor for what is true or false
	 * @throws RuntimeException when the object cannot be mapped
	 */
	public Set<String> secrets(Object object) {
		Set<String> secrets = new LinkedHashSet<>();
		if (mayHaveSecrets(object.getClass())) {
			collectSecrets(
					concealing(object.getClass(), null,
							() -> this.clear.convertToMongoType(object, TypeInformation.of(object.getClass()))),
					false, secrets);
		}
		return secrets;
	}

	private static void collectSecrets(@Nullable Object mapped, boolean secret, Set<String> secrets) {
		if (mapped instanceof ClearValue value) {
			collectSecrets(value.mapped(), true, secrets);
		}
		else if (mapped instanceof Map<?, ?> map) {
			map.forEach((name, value) -> {
				collectSecrets(name, secret, secrets);
				collectSecrets(value, secret, secrets);
			});
		}
		else if (mapped instanceof Collection<?> collection) {
			collection.forEach((value) -> collectSecrets(value, secret, secrets));
		}
		else if (secret && mapped != null) {
			addSecret(mapped, secrets);
		}
	}

	private static void addSecret(Object mapped, Set<String> secrets) {
		if (mapped instanceof Date date) {
			secrets.add(date.toInstant().toString());
		}
		else if (mapped instanceof Binary binary) {
			if (binary.getType() == BsonBinarySubType.UUID_STANDARD.getValue()) {
				secrets.add(toUuid(binary).toString());
			}
		}
		else if (!(mapped instanceof byte[]) && !(mapped instanceof Boolean)) {
			secrets.add(mapped.toString());
		}
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
	 * The fields of a class.
	 * @param type the class of the fields
	 * @return its fields in order
	 */
	public List<MappedField> fields(Class<?> type) {
		List<MappedField> fields = new ArrayList<>();
		MongoPersistentEntity<?> entity = this.context.getPersistentEntity(type);
		if (entity != null) {
			entity.forEach((each) -> {
				FieldsProperty property = (FieldsProperty) each;
				fields.add(new MappedField(property.getName(), property.getFieldName(), property.getType(),
						property.isEditable(), property.isCopiedOnRestart(), isHidden(property)));
			});
		}
		return fields;
	}

	private boolean isHidden(FieldsProperty property) {
		return property.isEncrypted() || hasEncrypted(property.getTypeInformation());
	}

	private boolean hasEncrypted(TypeInformation<?> type) {
		return !inspect("", type).encrypted().isEmpty();
	}

	/**
	 * Whether what is at the end of a path must not be shown: it is encrypted, or a part
	 * of it is.
	 * @param type where the path begins
	 * @param names the names of fields in their classes, without positions and keys
	 * @return whether it is so, or nothing of that name is known beside encrypted fields
	 */
	public boolean isHidden(Class<?> type, List<String> names) {
		TypeInformation<?> present = TypeInformation.of(type);
		for (String name : names) {
			MongoPersistentEntity<?> entity = this.context.getPersistentEntity(element(present));
			MongoPersistentProperty property = (entity != null) ? entity.getPersistentProperty(name) : null;
			if (property == null) {
				break;
			}
			if (((FieldsProperty) property).isEncrypted()) {
				return true;
			}
			present = property.getTypeInformation();
		}
		return hasEncrypted(present);
	}

	/**
	 * Whether a stored path ends in an encrypted field or inside of one.
	 * @param type the class of the fields
	 * @param path stored names, separated by dots; may contain positions
	 * @return whether it does, or {@code null} when there is no such field
	 */
	public @Nullable Boolean isEncrypted(Class<?> type, String path) {
		TypeInformation<?> present = TypeInformation.of(type);
		for (String name : StringUtils.delimitedListToStringArray(path, ".")) {
			if (present.isCollectionLike() && name.chars().allMatch(Character::isDigit)) {
				continue;
			}
			if (present.isMap()) {
				// the name is a key
				present = element(present);
				continue;
			}
			FieldsProperty property = storedProperty(element(present), name);
			if (property == null || property.isEncrypted()) {
				return (property != null) ? true : null;
			}
			present = property.getTypeInformation();
		}
		return false;
	}

	private @Nullable FieldsProperty storedProperty(TypeInformation<?> type, String storedName) {
		MongoPersistentEntity<?> entity = this.context.getPersistentEntity(type);
		if (entity != null) {
			for (MongoPersistentProperty property : entity) {
				if (property.getFieldName().equals(storedName)) {
					return (FieldsProperty) property;
				}
			}
		}
		return null;
	}

	private static TypeInformation<?> element(TypeInformation<?> type) {
		TypeInformation<?> element = type.isMap() ? type.getMapValueType()
				: type.isCollectionLike() ? type.getComponentType() : null;
		return (element != null) ? element(element) : type;
	}

	/**
	 * Says which parts of a class cannot be stored.
	 * @param type the class of the fields
	 * @return a text for each property that cannot be stored, empty when all can
	 */
	public List<String> problems(Class<?> type) {
		TypeInformation<?> information = TypeInformation.of(type);
		if (!information.isMap()
				&& (TypeInspection.isStoredAsIs(type, this.conversions) || information.isCollectionLike())) {
			return List.of("fields: a " + type.getName() + " is a value, not an object with fields; use a record with a"
					+ " component for it");
		}
		return inspect("fields", information).problems();
	}

	/**
	 * Says which parts of the type of a value, such as a record of a batch, cannot be
	 * stored.
	 * @param name what the value is called
	 * @param type its type
	 * @return a text for each part that cannot be stored, empty when all can
	 */
	public List<String> problemsOfValue(String name, Class<?> type) {
		return inspect(name, TypeInformation.of(type)).problems();
	}

	/**
	 * Says which parts of a type cannot be encrypted because there are no keys.
	 * @param name what a value of it is called
	 * @param type the type
	 * @return the paths of these parts, empty when there are keys
	 */
	public List<String> withoutKeys(String name, Class<?> type) {
		return this.cipher.hasKeys() ? List.of() : inspect(name, TypeInformation.of(type)).encrypted();
	}

	private TypeInspection inspection(Class<?> type) {
		return this.inspections.computeIfAbsent(type, (missing) -> inspect("", TypeInformation.of(type)));
	}

	private TypeInspection inspect(String name, TypeInformation<?> type) {
		return TypeInspection.of(name, type, this.conversions);
	}

}
