package io.rocketjob.mongo;

import java.math.BigInteger;
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
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.rocketjob.JobState;
import io.rocketjob.encryption.Encryption;
import org.bson.BsonBinarySubType;
import org.bson.BsonRegularExpression;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.data.convert.ConverterBuilder;
import org.springframework.data.convert.PropertyValueConverterFactory;
import org.springframework.data.core.TypeInformation;
import org.springframework.data.mapping.MappingException;
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

	/** What a language tag begins with where there is no language. */
	private static final String NO_LANGUAGE = "und";

	private final FieldsMongoConverter converter;

	/** Maps what is asked for by a type that only its reader names. */
	private final FieldsMongoConverter results;

	/** Maps as the other does, but leaves in the clear what that encrypts. */
	private final FieldsMongoConverter clear;

	private final FieldsMappingContext context;

	private final MongoCustomConversions conversions;

	private final QueryMapper queries;

	private final ValueCipher cipher;

	private final OpenTypes openTypes = new OpenTypes();

	private final CaseClasses cases;

	private final Map<Class<?>, TypeInspection> inspections = new ConcurrentHashMap<>();

	/**
	 * Why objects of classes that no type names cannot be read back, where they cannot.
	 */
	private final Map<Class<?>, Optional<String>> subclasses = new ConcurrentHashMap<>();

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
		this.cases = new CaseClasses(loader, this.context);
		this.converter = converter(this.conversions, false);
		this.results = converter(conversions(own, EncryptedProperty.factory(this::results, this.cipher)), true);
		this.clear = converter(conversions(own, EncryptedProperty.factory(this::clear, ClearValue.SEALING)), true);
		this.queries = new QueryMapper(this.converter);
	}

	private FieldsMongoConverter converter() {
		return this.converter;
	}

	private FieldsMongoConverter results() {
		return this.results;
	}

	private FieldsMongoConverter clear() {
		return this.clear;
	}

	private FieldsMongoConverter converter(MongoCustomConversions conversions, boolean lenient) {
		FieldsMongoConverter converter = new FieldsMongoConverter(this.context, this.openTypes, this.cases, lenient,
				this::problemOfSubclass);
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
			configuration.registerConverters(ConverterBuilder.writing(Locale.class, String.class, FieldsMapper::toText)
				.andReading(FieldsMapper::toLocale)
				.getConverters());
			configuration.registerConverters(ConverterBuilder.writing(UUID.class, Binary.class, FieldsMapper::toBinary)
				.andReading(FieldsMapper::toUuid)
				.getConverters());
			configuration.registerConverters(
					Set.of(ConverterBuilder.reading(Decimal128.class, BigInteger.class, FieldsMapper::toBigInteger)
						.getReadingConverter()));
			configuration.registerConverters(
					Set.of(ConverterBuilder.reading(BsonRegularExpression.class, Pattern.class, FieldsMapper::toPattern)
						.getReadingConverter()));
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

	/**
	 * A text such as {@code de_AT} where that says all of it, a language tag where there
	 * is a script, an extension or no language.
	 */
	private static String toText(Locale locale) {
		String text = locale.toString();
		return locale.equals(toLocale(text)) ? text : locale.toLanguageTag();
	}

	private static Locale toLocale(String text) {
		if (text.isEmpty() || text.equals(NO_LANGUAGE) || text.startsWith(NO_LANGUAGE + "-")) {
			return Locale.forLanguageTag(text);
		}
		return Objects.requireNonNull(StringUtils.parseLocale(text));
	}

	/**
	 * Spring takes what MongoDB has of a number for a {@code long}.
	 */
	private static BigInteger toBigInteger(Decimal128 number) {
		return number.bigDecimalValue().toBigIntegerExact();
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
	 * MongoDB has regular expressions, which its driver does not make patterns of.
	 */
	private static Pattern toPattern(BsonRegularExpression expression) {
		int flags = 0;
		for (char option : expression.getOptions().toCharArray()) {
			flags |= switch (option) {
				case 'c' -> Pattern.CANON_EQ;
				case 'd' -> Pattern.UNIX_LINES;
				case 'i' -> Pattern.CASE_INSENSITIVE;
				case 'm' -> Pattern.MULTILINE;
				case 's' -> Pattern.DOTALL;
				case 't' -> Pattern.LITERAL;
				case 'u' -> Pattern.UNICODE_CASE;
				case 'x' -> Pattern.COMMENTS;
				default -> 0;
			};
		}
		return Pattern.compile(expression.getPattern(), flags);
	}

	/**
	 * Maps a fields object. Where it is not of the declared class, that is stored too.
	 * @param declared the type of the fields
	 * @param fields the object, {@code null} for a job without fields
	 * @return the document to store
	 * @throws RuntimeException when a value cannot be mapped, or not be read back
	 */
	public Document write(ResolvableType declared, @Nullable Object fields) {
		return (fields != null) ? write(this.converter, declared, fields) : new Document();
	}

	/**
	 * Maps a fields object of its declared class.
	 * @param fields the object, {@code null} for a job without fields
	 * @return the document to store
	 * @throws RuntimeException when a value cannot be mapped, or not be read back
	 */
	public Document write(@Nullable Object fields) {
		return (fields != null) ? write(ResolvableType.forClass(fields.getClass()), fields) : new Document();
	}

	/**
	 * Maps a fields object without encrypting anything. What is encrypted in the stored
	 * form is different each time; this form is the same for the same values.
	 * @param declared the type of the fields
	 * @param fields the object
	 * @return a document to compare with another of this kind; never to be stored
	 * @throws RuntimeException when a value cannot be mapped
	 */
	public Document writeComparable(ResolvableType declared, Object fields) {
		return write(this.clear, declared, fields);
	}

	/**
	 * Maps a fields object of its declared class without encrypting anything.
	 * @param fields the object
	 * @return a document to compare with another of this kind; never to be stored
	 * @throws RuntimeException when a value cannot be mapped
	 */
	public Document writeComparable(Object fields) {
		return writeComparable(ResolvableType.forClass(fields.getClass()), fields);
	}

	private Document write(FieldsMongoConverter by, ResolvableType declared, Object fields) {
		return concealing(fields.getClass(), null, () -> {
			Object stored = by.toStored(fields, TypeInformation.of(declared));
			if (stored instanceof Document document) {
				return document;
			}
			throw new MappingException("A " + fields.getClass().getName() + " is a value, not an object with fields");
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
		return type.cast(read(ResolvableType.forClass(type), document));
	}

	/**
	 * Maps a fields document back.
	 * @param type the type of the fields
	 * @param document what is stored; not changed
	 * @return a fields object of its own
	 * @throws RuntimeException when the document does not fit the type
	 */
	public Object read(ResolvableType type, Document document) {
		return concealing(type.toClass(), document,
				() -> Objects.requireNonNull(this.converter.fromStored(document, TypeInformation.of(type))));
	}

	/**
	 * Maps any value, such as a result. Where it may be asked for by another type than
	 * its class, the class is stored too.
	 * @param value the value
	 * @return what to store
	 * @throws RuntimeException when it cannot be mapped
	 */
	public Object writeValue(Object value) {
		return concealing(value.getClass(), null, () -> this.results.toStored(value));
	}

	/**
	 * Maps a value for a field, without encrypting the field itself.
	 * @param type the type of the fields
	 * @param name the name of the field in that type
	 * @param value the value
	 * @return what can be read as the value of the field
	 * @throws RuntimeException when it cannot be mapped, or is no value of that field
	 */
	public Object writeFieldValue(ResolvableType type, String name, Object value) {
		FieldsProperty property = (FieldsProperty) this.context.getRequiredPersistentEntity(TypeInformation.of(type))
			.getRequiredPersistentProperty(name);
		return concealing(value.getClass(), null, () -> this.converter.toMapped(value, property));
	}

	/**
	 * Maps a stored value as it would be stored if nothing of it were encrypted.
	 * @param type the type that knows which of its fields are encrypted
	 * @param stored what is stored
	 * @return the same in the clear, with what the type has; never to be stored
	 * @throws RuntimeException when it does not fit the type, cannot be decrypted, or has
	 * an encrypted value that is no encrypted field of the type
	 */
	public @Nullable Object decrypt(Class<?> type, Object stored) {
		return ClearValue.unwrap(opened(type, stored, readValue(type, stored)));
	}

	/**
	 * Checks that a type has made values in the clear of all encrypted ones.
	 * @param type the type by which a value was read
	 * @param stored what is stored
	 * @param value what was read of it
	 * @throws RuntimeException when an encrypted value is no encrypted field of the type,
	 * so that it is lost or still encrypted
	 */
	public void checkOpened(Class<?> type, Object stored, Object value) {
		if (hasSealed(stored)) {
			opened(type, stored, value);
		}
	}

	private Object opened(Class<?> type, Object stored, Object value) {
		Object mapped = concealing(value.getClass(), null, () -> this.clear.toStored(value));
		if (hasSealed(stored)) {
			String path = ClearValue.missing(OpenTypes.plain(stored), OpenTypes.plain(mapped), "");
			if (path != null) {
				throw new EncryptedFieldException("What is stored has an encrypted value at '" + path + "', where a "
						+ type.getName() + " has no encrypted field; use the class that the values were stored as");
			}
		}
		return mapped;
	}

	/**
	 * Maps a value for a field, without encrypting the field itself.
	 * @param type the class of the fields
	 * @param name the name of the field in that class
	 * @param value the value
	 * @return what can be read as the value of the field
	 * @throws RuntimeException when it cannot be mapped, or is no value of that field
	 */
	public Object writeFieldValue(Class<?> type, String name, Object value) {
		return writeFieldValue(ResolvableType.forClass(type), name, value);
	}

	/**
	 * Maps a stored value back.
	 * @param type the type to read it as
	 * @param stored what is stored
	 * @param <T> the type to read it as
	 * @return the value
	 * @throws RuntimeException when it does not fit the type
	 */
	@SuppressWarnings("unchecked")
	public <T> T readValue(Class<T> type, Object stored) {
		return (T) readValue(ResolvableType.forClass(type), stored);
	}

	/**
	 * Maps a stored value back.
	 * @param type the type to read it as
	 * @param stored what is stored
	 * @return the value
	 * @throws RuntimeException when it does not fit the type
	 */
	public Object readValue(ResolvableType type, Object stored) {
		TypeInformation<?> information = TypeInformation.of(type);
		Object value = (stored instanceof Document)
				? concealing(type.toClass(), stored, () -> this.converter.fromStored(stored, information))
				: this.converter.fromStored(stored, information);
		if (value == null) {
			throw new IllegalArgumentException(
					"Cannot read " + stored.getClass().getName() + " as " + type.toClass().getName());
		}
		return value;
	}

	/**
	 * Whether values of a type can be made of text that is stored.
	 * @param type the type to read text as
	 * @return whether some text can be read as it
	 */
	public boolean readsText(ResolvableType type) {
		return this.converter.readsText(type.toClass());
	}

	/**
	 * Maps a document that consists of what MongoDB stores.
	 * @param document the document; not changed
	 * @return the same, but for what would be taken for a value beside its type
	 */
	public Document writeRaw(Document document) {
		return OpenTypes.escaped(document);
	}

	/**
	 * Maps a document back that is wanted as it is stored.
	 * @param document what is stored; not changed
	 * @return the same, but for values beside their types, which become these values
	 */
	public Document readRaw(Document document) {
		return this.converter.withoutTypes(document);
	}

	/**
	 * Makes of what is stored what people can read.
	 * @param stored what is stored; not changed
	 * @return the same, but for values beside their types, which are without these
	 */
	public static Object readable(Object stored) {
		return OpenTypes.plain(stored);
	}

	/**
	 * What is stored, without the types beside values, and with numbers that are stored
	 * as text, because the database has none as large, as numbers.
	 * @param stored what is stored
	 * @return the same where there is nothing of the kind in it
	 */
	public static Object readableNumbers(Object stored) {
		return OpenTypes.plainNumbers(stored);
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
				ValueMappingException found = ValueMappingException.find(ex);
				throw EncryptedFieldException.instead(
						"A " + type.getName()
								+ ((stored != null) ? " cannot be made of what is stored"
										: " with these values cannot be stored")
								+ ((found != null && !found.path().isEmpty()) ? ", because of " + found.path() : ""),
						ex);
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
		return ValueCipher.hasSealed(stored);
	}

	/**
	 * Makes what encrypts stored values anew with the current key.
	 * @param more classes with encrypted fields that no job class names
	 * @return what does so
	 */
	public FieldReEncryption reEncryption(Iterable<Class<?>> more) {
		more.forEach(this.context::getRequiredPersistentEntity);
		return new FieldReEncryption(this.cipher, this.context);
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
			collectSecrets(concealing(object.getClass(), null, () -> this.clear.toStored(object)), false, secrets);
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
		return fields(ResolvableType.forClass(type));
	}

	/**
	 * The fields of a type.
	 * @param type the type of the fields
	 * @return its fields in order
	 */
	public List<MappedField> fields(ResolvableType type) {
		List<MappedField> fields = new ArrayList<>();
		MongoPersistentEntity<?> entity = this.context.getPersistentEntity(TypeInformation.of(type));
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
		return isEncrypted(ResolvableType.forClass(type), path);
	}

	/**
	 * Whether a stored path ends in an encrypted field or inside of one.
	 * @param type the type of the fields
	 * @param path stored names, separated by dots; may contain positions
	 * @return whether it does, or {@code null} when there is no such field
	 */
	public @Nullable Boolean isEncrypted(ResolvableType type, String path) {
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
	 * Says which parts of a class cannot be stored, or not be read back.
	 * @param type the class of the fields
	 * @return a text for each part, empty when all can
	 */
	public List<String> problems(Class<?> type) {
		return problems(ResolvableType.forClass(type));
	}

	/**
	 * Says which parts of a type cannot be stored, or not be read back.
	 * @param type the type of the fields
	 * @return a text for each part, empty when all can
	 */
	public List<String> problems(ResolvableType type) {
		TypeInformation<?> information = TypeInformation.of(type);
		Class<?> raw = information.getType();
		if (!information.isMap()
				&& (TypeInspection.isStoredAsIs(raw, this.conversions) || information.isCollectionLike())) {
			return List.of("fields: a " + raw.getName() + " is a value, not an object with fields; use a record with a"
					+ " component for it");
		}
		return problemsOfValue("fields", type);
	}

	/**
	 * Whether a user can change a class.
	 * @param type the class
	 * @return {@code false} for one of the JDK, of Kotlin, of Spring or of MongoDB
	 */
	public static boolean isChangeable(Class<?> type) {
		return !type.isPrimitive() && !type.isArray() && !JavaTypes.isOfLibrary(type);
	}

	/**
	 * Says which parts of the type of a value, such as a record of a batch, cannot be
	 * stored, or not be read back. Objects of the classes in it may from now on be values
	 * of fields whose type does not say what they are.
	 * @param name what the value is called
	 * @param type its type
	 * @return a text for each part, empty when all can
	 */
	public List<String> problemsOfValue(String name, ResolvableType type) {
		TypeInspection inspection = inspect(name, TypeInformation.of(type));
		inspection.classes().forEach(this.openTypes::know);
		return !inspection.problems().isEmpty() ? inspection.problems()
				: ReadBack.problems(name, TypeInformation.of(type), this.clear, this.context, this.cases);
	}

	/**
	 * Says which parts of the class of a value cannot be stored, or not be read back.
	 * @param name what the value is called
	 * @param type its class
	 * @return a text for each part, empty when all can
	 */
	public List<String> problemsOfValue(String name, Class<?> type) {
		return problemsOfValue(name, ResolvableType.forClass(type));
	}

	/**
	 * Says which parts of a type cannot be encrypted because there are no keys.
	 * @param name what a value of it is called
	 * @param type the type
	 * @return the paths of these parts, empty when there are keys
	 */
	public List<String> withoutKeys(String name, ResolvableType type) {
		return this.cipher.hasKeys() ? List.of() : inspect(name, TypeInformation.of(type)).encrypted();
	}

	/**
	 * Says which parts of a class cannot be encrypted because there are no keys.
	 * @param name what a value of it is called
	 * @param type the class
	 * @return the paths of these parts, empty when there are keys
	 */
	public List<String> withoutKeys(String name, Class<?> type) {
		return withoutKeys(name, ResolvableType.forClass(type));
	}

	/**
	 * What the stored fields say of their class.
	 * @param fields the stored fields
	 * @param declared the type of the fields
	 * @return a document that says the same, and has no fields
	 */
	public static Document typeOf(Document fields, ResolvableType declared) {
		Object type = TypeInformation.of(declared).isMap() ? null : fields.get(CaseClasses.TYPE);
		return (type != null) ? new Document(CaseClasses.TYPE, type) : new Document();
	}

	/**
	 * What the start of the application could not look at, because nothing named it.
	 */
	private @Nullable String problemOfSubclass(Class<?> type) {
		Optional<String> known = this.subclasses.get(type);
		if (known == null) {
			known = Optional.ofNullable(findProblemOfSubclass(type));
			this.subclasses.put(type, known);
		}
		return known.orElse(null);
	}

	private @Nullable String findProblemOfSubclass(Class<?> type) {
		if (type.isHidden() || type.isAnonymousClass()) {
			return type.getName() + " is a class without a name, so that it would not be found when it is read; declare"
					+ " a class that has one";
		}
		List<String> problems = inspect(type.getName(), TypeInformation.of(type)).problems();
		if (problems.isEmpty()) {
			problems = ReadBack.problems(type.getName(), TypeInformation.of(type), this.clear, this.context,
					this.cases);
		}
		return problems.isEmpty() ? null : "cannot be read back: " + String.join("; ", problems);
	}

	private TypeInspection inspection(Class<?> type) {
		return this.inspections.computeIfAbsent(type, (missing) -> inspect("", TypeInformation.of(type)));
	}

	private TypeInspection inspect(String name, TypeInformation<?> type) {
		return TypeInspection.of(name, type, this.conversions);
	}

}
