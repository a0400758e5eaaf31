package io.rocketjob.mongo;

import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.KotlinDetector;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.core.TypeInformation;
import org.springframework.data.mapping.InstanceCreatorMetadata;
import org.springframework.data.mapping.MappingException;
import org.springframework.data.mapping.Parameter;
import org.springframework.data.mapping.PersistentEntity;
import org.springframework.data.mongodb.core.mapping.MongoPersistentEntity;
import org.springframework.data.mongodb.core.mapping.MongoPersistentProperty;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Tries with samples of a type whether what is stored of it can be read back, by the
 * converters that will do it. What only the code of the application can tell, such as a
 * constructor that refuses a sample, is no problem.
 */
final class ReadBack {

	private static final String V = "v";

	private static final List<Object> SAMPLES = List.of("text", true, 'x', (byte) 1, (short) 1, 1, 1L, 1.5f, 1.5,
			new BigDecimal("1.50"), BigInteger.TEN, new byte[] { 1 },
			UUID.fromString("01234567-89ab-cdef-0123-456789abcdef"), new ObjectId("0123456789abcdef01234567"),
			new Date(1_700_000_000_123L), Instant.ofEpochMilli(1_700_000_000_123L), LocalDate.of(2026, 2, 3),
			LocalTime.of(4, 5, 6, 7), LocalDateTime.of(2026, 2, 3, 4, 5, 6, 7),
			OffsetDateTime.of(2026, 2, 3, 4, 5, 6, 7, ZoneOffset.ofHours(2)),
			OffsetTime.of(4, 5, 6, 7, ZoneOffset.ofHours(2)),
			ZonedDateTime.of(2026, 2, 3, 4, 5, 6, 7, ZoneId.of("Europe/Berlin")), Year.of(2026), YearMonth.of(2026, 2),
			MonthDay.of(2, 3), ZoneOffset.ofHours(2), ZoneId.of("Europe/Berlin"), Duration.ofMillis(1_500),
			Period.ofDays(3), URI.create("https://example.org/a"), Path.of("a"), Locale.forLanguageTag("de-AT"),
			Currency.getInstance("EUR"), Pattern.compile("a+"));

	private final FieldsMongoConverter converter;

	private final FieldsMappingContext context;

	private final CaseClasses cases;

	private final List<String> problems = new ArrayList<>();

	private final Set<TypeInformation<?>> seen = new HashSet<>();

	private ReadBack(FieldsMongoConverter converter, FieldsMappingContext context, CaseClasses cases) {
		this.converter = converter;
		this.context = context;
		this.cases = cases;
	}

	/**
	 * Tries a type.
	 * @param name what a value of it is called
	 * @param type the type
	 * @param converter maps without encryption
	 * @param context what is mapped
	 * @param cases which classes a type allows
	 * @return a text for each part that cannot be read back, beginning with its path
	 */
	static List<String> problems(String name, TypeInformation<?> type, FieldsMongoConverter converter,
			FieldsMappingContext context, CaseClasses cases) {
		ReadBack readBack = new ReadBack(converter, context, cases);
		readBack.sample(name, type);
		return readBack.problems;
	}

	/**
	 * What may be stored of a type.
	 * @return a sample, or {@code null} when there is none or when it has been tried
	 */
	private @Nullable Object sample(String path, TypeInformation<?> type) {
		Class<?> declared = type.getType();
		if (OpenTypes.isOpen(declared)) {
			return (declared == Number.class) ? 1 : "text";
		}
		if (type.isMap()) {
			return mapSample(path, type);
		}
		if (type.isCollectionLike() && declared != byte[].class) {
			TypeInformation<?> component = type.getComponentType();
			Object element = (component != null) ? sample(path + "[]", component) : "text";
			return container(path, (element != null) ? List.of(element) : List.of(), type);
		}
		return this.converter.isSimple(declared) ? simpleSample(path, type) : objectSample(path, type);
	}

	private @Nullable Object mapSample(String path, TypeInformation<?> type) {
		TypeInformation<?> values = type.getMapValueType();
		Object value = (values != null) ? sample(path + ".<value>", values) : "text";
		TypeInformation<?> keys = type.getComponentType();
		String key = (keys != null) ? key(path + ".<key>", keys.getType()) : "text";
		return (key != null) ? container(path, (value != null) ? new Document(key, value) : new Document(), type)
				: null;
	}

	private @Nullable String key(String path, Class<?> type) {
		if (OpenTypes.isOpen(type)) {
			return "text";
		}
		Object key = javaSample(type);
		if (key == null && this.converter.isSimple(type) && !JavaTypes.isOfJava(type)) {
			// only a converter of the application can tell
			return null;
		}
		try {
			if (key != null && !(key instanceof byte[])) {
				String text = this.converter.keys().toText(key);
				if (isEqual(key, this.converter.keys().fromText(text, type))) {
					return text;
				}
			}
		}
		catch (RuntimeException ex) {
			// said below
		}
		this.problems.add(path + ": a " + type.getName() + " cannot be the key of a map, because it cannot be read back"
				+ " from a text; use a text, a number, an enum, or declare FieldsConverters from it to a String");
		return null;
	}

