package io.rocketjob.mongo;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.data.convert.PropertyValueConverter;
import org.springframework.data.mongodb.core.convert.MongoConversionContext;

/**
 * Maps the value of a property that is a container, or may be of several types.
 */
final class MappedProperty implements PropertyValueConverter<Object, Object, MongoConversionContext> {

	private final FieldsProperty property;

	private final Supplier<FieldsMongoConverter> converter;

	MappedProperty(FieldsProperty property, Supplier<FieldsMongoConverter> converter) {
		this.property = property;
		this.converter = converter;
	}

	@Override
	public @Nullable Object write(@Nullable Object value, MongoConversionContext context) {
		if (value == null) {
			return null;
		}
		try {
			return this.converter.get().toMapped(value, this.property);
		}
		catch (RuntimeException ex) {
			throw ValueMappingException.in(this.property, ValueMappingException.NOT_STORED, ex);
		}
	}

	@Override
	public @Nullable Object read(@Nullable Object stored, MongoConversionContext context) {
		if (stored == null) {
			return null;
		}
		try {
			return this.converter.get().fromMapped(stored, this.property);
		}
		catch (RuntimeException ex) {
			throw ValueMappingException.in(this.property, ValueMappingException.NOT_READ, ex);
		}
	}

}
