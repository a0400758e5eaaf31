package io.rocketjob.mongo;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Date;

import org.springframework.core.convert.ConversionService;
import org.springframework.data.convert.CustomConversions;
import org.springframework.data.mapping.MappingException;

/**
 * The keys of maps as the texts they are stored as, and back. Thread-safe.
 */
final class MapKeys {

	private final CustomConversions conversions;

	private final ConversionService service;

	MapKeys(CustomConversions conversions, ConversionService service) {
		this.conversions = conversions;
		this.service = service;
	}

	/**
	 * Makes a text of a key.
	 * @param key the key
	 * @return the text
	 * @throws MappingException when it is {@code null}
	 */
	String toText(@org.jspecify.annotations.Nullable Object key) {
		if (key == null) {
			throw new MappingException("A map has null as a key, which cannot be stored");
		}
		if (key instanceof String text) {
			return text;
		}
		if (this.conversions.hasCustomWriteTarget(key.getClass(), String.class)) {
			String text = this.service.convert(key, String.class);
			if (text != null) {
				return text;
			}
		}
		if (key instanceof Enum<?> constant) {
			return constant.name();
		}
		return (key instanceof Date date) ? date.toInstant().toString() : key.toString();
	}

	/**
	 * Makes the key of a text.
	 * @param text what is stored
	 * @param type the type of the key
	 * @return the key
	 * @throws RuntimeException when it is not the text of such a key
	 */
	Object fromText(String text, Class<?> type) {
		if (type.isAssignableFrom(String.class)) {
			return text;
		}
		if (type.isEnum() && !this.conversions.hasCustomReadTarget(String.class, type)) {
			return constant(text, type);
		}
		if (type == Date.class) {
			try {
				return Date.from(Instant.parse(text));
			}
			catch (DateTimeException ex) {
				// stored before keys kept their milliseconds
			}
		}
		if (type == Instant.class) {
			return Instant.parse(text);
		}
		Object key = this.service.convert(text, type);
		if (key == null) {
			throw new MappingException("The key '" + text + "' of a map is no " + type.getName());
		}
		return key;
	}

	private static Object constant(String text, Class<?> type) {
		Object former = null;
		for (Object each : type.getEnumConstants()) {
			if (((Enum<?>) each).name().equals(text)) {
				return each;
			}
			former = each.toString().equals(text) ? each : former;
		}
		if (former == null) {
			throw new MappingException("The key of a map is no " + type.getName() + ": '" + text + "'");
		}
		return former;
	}

}
