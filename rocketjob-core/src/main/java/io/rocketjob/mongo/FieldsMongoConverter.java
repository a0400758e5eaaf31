package io.rocketjob.mongo;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import com.mongodb.MongoClientSettings;
import org.bson.BsonBinarySubType;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.codecs.BsonTypeClassMap;
import org.bson.codecs.configuration.CodecConfigurationException;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;
import org.springframework.data.convert.ValueConverter;
import org.springframework.data.core.TypeInformation;
import org.springframework.data.mapping.MappingException;
import org.springframework.data.mapping.PersistentPropertyAccessor;
import org.springframework.data.mongodb.core.convert.MappingMongoConverter;
import org.springframework.data.mongodb.core.convert.NoOpDbRefResolver;
import org.springframework.data.mongodb.core.mapping.MongoPersistentEntity;
import org.springframework.data.mongodb.core.mapping.MongoPersistentProperty;
import org.springframework.data.util.ProxyUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.CollectionUtils;

/**
 * Maps values to what is stored, and back, by their declared types. Spring Data's
 * converter maps objects property by property and simple values; what is a container, of
 * several possible classes, or of a type that says nothing is mapped here, so that it
 * comes back as it was, and nothing that is stored can name another class.
 */
final class FieldsMongoConverter extends MappingMongoConverter {

	private static final TypeInformation<?> OBJECT = TypeInformation.OBJECT;

	private static final boolean KOTLIN = KotlinDetector.isKotlinReflectPresent();

	private static final ThreadLocal<@Nullable Bson> READING = new ThreadLocal<>();

	private static final TypeInformation<?> DOCUMENT = TypeInformation.of(Document.class);

	/** What the driver reads values as, among them those that Java has no type for. */
	private static final Set<Class<?>> CLASSES_OF_DRIVER = classesOfDriver();

	private final OpenTypes openTypes;

	private final CaseClasses cases;

	/** Whether what would not come back as it was is stored as well as can be. */
	private final boolean lenient;

	private final Subclasses subclasses;

	private @Nullable MapKeys keys;

	FieldsMongoConverter(FieldsMappingContext context, OpenTypes openTypes, CaseClasses cases, boolean lenient,
			Subclasses subclasses) {
		super(NoOpDbRefResolver.INSTANCE, context);
		this.openTypes = openTypes;
		this.cases = cases;
		this.lenient = lenient;
		this.subclasses = subclasses;
		setTypeMapper(new UntypedMapper());
	}

	private static Set<Class<?>> classesOfDriver() {
		BsonTypeClassMap map = new BsonTypeClassMap();
		return Arrays.stream(BsonType.values()).map(map::get).filter(Objects::nonNull).collect(Collectors.toSet());
	}

	@Override
	public void afterPropertiesSet() {
		super.afterPropertiesSet();
		this.keys = new MapKeys(this.conversions, this.conversionService);
	}

	/**
	 * The keys of maps.
	 * @return what maps them
	 */
	MapKeys keys() {
		return Objects.requireNonNull(this.keys);
	}

	/**
	 * Whether values of a type are mapped as a whole.
	 * @param type the type
	 * @return whether MongoDB stores it, or there is a converter
	 */
	boolean isSimple(Class<?> type) {
		return !OpenTypes.isOpen(type)
				&& (this.conversions.hasCustomWriteTarget(type) || (this.conversions.isSimpleType(type)
						&& (!type.isArray() || type == byte[].class) && !Map.class.isAssignableFrom(type)));
	}

	/**
	 * Whether values of a type can be made of text.
	 * @param type the type
	 * @return whether it is text, is mapped as a whole, or has a way from text, such as a
	 * constructor
	 */
	boolean readsText(Class<?> type) {
		return type.isAssignableFrom(String.class) || isSimple(type)
				|| this.conversionService.canConvert(String.class, type);
	}