	private Object container(String path, Object stored, TypeInformation<?> type) {
		tried(path, type, () -> {
			Object value = Objects.requireNonNull(fromStored(stored, type));
			Object again = this.converter.toStored(value, type);
			if (!type.getType().isInstance(value) || (!hasObjects(type) && !isEqual(stored, again))) {
				this.problems.add(path + ": a " + type.getType().getName() + " is not the same when it is read back");
			}
		});
		return stored;
	}

	private boolean hasObjects(TypeInformation<?> type) {
		TypeInformation<?> part = type.isMap() ? type.getMapValueType()
				: type.isCollectionLike() ? type.getComponentType() : null;
		return (part != null) ? hasObjects(part) : !this.converter.isSimple(type.getType());
	}

	private @Nullable Object simpleSample(String path, TypeInformation<?> type) {
		Class<?> declared = type.getType();
		Object sample = javaSample(declared);
		if (sample == null) {
			checkConverter(path, declared);
			return null;
		}
		Object[] stored = new Object[1];
		tried(path, type, () -> {
			stored[0] = this.converter.toStored(sample, type);
			Object read = fromStored(stored[0], type);
			if (!isEqual(sample, read)) {
				this.problems.add(path + ": a " + declared.getName() + " is not the same when it is read back");
			}
		});
		return stored[0];
	}

	private void checkConverter(String path, Class<?> type) {
		if (KotlinTypes.isUnit(type)) {
			// stands for nothing, and nothing is stored of it
			return;
		}
		if (!this.converter.hasStoredForm(type)) {
			this.problems.add(path + ": a " + type.getName() + " cannot be stored; " + JavaTypes.advice(type));
		}
		else if (!this.converter.canReadBack(type)) {
			this.problems.add(path + ": a " + type.getName() + " is stored and cannot be read back; declare"
					+ " FieldsConverters with a converter for reading too");
		}
	}

	private @Nullable Object objectSample(String path, TypeInformation<?> type) {
		if (!this.seen.add(type)) {
			return null;
		}
		Object sample = null;
		for (Class<?> each : this.cases.known(type.getType())) {
			Object stored = caseSample(path, type, each);
			sample = (sample != null) ? sample : stored;
		}
		return sample;
	}

	private @Nullable Object caseSample(String path, TypeInformation<?> type, Class<?> each) {
		if (this.converter.isSimple(each)) {
			Object value = javaSample(each);
			if (value == null) {
				return null;
			}
			Object[] stored = new Object[1];
			tried(path, type, () -> {
				stored[0] = this.converter.toStored(value, type);
				if (!isEqual(value, fromStored(stored[0], type))) {
					this.problems.add(path + ": a " + each.getName() + " is not the same when it is read back");
				}
			});
			return stored[0];
		}
		TypeInformation<?> actual = (each == type.getType()) ? type : type.specialize(TypeInformation.of(each));
		Document[] stored = new Document[1];
		tried(path, actual, () -> stored[0] = entitySample(path, actual));
		if (stored[0] == null) {
			return null;
		}
		if (each != type.getType()) {
			stored[0].append(CaseClasses.TYPE, this.cases.name(each, type.getType()));
		}
		Document complete = stored[0];
		tried(path, actual, () -> this.converter.toStored(Objects.requireNonNull(fromStored(complete, type)), type));
		return complete;
	}

	private @Nullable Document entitySample(String path, TypeInformation<?> type) {
		if (!checkNames(path, type.getType())) {
			return null;
		}
		MongoPersistentEntity<?> entity = this.context.getRequiredPersistentEntity(type);
		int before = this.problems.size();
		boolean hasCreator = checkCreator(path, entity);
		Document sample = new Document();
		boolean complete = true;
		for (MongoPersistentProperty property : entity) {
			String name = path + "." + property.getName();
			checkProperty(name, property, hasCreator ? entity : null);
			Object value = this.converter.isMappedByType(property) ? sample(name, property.getTypeInformation()) : null;
			complete &= value != null;
			sample.put(property.getFieldName(), value);
		}
		// what is missing would be refused by constructors
		return (complete && !isKotlin(type.getType()) && this.problems.size() == before) ? sample : null;
	}

