package io.rocketjob.batch;

import java.util.Set;

import io.rocketjob.mongo.FieldsMapper;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Maps records to what is stored, and back. Thread-safe.
 */
final class RecordMapper {

	private final FieldsMapper mapper;

	RecordMapper(FieldsMapper mapper) {
		this.mapper = mapper;
	}

	/**
	 * Maps a record.
	 * @param record the record
	 * @return its stored form
	 * @throws RuntimeException when it cannot be stored
	 */
	@Nullable Object toStored(@Nullable Object record) {
		if (record == null || record instanceof String || record instanceof Long || record instanceof Document) {
			return record;
		}
		return this.mapper.writeValue(record);
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

	/**
	 * Maps a stored record back.
	 * @param stored what is stored
	 * @param type the type to read it as
	 * @param <T> the type to read it as
	 * @return the record
	 * @throws RuntimeException when it does not fit the type
	 */
	<T> T fromStored(Object stored, Class<T> type) {
		if (type.isInstance(stored) || type == Object.class) {
			return type.cast(stored);
		}
		return this.mapper.readValue(type, stored);
	}

}