	/**
	 * The document of which an object is about to be made, if there may be Kotlin
	 * classes: what Spring Data hands on tells nothing of what is missing and what is
	 * {@code null}.
	 * @return the document, to be asked for before the values in it are mapped
	 */
	static @Nullable Bson reading() {
		return READING.get();
	}

	/**
	 * Whether a property is not left to Spring Data.
	 * @param property the property
	 * @return whether its type allows several classes, or is a container
	 */
	boolean mapsItself(FieldsProperty property) {
		return isMappedByType(property) && !isSimple(property.getType());
	}

	/**
	 * Whether a property has nothing but its type that says how it is mapped.
	 * @param property the property
	 * @return whether neither an annotation nor a converter of its own says it
	 */
	boolean isMappedByType(MongoPersistentProperty property) {
		return !property.isAssociation() && !property.isUnwrapped() && !property.hasExplicitWriteTarget()
				&& !property.isAnnotationPresent(ValueConverter.class);
	}

	/**
	 * Whether there is a way back from what a simple type is stored as.
	 * @param type the type
	 * @return whether there is a converter, where one is needed
	 */
	boolean canReadBack(Class<?> type) {
		Class<?> target = this.conversions.getCustomWriteTarget(type).orElse(null);
		return target == null || this.conversions.hasCustomReadTarget(target, type)
				|| this.conversionService.canConvert(target, type) || Document.class.isAssignableFrom(target);
	}

	/**
	 * Whether the driver, or a converter, knows how a type that is mapped as a whole is
	 * stored, and what it is read as.
	 * @param type the type
	 * @return {@code false} for one that is only derived from such a type
	 */
	boolean hasStoredForm(Class<?> type) {
		if (type.isEnum() || type.isPrimitive() || isConverted(type)) {
			return true;
		}
		if (BsonValue.class.isAssignableFrom(type) && !Map.class.isAssignableFrom(type)) {
			return CLASSES_OF_DRIVER.contains(type);
		}
		try {
			// what has the codec of a superclass is read as that
			return Map.class.isAssignableFrom(type)
					|| MongoClientSettings.getDefaultCodecRegistry().get(type).getEncoderClass() == type;
		}
		catch (CodecConfigurationException ex) {
			return false;
		}
	}

	/**
	 * Whether there is a converter that makes something else of a type. For any number
	 * Spring Data says that it becomes a number, and leaves it as it is.
	 */
	private boolean isConverted(Class<?> type) {
		return this.conversions.getCustomWriteTarget(type)
			.filter((target) -> !target.isAssignableFrom(type))
			.isPresent();
	}

	/**
	 * Maps the value of a property.
	 * @param given the value
	 * @param property the property
	 * @return what would be stored
	 */
	Object toMapped(Object given, FieldsProperty property) {
		return toStored(KotlinTypes.unboxed(given, property.getField()), property.getTypeInformation());
	}

	/**
	 * Maps the value of a property back.
	 * @param mapped what is stored
	 * @param property the property
	 * @return the value
	 */
	@Nullable Object fromMapped(Object mapped, FieldsProperty property) {
		return fromStored(mapped, property.getTypeInformation());
	}

	/**
	 * Maps a value.
	 * @param value the value
	 * @param type its declared type
	 * @return what to store
	 * @throws ValueMappingException when it could not be read back
	 */
	Object toStored(Object value, TypeInformation<?> type) {
		Class<?> declared = type.getType();
		if (OpenTypes.isOpen(declared)) {
			return openToStored(value);
		}
		if (value instanceof byte[]) {
			return value;
		}
		if (isSimple(value.getClass())) {
			if (type.isMap() || type.isCollectionLike()) {
				throw new ValueMappingException("a " + value.getClass().getName() + " is no " + declared.getName());
			}
			return isSimple(declared) ? simpleToStored(value) : caseToStored(value, declared);
		}
		if (isSimple(declared)) {
			throw new ValueMappingException(
					"a " + value.getClass().getName() + " is no " + ClassUtils.getQualifiedName(declared));
		}
		if (value instanceof Map<?, ?> map) {
			return keptMap(mapToStored(map, type.isMap() ? type : TypeInformation.MAP));
		}
		if (value instanceof Collection<?> collection) {
			return collectionToStored(collection, component(type));
		}
		if (value.getClass().isArray()) {
			return collectionToStored(CollectionUtils.arrayToList(value), component(type));
		}
		return kept(objectToStored(value, type));
	}

