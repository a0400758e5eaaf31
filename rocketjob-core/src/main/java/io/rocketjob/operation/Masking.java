package io.rocketjob.operation;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.rocketjob.FailedSlice;
import io.rocketjob.JobFailure;
import io.rocketjob.JobInstance;
import io.rocketjob.StaleJobException;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.mongo.MappedField;
import io.rocketjob.operation.FailureDescriptor.CauseDescriptor;
import org.bson.BsonBinarySubType;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;

/**
 * What can be seen of all that people and jobs have put into a job, by whether values are
 * shown. Is the only place where that is decided. What is hidden is replaced, so that one
 * sees that there is something; encrypted values, and all of which it is not known here
 * whether it is encrypted, are hidden always.
 */
enum Masking {

	/** Values are shown. */
	SHOWN,

	/** Values are hidden. */
	HIDDEN;

	/** What stands for a hidden value. */
	static final String MASK = "******";

	private static final int UUID_BYTES = 16;

	/**
	 * What may be seen of a text.
	 * @param text the text
	 * @return the text, or what stands for it; {@code null} where there is none
	 */
	@Nullable String text(@Nullable String text) {
		return (this == SHOWN || text == null) ? text : MASK;
	}

	/**
	 * What may be seen of a value.
	 * @param value the value, of types that JSON has
	 * @return the value, or what stands for it; {@code null} where there is none
	 */
	@Nullable Object value(@Nullable Object value) {
		return (this == SHOWN || value == null) ? value : MASK;
	}

	/**
	 * What may be seen of the fields of a job. Names of fields are code where the class
	 * is known. Everything else may be data: the keys of a map, and all that is stored of
	 * an unknown class, of which it is not known here what is encrypted.
	 * @param job the job
	 * @param known its class, {@code null} when this process does not have it
	 * @return the fields by their stored names, or what stands for them; {@code null}
	 * where there are none
	 */
	@Nullable Object fields(JobInstance<?> job, @Nullable JobClass<?> known) {
		Document stored = job.rawFields();
		if (stored.isEmpty()) {
			return null;
		}
		if (known == null) {
			return MASK;
		}
		Map<String, MappedField> mapped = known.fields()
			.stream()
			.collect(Collectors.toMap(MappedField::storedName, Function.identity(), (first, second) -> first));
		Map<String, @Nullable Object> fields = new LinkedHashMap<>();
		boolean more = false;
		for (Map.Entry<String, Object> each : stored.entrySet()) {
			MappedField field = mapped.get(each.getKey());
			if (field != null) {
				fields.put(each.getKey(), (this == SHOWN && !field.hidden()) ? json(each.getValue()) : MASK);
			}
			else {
				more = true;
			}
		}
		if (more) {
			fields.put("…", MASK);
		}
		return fields;
	}

	/**
	 * What may be seen of the result of a job.
	 * @param job the job
	 * @param known its class, {@code null} when this process does not have it
	 * @return the result, or what stands for it; {@code null} where there is none
	 */
	@Nullable Object result(JobInstance<?> job, @Nullable JobClass<?> known) {
		Object stored;
		try {
			stored = job.result(Object.class);
		}
		catch (RuntimeException ex) {
			// it is there, and cannot be read here
			return MASK;
		}
		if (stored == null) {
			return null;
		}
		return (this == SHOWN && known != null) ? json(stored) : MASK;
	}

	/**
	 * What may be seen of an exception. The stack trace has the messages in it.
	 * @param failure the exception
	 * @return its description; {@code null} where there is none
	 */
	@Nullable FailureDescriptor failure(@Nullable JobFailure failure) {
		if (failure == null) {
			return null;
		}
		List<CauseDescriptor> causes = failure.causes()
			.stream()
			.map((cause) -> new CauseDescriptor(cause.className(), text(cause.message())))
			.toList();
		return new FailureDescriptor(failure.className(), text(failure.message()), causes, text(failure.stackTrace()),
				failure.workerName());
	}

	/**
	 * What may be seen of the records of a slice.
	 * @param slice the slice
	 * @return the records, {@code null} for each that was removed; or {@code null} when
	 * none may be seen
	 */
	@Nullable List<@Nullable Object> records(FailedSlice slice) {
		if (this == HIDDEN) {
			return null;
		}
		return readable(() -> slice.records(Object.class).stream().<@Nullable Object>map(Masking::json).toList());
	}

	/** Records with encrypted values can be read only as their own class. */
	private static @Nullable List<@Nullable Object> readable(Supplier<List<@Nullable Object>> records) {
		try {
			return records.get();
		}
		catch (StaleJobException | DataAccessException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	/**
	 * Turns what MongoDB stores into what JSON has.
	 */
	private static @Nullable Object json(@Nullable Object stored) {
		if (stored == null || stored instanceof String || stored instanceof Boolean) {
			return stored;
		}
		if (stored instanceof Map<?, ?> map) {
			Map<String, @Nullable Object> object = new LinkedHashMap<>();
			map.forEach((name, value) -> object.put(String.valueOf(name), json(value)));
			return object;
		}
		if (stored instanceof Collection<?> collection) {
			return collection.stream().<@Nullable Object>map(Masking::json).toList();
		}
		if (stored instanceof Decimal128 decimal) {
			return decimal.isNaN() || decimal.isInfinite() ? decimal.toString() : decimal.bigDecimalValue();
		}
		if (stored instanceof Number) {
			return stored;
		}
		if (stored instanceof Date date) {
			return date.toInstant().toString();
		}
		if (stored instanceof Binary binary) {
			return json(binary);
		}
		return String.valueOf(stored);
	}

	/**
	 * Bytes are not shown: they may be an encrypted value, and are of no use to people.
	 */
	private static Object json(Binary binary) {
		if (binary.getType() == BsonBinarySubType.UUID_STANDARD.getValue() && binary.length() == UUID_BYTES) {
			ByteBuffer bytes = ByteBuffer.wrap(binary.getData());
			return new UUID(bytes.getLong(), bytes.getLong()).toString();
		}
		return "(" + binary.length() + " bytes)";
	}

}
