package io.rocketjob.mongo;

import java.util.function.Supplier;

import io.rocketjob.encryption.EncryptionException;
import org.jspecify.annotations.Nullable;

import org.springframework.data.convert.PropertyValueConverter;
import org.springframework.data.convert.PropertyValueConverterFactory;
import org.springframework.data.convert.ValueConversionContext;
import org.springframework.data.mapping.PersistentProperty;
import org.springframework.data.mongodb.core.convert.MongoConversionContext;

/**
 * Maps the value of an encrypted field as it would be without encryption, and seals what
 * comes of it. Whatever goes wrong on the way is told without the value.
 */
final class EncryptedProperty implements PropertyValueConverter<Object, Object, MongoConversionContext> {

	private final FieldsProperty property;

	private final Supplier<FieldsMongoConverter> converter;

	private final ValueSealing sealing;

	private EncryptedProperty(FieldsProperty property, Supplier<FieldsMongoConverter> converter, ValueSealing sealing) {
		this.property = property;
		this.converter = converter;
		this.sealing = sealing;
	}

	/**
	 * What finds the properties to encrypt, and those that Spring Data does not map.
	 * Those that have a converter of their own otherwise keep it.
	 * @param converter maps values
	 * @param sealing what is done with mapped values
	 * @return the factory
	 */
	static PropertyValueConverterFactory factory(Supplier<FieldsMongoConverter> converter, ValueSealing sealing) {
		return new Factory(converter, sealing);
	}

	@Override
	public @Nullable Object write(@Nullable Object value, MongoConversionContext context) {
		if (value == null) {
			return null;
		}
		try {
			return this.sealing.seal(this.converter.get().toMapped(value, this.property), this.property);
		}
		catch (EncryptionException ex) {
			throw ex;
		}
		catch (RuntimeException | StackOverflowError ex) {
			throw EncryptedFieldException.instead(this.property.label() + " cannot be stored with this value", ex);
		}
	}

	@Override
	public @Nullable Object read(@Nullable Object stored, MongoConversionContext context) {
		if (stored == null) {
			return null;
		}
		Object mapped = this.sealing.open(stored, this.property);
		try {
			return this.converter.get().fromMapped(mapped, this.property);
		}
		catch (RuntimeException ex) {
			throw EncryptedFieldException
				.instead(this.property.label() + " has a stored value that does not fit its type", ex);
		}
	}

	private record Factory(Supplier<FieldsMongoConverter> converter,
			ValueSealing sealing) implements PropertyValueConverterFactory {

		@Override
		@SuppressWarnings("unchecked")
		public <V, S, C extends ValueConversionContext<?>> @Nullable PropertyValueConverter<V, S, C> getConverter(
				PersistentProperty<?> property) {
			if (property instanceof FieldsProperty field && field.isEncrypted()) {
				return (PropertyValueConverter<V, S, C>) (PropertyValueConverter<?, ?, ?>) new EncryptedProperty(field,
						this.converter, this.sealing);
			}
			PropertyValueConverter<V, S, C> own = PropertyValueConverterFactory.simple().getConverter(property);
			return (own == null && property instanceof FieldsProperty field && this.converter.get().mapsItself(field))
					? (PropertyValueConverter<V, S, C>) (PropertyValueConverter<?, ?, ?>) new MappedProperty(field,
							this.converter)
					: own;
		}

		@Override
		public <V, S, C extends ValueConversionContext<?>> @Nullable PropertyValueConverter<V, S, C> getConverter(
				Class<? extends PropertyValueConverter<V, S, C>> type) {
			return PropertyValueConverterFactory.simple().getConverter(type);
		}

	}

}