	/**
	 * Keeps what a user has from being taken for what is kept so.
	 */
	private static Document kept(Document stored) {
		return (OpenTypes.unescaped(stored) != stored) ? OpenTypes.typed(OpenTypes.MAP, stored) : stored;
	}

	/**
	 * Keeps a map of a user from being taken for a value beside its type, also by what
	 * does not know that it is a map.
	 */
	private static Document keptMap(Document stored) {
		return OpenTypes.isTyped(stored) ? OpenTypes.typed(OpenTypes.MAP, stored) : stored;
	}

	/**
	 * Maps a value that is asked for by some type later, such as a result.
	 * @param value the value
	 * @return what to store
	 * @throws ValueMappingException when it could not be read back
	 */
	Object toStored(Object value) {
		if (value instanceof Map<?, ?> map) {
			return keptMap(mapToStored(map, TypeInformation.MAP));
		}
		if (value instanceof Collection<?> collection) {
			return collectionToStored(collection, OBJECT);
		}
		if (OpenTypes.isNative(value)) {
			return simpleToStored(value);
		}
		Class<?> type = (value instanceof Enum<?> constant) ? constant.getDeclaringClass()
				: ProxyUtils.getUserClass(value);
		if (OpenTypes.isOpen(type)) {
			throw new ValueMappingException("a " + type.getName() + " has nothing to store");
		}
		Object stored = toStored(value, TypeInformation.of(type));
		String name = (isSimple(type) && !type.isEnum()) || type.isArray() ? null : this.cases.name(type);
		if (name == null) {
			return stored;
		}
		if (stored instanceof Document document && !isSimple(type)) {
			return document.append(CaseClasses.TYPE, name);
		}
		return new Document(CaseClasses.TYPE, name).append(CaseClasses.VALUE, stored);
	}

	/**
	 * Reads the values in a document that are stored beside their types.
	 * @param document what is stored
	 * @return the same document where there are none
	 */
	Document withoutTypes(Document document) {
		return (Document) OpenTypes.withParts(OpenTypes.unescaped(document), this::withoutType);
	}

	private Object withoutType(Object part) {
		if (!OpenTypes.isTyped(part)) {
			return OpenTypes.withParts(part, this::withoutType);
		}
		Object inner = OpenTypes.unescaped(part);
		return (inner != part) ? OpenTypes.withParts(inner, this::withoutType) : typedFromStored((Document) part);
	}

	private static TypeInformation<?> component(TypeInformation<?> type) {
		TypeInformation<?> component = type.isCollectionLike() ? type.getComponentType() : null;
		return (component != null) ? component : OBJECT;
	}

	/**
	 * A simple value behind an interface, such as the constant of an enum that is a case
	 * of it.
	 */
	private Object caseToStored(Object value, Class<?> declared) {
		Class<?> type = (value instanceof Enum<?> constant) ? constant.getDeclaringClass() : value.getClass();
		if (type == declared || !declared.isAssignableFrom(type)) {
			return simpleToStored(value);
		}
		return new Document(CaseClasses.TYPE, this.cases.name(type, declared)).append(CaseClasses.VALUE,
				simpleToStored(value));
	}

