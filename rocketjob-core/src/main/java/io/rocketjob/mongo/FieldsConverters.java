package io.rocketjob.mongo;

import java.util.List;

import org.springframework.core.convert.converter.Converter;

/**
 * API: converters for types inside of fields objects and results, beside those that
 * Rocket Job has. Declare a bean of this type to add yours; the application's own
 * {@code MongoCustomConversions} are neither used nor changed, because stored jobs must
 * be readable by processes that have others.
 *
 * @param converters pairs of a {@link org.springframework.data.convert.WritingConverter}
 * to a type that MongoDB stores, and a
 * {@link org.springframework.data.convert.ReadingConverter} back
 * @since 0.1.0
 */
public record FieldsConverters(List<? extends Converter<?, ?>> converters) {

	public FieldsConverters {
		converters = List.copyOf(converters);
	}

}
