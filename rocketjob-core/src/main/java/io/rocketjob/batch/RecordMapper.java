package io.rocketjob.batch;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

import io.rocketjob.RocketJobException;
import io.rocketjob.mongo.FieldsMapper;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * Maps records to what is stored, and back. Thread-safe.
 */
final class RecordMapper {

	private final FieldsMapper mapper;

	private final Supplier<Lines> lines;

	/**
	 * Makes it.
	 * @param mapper maps fields
	 * @param lines how records are written as lines
	 */
	RecordMapper(FieldsMapper mapper, Supplier<Lines> lines) {
		this.mapper = mapper;
		this.lines = lines;
	}

	/**
	 * How records are written as lines.
	 * @return what writes them
	 */
	Lines lines() {
		return this.lines.get();
	}

	/**
	 * Maps a record.
	 * @param record the record
	 * @return its stored form
	 * @throws RuntimeException when it cannot be stored
	 */
	@Nullable Object toStored(@Nullable Object record) {
		if (record == null || record instanceof String || record instanceof Long) {
			return record;
		}
		return (record instanceof Document document) ? this.mapper.writeRaw(document) : this.mapper.writeValue(record);
	}

	/**
	 * Maps names and values of a file, such as a row, each value on its own.
	 * @param row names and values
	 * @return a document that can be read as any type with such properties
	 * @throws RuntimeException when a value cannot be stored
	 */
	Document row(Map<?, ?> row) {
		Document stored = new Document();
		row.forEach((name, value) -> stored.put(String.valueOf(name), rowValue(value)));
		return stored;
	}

	private @Nullable Object rowValue(@Nullable Object value) {
		if (value == null || value instanceof String || value instanceof Long) {
			return value;
		}
		if (value instanceof Map<?, ?> map) {
			return row(map);
		}
		return (value instanceof List<?> list) ? list.stream().map(this::rowValue).toList()
				: this.mapper.writeValue(value);
	}

	/**
	 * Makes a record of what the parser of a format has made.
	 * @param parsed a record, or names and values, or another value that is mapped
	 * @param declared the type of the records
	 * @return the record
	 * @throws RuntimeException when it does not fit the type
	 */
	Object fromParsed(Object parsed, ResolvableType declared) {
		if (isReady(parsed, declared)) {
			return parsed;
		}
		Object stored = (parsed instanceof Map || parsed instanceof List) ? rowValue(parsed) : parsed;
		return fromStored(Objects.requireNonNull(stored), declared);
	}

	/** Whether mapping it would only copy it, or change its numbers. */
	private static boolean isReady(Object parsed, ResolvableType declared) {
		if (!declared.toClass().isInstance(parsed)) {
			return false;
		}
		if (!(parsed instanceof Map || parsed instanceof List)) {
			return true;
		}
		ResolvableType values = declared.getGeneric((parsed instanceof Map) ? 1 : 0);
		return values.resolve(Object.class) == Object.class && !(parsed instanceof Document);
	}

	/**
	 * The values of encrypted fields of a record.
	 * @param record the record
	 * @return the values as they may appear in texts
	 * @throws RuntimeException when it cannot be mapped
	 */
	Set<String> secrets(Object record) {
		return this.mapper.secrets(record);
	}

	private static boolean staysEncrypted(Object stored, Class<?> type) {
		return (type.isInstance(stored) || type == Object.class) && FieldsMapper.hasSealed(stored);
	}

	/**
	 * Decrypts a stored record.
	 * @param stored what is stored
	 * @param type the class that knows which of its fields are encrypted
	 * @return the stored form without encryption
	 * @throws RuntimeException when it does not fit the type, or cannot be decrypted
	 */
	@Nullable Object decrypt(Object stored, Class<?> type) {
		return (stored instanceof Map || stored instanceof List) ? this.mapper.decrypt(type, stored) : stored;
	}

	/**
	 * Whether records can be made of text that has no format.
	 * @param type the type of the records
	 * @return whether some text can be read as it
	 */
	boolean readsText(ResolvableType type) {
		return this.mapper.readsText(type);
	}

	/**
	 * Maps a stored record back if nothing of it stays encrypted.
	 * @param what what has the record, for the message
	 * @param stored what is stored
	 * @param type the type to read it as
	 * @param <T> the type to read it as
	 * @return the record
	 * @throws RuntimeException when it does not fit the type, or has an encrypted value
	 * that is no encrypted field of the type
	 */
	<T> T opened(String what, Object stored, Class<T> type) {
		if (staysEncrypted(stored, type)) {
			throw new RocketJobException(what + " has encrypted values, and a " + type.getName()
					+ " does not know which; read it as the class of the records");
		}
		T record = fromStored(stored, type);
		this.mapper.checkOpened(type, stored, record);
		return record;
	}

	/**
	 * Maps a stored record back.
	 * @param stored what is stored
	 * @param type the type to read it as
	 * @param <T> the type to read it as
	 * @return the record
	 * @throws RuntimeException when it does not fit the type
	 */
	<T> T fromStored(Object stored, Class<T> type) {
		return type.cast(fromStored(stored, ResolvableType.forClass(type)));
	}

	/**
	 * Maps a stored record back.
	 * @param stored what is stored
	 * @param declared the type to read it as
	 * @return the record
	 * @throws RuntimeException when it does not fit the type
	 */
	Object fromStored(Object stored, ResolvableType declared) {
		Class<?> type = declared.toClass();
		if (stored instanceof Document document && (type == Document.class || type == Object.class)) {
			return this.mapper.readRaw(document);
		}
		if (type.isInstance(stored) && !(stored instanceof Map) && !(stored instanceof Iterable)) {
			return stored;
		}
		return this.mapper.readValue(declared, stored);
	}

}