	private Document objectToStored(Object value, TypeInformation<?> declared) {
		Class<?> type = ProxyUtils.getUserClass(value);
		boolean same = type == declared.getType();
		Document document = new Document();
		if (!declared.getType().isAssignableFrom(type)) {
			throw new ValueMappingException("a " + type.getName() + " is no " + declared.getType().getName());
		}
		if (!same && !this.lenient && !this.cases.isKnown(type, declared.getType())) {
			String problem = this.subclasses.problem(type);
			if (problem != null) {
				throw new ValueMappingException(problem);
			}
		}
		MongoPersistentEntity<?> entity = this.mappingContext.getRequiredPersistentEntity(specialized(declared, type));
		try {
			writeInternal(value, document, entity);
		}
		catch (RuntimeException ex) {
			throw withPath(ex, value, entity);
		}
		if (!same) {
			document.put(CaseClasses.TYPE, this.cases.name(type, declared.getType()));
		}
		return document;
	}

	/**
	 * Finds the property that could not be written: Spring Data does not tell which.
	 */
	private RuntimeException withPath(RuntimeException thrown, Object value, MongoPersistentEntity<?> entity) {
		if (ValueMappingException.isTold(thrown)) {
			return thrown;
		}
		PersistentPropertyAccessor<?> accessor = entity.getPropertyAccessor(value);
		for (MongoPersistentProperty property : entity) {
			try {
				Object part = accessor.getProperty(property);
				if (part != null && isMappedByType(property)) {
					toStored(part, property.getTypeInformation());
				}
			}
			catch (RuntimeException ex) {
				return ValueMappingException.of(property, ValueMappingException.NOT_STORED, thrown);
			}
		}
		return thrown;
	}

	/** What is known of the type arguments of a type is known of its cases. */
	private static TypeInformation<?> specialized(TypeInformation<?> declared, Class<?> type) {
		return (type == declared.getType()) ? declared : declared.specialize(TypeInformation.of(type));
	}

	private List<@Nullable Object> collectionToStored(Collection<?> values, TypeInformation<?> component) {
		List<@Nullable Object> stored = new ArrayList<>(values.size());
		for (Object value : values) {
			try {
				stored.add((value != null) ? toStored(value, component) : null);
			}
			catch (RuntimeException ex) {
				throw ValueMappingException.in("[" + stored.size() + "]", ex);
			}
		}
		return stored;
	}

	private Document mapToStored(Map<?, ?> values, TypeInformation<?> type) {
		Document stored = new Document();
		TypeInformation<?> component = type.getMapValueType();
		TypeInformation<?> valueType = (component != null) ? component : OBJECT;
		boolean openKeys = keyType(type) == Object.class;
		values.forEach((key, value) -> {
			if (openKeys && !this.lenient && !(key instanceof String)) {
				throw new ValueMappingException("a key that is a " + ((key != null) ? key.getClass().getName() : "null")
						+ " would be read as a text, because the type of the map does not say what its keys are;"
						+ " declare it, or use texts");
			}
			String name = keys().toText(key);
			try {
				stored.put(name, (value != null) ? toStored(value, valueType) : null);
			}
			catch (RuntimeException ex) {
				throw ValueMappingException.in(name, ex);
			}
		});
		return stored;
	}

	private static Class<?> keyType(TypeInformation<?> map) {
		TypeInformation<?> keys = map.getComponentType();
		return (keys != null) ? keys.getType() : Object.class;
	}

	private Object simpleToStored(Object value) {
		return Objects.requireNonNull(convertToMongoType(value, OBJECT));
	}