	private boolean checkCreator(String path, MongoPersistentEntity<?> entity) {
		Class<?> type = entity.getType();
		if (ClassUtils.isInnerClass(type)) {
			this.problems.add(path + ": " + type.getName() + " is an inner class, of which no object can be made; "
					+ JavaTypes.advice(type, "make it static"));
			return false;
		}
		InstanceCreatorMetadata<?> creator = entity.getInstanceCreatorMetadata();
		if (creator == null) {
			this.problems.add(path + ": " + type.getName() + " has " + type.getDeclaredConstructors().length
					+ " constructors, and it cannot be told which of them to call; " + JavaTypes.advice(type,
							"annotate one of them @PersistenceCreator, or add one without parameters"));
			return false;
		}
		if (KotlinTypes.isValueClass(type)) {
			// it is made of its value, whatever the parameter is called
			return true;
		}
		boolean complete = true;
		for (Parameter<?, ?> parameter : creator.getParameters()) {
			String name = parameter.getName();
			if ((name == null) ? !isKotlin(type) : (entity.getPersistentProperty(name) == null
					&& !parameter.getAnnotations().isPresent(Value.class))) {
				complete = false;
				this.problems.add(path + ": the constructor of " + type.getName() + " has a parameter "
						+ ((name != null) ? name + " and there is no field of that name" : "without a name") + "; "
						+ JavaTypes.advice(type,
								"name parameters as the fields they set, and compile with -parameters"));
			}
		}
		return complete;
	}

	private void checkProperty(String path, MongoPersistentProperty property, @Nullable PersistentEntity<?, ?> entity) {
		if (CaseClasses.TYPE.equals(property.getFieldName())) {
			this.problems.add(path + ": a field cannot be stored as " + CaseClasses.TYPE
					+ ", which says of which class an object is; "
					+ JavaTypes.advice(property.getOwner().getType(), "give it another name"));
		}
		if (entity != null && !entity.isCreatorArgument(property) && property.isImmutable()
				&& !isKotlin(entity.getType())) {
			this.problems.add(path + ": the field is final and no parameter of the constructor sets it, so that it"
					+ " cannot be read back; "
					+ JavaTypes.advice(entity.getType(), "make it not final, or transient if it need not be stored"));
		}
	}

	/**
	 * Checks that a field does not hide another, so that one of them would be lost.
	 */
	private boolean checkNames(String path, Class<?> type) {
		Map<String, Field> fields = new HashMap<>();
		List<String> found = new ArrayList<>();
		if (!isKotlin(type)) {
			ReflectionUtils.doWithFields(type, (field) -> {
				Field other = fields.putIfAbsent(field.getName(), field);
				if (other != null) {
					found.add(path + "." + field.getName() + ": there is such a field in "
							+ other.getDeclaringClass().getName() + " and in " + field.getDeclaringClass().getName()
							+ ", and only one can be stored; "
							+ JavaTypes.advice(type, "give them different names, or make one transient"));
				}
			}, TypeInspection::isPersistent);
		}
		this.problems.addAll(found);
		return found.isEmpty();
	}

	private static boolean isKotlin(Class<?> type) {
		return KotlinDetector.isKotlinType(type);
	}

	private @Nullable Object fromStored(Object stored, TypeInformation<?> type) {
		// as the driver gives it
		RawBsonDocument bson = new RawBsonDocument(new Document(V, stored), new DocumentCodec());
		return this.converter.fromStored(Objects.requireNonNull(bson.decode(new DocumentCodec()).get(V)), type);
	}

	private void tried(String path, TypeInformation<?> type, Runnable attempt) {
		try {
			attempt.run();
		}
		catch (RuntimeException ex) {
			Throwable cause = NestedExceptionUtils.getMostSpecificCause(ex);
			if (isOurs(cause)) {
				this.problems
					.add(path + ": a " + type.getType().getName() + " cannot be read back: " + cause.getMessage());
			}
		}
	}

	/**
	 * Whether it is the mapping that fails, and not code of the application that it
	 * calls.
	 */
	private static boolean isOurs(Throwable cause) {
		for (StackTraceElement frame : cause.getStackTrace()) {
			String name = frame.getClassName();
			if (!name.startsWith("java.") && !name.startsWith("jdk.") && !name.startsWith("sun.")
					&& !name.startsWith("kotlin.") && !name.startsWith("org.springframework.util.")) {
				return name.startsWith("org.springframework.") || name.startsWith("org.bson.")
						|| cause instanceof MappingException;
			}
		}
		return false;
	}

	private static @Nullable Object javaSample(Class<?> type) {
		Class<?> boxed = ClassUtils.resolvePrimitiveIfNecessary(type);
		if (type.isEnum()) {
			Object[] constants = type.getEnumConstants();
			return (constants.length > 0) ? constants[constants.length - 1] : null;
		}
		if (type == URL.class) {
			return url();
		}
		return SAMPLES.stream()
			.filter((sample) -> boxed == sample.getClass()
					|| (boxed.isInstance(sample) && (type == ZoneId.class || type == Path.class)))
			.findFirst()
			.orElse(null);
	}

	private static @Nullable Object url() {
		try {
			return URI.create("https://example.org/a").toURL();
		}
		catch (MalformedURLException ex) {
			return null;
		}
	}

	private static boolean isEqual(@Nullable Object one, @Nullable Object other) {
		if (one instanceof Pattern pattern && other instanceof Pattern read) {
			return pattern.pattern().equals(read.pattern()) && pattern.flags() == read.flags();
		}
		return Objects.deepEquals(one, other);
	}

}
