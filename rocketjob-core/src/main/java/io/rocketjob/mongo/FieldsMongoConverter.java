package io.rocketjob.mongo;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;

import org.bson.Document;
import org.jspecify.annotations.Nullable;

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

	private boolean isSimple(Class<?> type) {
		return this.conversions.isSimpleType(type) || this.conversions.hasCustomWriteTarget(type);
	}

	/**
	 * Maps the value of a property.
	 * @param value the value
	 * @param property the property
	 * @return what would be stored
	 */
	@SuppressWarnings("unchecked")
	Object toMapped(Object value, FieldsProperty property) {
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