	/**
	 * A value whose declared type says nothing of it.
	 */
	private Object openToStored(Object value) {
		if (OpenTypes.isNative(value)) {
			return simpleToStored(value);
		}
		Class<?> type = (value instanceof Enum<?> constant) ? constant.getDeclaringClass()
				: ProxyUtils.getUserClass(value);
		String name = this.openTypes.name(type);
		if (type == Document.class) {
			return OpenTypes.typed(Objects.requireNonNull(name), mapToStored((Document) value, DOCUMENT));
		}
		if (value instanceof Map<?, ?> map) {
			Document stored = mapToStored(map, TypeInformation.MAP);
			// a key that says what a value is belongs to us alone
			return stored.containsKey(OpenTypes.TYPE) ? OpenTypes.typed(OpenTypes.MAP, stored) : stored;
		}
		if (value instanceof List<?> list) {
			return collectionToStored(list, OBJECT);
		}
		if (value instanceof Set<?> set) {
			return OpenTypes.typed(OpenTypes.SET, collectionToStored(set, OBJECT));
		}
		if (value instanceof Deque<?> deque) {
			return OpenTypes.typed(OpenTypes.DEQUE, collectionToStored(deque, OBJECT));
		}
		if (name != null) {
			return OpenTypes.typed(name, namedToStored(value, type));
		}
		if (!this.lenient || !isStorable(value)) {
			throw new ValueMappingException("a " + type.getName() + " cannot be stored in a field whose type does"
					+ " not say what it is, because it would not be read as one; declare its type, or a sealed"
					+ " interface of it, or use a value of a simple type");
		}
		return (value instanceof Collection<?> collection) ? collectionToStored(collection, OBJECT)
				: toStored(value, TypeInformation.of(type));
	}

	private boolean isStorable(Object value) {
		if (OpenTypes.isOpen(value.getClass())) {
			return false;
		}
		return TypeInspection.isStoredAsIs(value.getClass(), this.conversions) || value instanceof Collection
				|| value.getClass().isArray() || !JavaTypes.isOfJava(value.getClass());
	}

	private Object namedToStored(Object value, Class<?> type) {
		if (value instanceof BigDecimal || value instanceof BigInteger) {
			return value.toString();
		}
		if (value instanceof Instant instant && !instant.truncatedTo(ChronoUnit.MILLIS).equals(instant)) {
			return instant.toString();
		}
		if (value instanceof Binary || value instanceof Decimal128) {
			return value;
		}
		return toStored(value, TypeInformation.of(type));
	}

	/**
	 * Maps a value back.
	 * @param stored what is stored
	 * @param type its declared type
	 * @return the value
	 * @throws RuntimeException when it does not fit the type
	 */
	@Nullable Object fromStored(Object stored, TypeInformation<?> type) {
		Class<?> declared = type.getType();
		if (OpenTypes.isOpen(declared)) {
			return openFromStored(stored, declared);
		}
		if (stored instanceof Document document && !isObjectType(type) && !type.isMap()) {
			Object value = beside(document);
			if (value != null) {
				return fromStored(value, type);
			}
			if (declared == String.class) {
				throw new MappingException("An object is stored where there should be a text");
			}
		}
		if (this.conversions.hasCustomReadTarget(stored.getClass(), declared)) {
			return simpleFromStored(stored, type);
		}
		if (type.isMap()) {
			return mapFromStored(asMap(OpenTypes.unescaped(stored), declared), type);
		}
		if (type.isCollectionLike() && stored instanceof Collection<?> collection) {
			return collectionFromStored(collection, type);
		}
		if (type.isCollectionLike() && declared != byte[].class && !isSimple(component(type).getType())) {
			// converted, it would be a list of what is no element of it
			throw new MappingException(
					"A " + stored.getClass().getName() + " is stored where there should be a " + declared.getName());
		}
		if (stored instanceof Document document && isObjectType(type)) {
			Object inner = OpenTypes.unescaped(document);
			return objectFromStored((Document) inner, type, inner == document);
		}
		if (stored instanceof Collection) {
			throw new MappingException("A list is stored where there should be a " + declared.getName());
		}
		if (stored instanceof Document document && !this.conversions.isSimpleType(declared)) {
			// it is written by a converter, and read without one
			return read(type, document);
		}
		Object constant = (stored instanceof String text && isObjectType(type)) ? this.cases.constant(text, declared)
				: null;
		return (constant != null) ? constant : simpleFromStored(stored, type);
	}

