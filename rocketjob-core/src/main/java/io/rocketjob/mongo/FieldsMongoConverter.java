package io.rocketjob.mongo;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;

import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;
import org.springframework.core.ResolvableType;
import org.springframework.data.core.TypeInformation;
import org.springframework.data.mongodb.core.convert.MappingMongoConverter;
import org.springframework.data.mongodb.core.convert.NoOpDbRefResolver;
import org.springframework.util.ClassUtils;
import org.springframework.util.CollectionUtils;

/**
 * Spring Data's converter, which can also map the value of one property as it does within
 * the object.
 */
final class FieldsMongoConverter extends MappingMongoConverter {

	private static final String VALUE = "v";

	private static final boolean KOTLIN = KotlinDetector.isKotlinReflectPresent();

	private static final ThreadLocal<@Nullable Bson> READING = new ThreadLocal<>();

	FieldsMongoConverter(FieldsMappingContext context) {
		super(NoOpDbRefResolver.INSTANCE, context);
	}

	/**
	 * Whether a value is mapped by its properties.
	 * @param value the value
	 * @return whether it is neither simple nor a container
	 */
	boolean isObject(Object value) {
		return !isSimple(value.getClass()) && !(value instanceof Map) && !(value instanceof Collection)
				&& !value.getClass().isArray();
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

	@Override
	protected <S> S readDocument(ConversionContext context, @Nullable Bson bson,
			TypeInformation<? extends S> typeHint) {
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

	private boolean isSimple(Class<?> type) {
		return this.conversions.isSimpleType(type) || this.conversions.hasCustomWriteTarget(type);
	}

	/**
	 * Maps the value of a property.
	 * @param given the value
	 * @param property the property
	 * @return what would be stored
	 */
	@SuppressWarnings("unchecked")
	Object toMapped(Object given, FieldsProperty property) {
		Object value = KotlinTypes.unboxed(given, property.getField());
		Class<?> type = value.getClass();
		if (isSimple(type)) {
			return Objects.requireNonNull(convertToMongoType(value, TypeInformation.OBJECT));
		}
		if (value instanceof Map<?, ?> map) {
			return createMap((Map<Object, Object>) map, property);
		}
		if (value instanceof Collection<?> collection) {
			return createCollection(collection, property);
		}
		if (type.isArray()) {
			return createCollection(CollectionUtils.arrayToList(value), property);
		}
		Document document = new Document();
		writeInternal(value, document, property.getTypeInformation());
		return document;
	}

	/**
	 * Maps the value of a property back.
	 * @param mapped what is stored
	 * @param property the property
	 * @return the value
	 */
	@Nullable Object fromMapped(Object mapped, FieldsProperty property) {
		Class<?> type = property.getType();
		ResolvableType valueType = type.isPrimitive()
				? ResolvableType.forClass(ClassUtils.resolvePrimitiveIfNecessary(type))
				: property.getTypeInformation().toTypeDescriptor().getResolvableType();
		TypeInformation<?> holder = TypeInformation
			.of(ResolvableType.forClassWithGenerics(Map.class, ResolvableType.forClass(String.class), valueType));
		return ((Map<?, ?>) read(holder, new Document(VALUE, mapped))).get(VALUE);
	}

}