	/**
	 * The value that is stored beside a type where the type is known otherwise.
	 */
	private static @Nullable Object beside(Document document) {
		return (OpenTypes.isTyped(document) || (document.size() == 2 && document.containsKey(CaseClasses.TYPE)))
				? document.get(OpenTypes.VALUE) : null;
	}

	private boolean isObjectType(TypeInformation<?> type) {
		return !isSimple(type.getType()) && !type.isCollectionLike() && !type.isMap();
	}

	private static Map<?, ?> asMap(Object stored, Class<?> declared) {
		if (stored instanceof Map<?, ?> map) {
			return map;
		}
		throw new MappingException(
				"A " + stored.getClass().getName() + " is stored where there should be a " + declared.getName());
	}

	@Override
	@SuppressWarnings("unchecked")
	protected <S> S readDocument(ConversionContext context, @Nullable Bson bson,
			TypeInformation<? extends S> typeHint) {
		if (bson instanceof Document document && isSimple(typeHint.getType()) && beside(document) != null) {
			return (S) Objects.requireNonNull(fromStored(document, typeHint));
		}
		if (!KOTLIN) {
			return super.readDocument(context, bson, typeHint);
		}
		Bson outer = READING.get();
		READING.set(bson);
		try {
			return super.readDocument(context, bson, typeHint);
		}
		finally {
			if (outer != null) {
				READING.set(outer);
			}
			else {
				READING.remove();
			}
		}
	}

	private Object objectFromStored(Document document, TypeInformation<?> declared, boolean ours) {
		Class<?> type = this.cases.resolve(document, declared.getType(), ours);
		if (isSimple(type) && document.containsKey(CaseClasses.VALUE)) {
			return Objects.requireNonNull(
					fromStored(Objects.requireNonNull(document.get(CaseClasses.VALUE)), TypeInformation.of(type)));
		}
		TypeInformation<?> actual = specialized(declared, type);
		try {
			return read(actual, document);
		}
		catch (RuntimeException ex) {
			throw withPath(ex, document, actual);
		}
	}

	/**
	 * Finds the property that could not be read: Spring Data does not tell which.
	 */
	private RuntimeException withPath(RuntimeException thrown, Document document, TypeInformation<?> type) {
		MongoPersistentEntity<?> entity = ValueMappingException.isTold(thrown) ? null
				: this.mappingContext.getPersistentEntity(type);
		if (entity != null) {
			for (MongoPersistentProperty property : entity) {
				Object part = isMappedByType(property) ? document.get(property.getFieldName()) : null;
				try {
					if (part != null) {
						fromStored(part, property.getTypeInformation());
					}
				}
				catch (RuntimeException ex) {
					return ValueMappingException.of(property, ValueMappingException.NOT_READ, thrown);
				}
			}
		}
		return ValueMappingException.ofObject(type.getType(), thrown);
	}

	private Object collectionFromStored(Collection<?> stored, TypeInformation<?> type) {
		Class<?> declared = type.getType();
		TypeInformation<?> component = component(type);
		Collection<@Nullable Object> values = declared.isArray() ? new ArrayList<>(stored.size())
				: Containers.collection(declared, component.getType());
		int index = 0;
		for (Object each : stored) {
			try {
				values.add((each != null) ? fromStored(each, component) : null);
			}
			catch (RuntimeException ex) {
				throw ValueMappingException.in("[" + index + "]", ex);
			}
			index++;
		}
		return declared.isArray() ? Containers.array(component.getType(), values) : values;
	}

	private Map<?, ?> mapFromStored(Map<?, ?> stored, TypeInformation<?> type) {
		Class<?> keyType = keyType(type);
		TypeInformation<?> component = type.getMapValueType();
		TypeInformation<?> valueType = (component != null) ? component : OBJECT;
		Map<Object, @Nullable Object> values = Containers.map(type.getType(), keyType);
		stored.forEach((key, value) -> {
			try {
				values.put(keys().fromText((String) key, keyType),
						(value != null) ? fromStored(value, valueType) : null);
			}
			catch (RuntimeException ex) {
				throw ValueMappingException.in((String) key, ex);
			}
		});
		return values;
	}

	private @Nullable Object simpleFromStored(Object stored, TypeInformation<?> type) {
		Class<?> declared = type.getType();
		if (declared.isPrimitive()) {
			type = TypeInformation.of(ClassUtils.resolvePrimitiveIfNecessary(declared));
		}
		return getPotentiallyConvertedSimpleRead(stored, type);
	}

	private Object openFromStored(Object stored, Class<?> declared) {
		Object value = openFromStored(stored);
		if (!declared.isInstance(value)) {
			throw new MappingException(
					"A " + value.getClass().getName() + " is stored where there should be a " + declared.getName());
		}
		return value;
	}

	private Object openFromStored(Object stored) {
		if (stored instanceof Decimal128 decimal) {
			return decimal.isFinite() ? decimal.bigDecimalValue() : decimal;
		}
		if (stored instanceof Binary binary) {
			return fromBinary(binary);
		}
		if (stored instanceof Collection<?> list) {
			return collectionFromStored(list, TypeInformation.LIST);
		}
		if (OpenTypes.isTyped(stored)) {
			return typedFromStored((Map<?, ?>) stored);
		}
		return (stored instanceof Map<?, ?> map) ? mapFromStored(map, TypeInformation.MAP) : stored;
	}

	private Object fromBinary(Binary binary) {
		if (binary.getType() == BsonBinarySubType.UUID_STANDARD.getValue() && binary.length() == 16) {
			return Objects.requireNonNull(simpleFromStored(binary, TypeInformation.of(UUID.class)));
		}
		return (binary.getType() == BsonBinarySubType.BINARY.getValue()) ? binary.getData() : binary;
	}

	private Object typedFromStored(Map<?, ?> stored) {
		String name = (String) Objects.requireNonNull(stored.get(OpenTypes.TYPE));
		Object value = Objects.requireNonNull(stored.get(OpenTypes.VALUE));
		return switch (name) {
			case OpenTypes.MAP -> mapFromStored(asMap(value, Map.class), TypeInformation.MAP);
			case OpenTypes.SET -> collectionFromStored((Collection<?>) value, TypeInformation.SET);
			case OpenTypes.DEQUE -> collectionFromStored((Collection<?>) value, TypeInformation.of(Deque.class));
			default -> namedFromStored(stored, name, value);
		};
	}

	private Object namedFromStored(Map<?, ?> stored, String name, Object value) {
		Class<?> type = this.openTypes.type(name);
		if (type != null) {
			return namedFromStored(value, type);
		}
		if (name.indexOf('.') < 0) {
			// stored by a user before there were types beside values
			return mapFromStored(stored, TypeInformation.MAP);
		}
		throw new MappingException(
				"What is stored says that it is a '" + name + "', which no type of this application names");
	}

	private Object namedFromStored(Object value, Class<?> type) {
		if (type.isInstance(value) && (value instanceof Binary || value instanceof Decimal128)) {
			return value;
		}
		if (type == Document.class) {
			return mapFromStored(asMap(value, type), DOCUMENT);
		}
		if (type == Instant.class && value instanceof String text) {
			return Instant.parse(text);
		}
		return Objects.requireNonNull(fromStored(value, TypeInformation.of(type)));
	}

	/**
	 * Knows what is wrong with a class that no declared type names.
	 */
	@FunctionalInterface
	interface Subclasses {

		/**
		 * What is wrong with a class.
		 * @param type a class that is assignable to a declared one
		 * @return why objects of it could not be read back, {@code null} when they can
		 */
		@Nullable String problem(Class<?> type);

	}

}
