package io.rocketjob.batch;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.rocketjob.mongo.FieldsMapper;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
import org.bson.Document;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * How stored values are written as lines: simple ones as they are, others as JSON.
 * Thread-safe.
 */
final class Lines {

	/** JSON that keeps apart what JSON itself does not. */
	static final Lines EXTENDED = new Lines(null);

	private static final JsonWriterSettings JSON = JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();

	private final @Nullable LineJson json;

	/**
	 * Makes it.
	 * @param json writes JSON in the way of the application, {@code null} for relaxed
	 * extended JSON
	 */
	Lines(@Nullable LineJson json) {
		this.json = json;
	}

	String of(@Nullable Object record) {
		if (record == null) {
			return "";
		}
		Object stored = FieldsMapper.readable(record);
		if (stored instanceof String text) {
			return text;
		}
		if (stored instanceof Number || stored instanceof Boolean || stored instanceof ObjectId
				|| stored instanceof UUID) {
			return stored.toString();
		}
		if (stored instanceof Binary binary) {
			return of(plain(binary));
		}
		if (stored instanceof byte[] bytes) {
			return Base64.getEncoder().encodeToString(bytes);
		}
		if (stored instanceof Date date) {
			return date.toInstant().toString();
		}
		if (this.json != null && (stored instanceof Map || stored instanceof List)) {
			Object plain = plain(stored);
			return this.json.write((plain != null) ? plain : stored);
		}
		return extended(stored);
	}

	/**
	 * A record without types of the database.
	 * @param stored what is stored
	 * @return the same of types of Java
	 */
	static @Nullable Object plainValue(@Nullable Object stored) {
		return (stored != null) ? plain(FieldsMapper.readableNumbers(stored)) : null;
	}

	private static String extended(Object stored) {
		if (stored instanceof Document document) {
			return document.toJson(JSON);
		}
		String wrapped = new Document("v", stored).toJson(JSON);
		if (stored instanceof List) {
			return wrapped.substring(wrapped.indexOf('['), wrapped.lastIndexOf(']') + 1);
		}
		return wrapped.substring("{\"v\": ".length(), wrapped.length() - 1);
	}

	/**
	 * Replaces types of the database by those of Java. Copies only where there is
	 * something to replace: a document may be that of a job.
	 */
	private static @Nullable Object plain(@Nullable Object stored) {
		if (stored instanceof Map<?, ?> map) {
			return plain(map);
		}
		if (stored instanceof List<?> list) {
			return plain(list);
		}
		if (stored instanceof Date date) {
			return date.toInstant();
		}
		if (stored instanceof Decimal128 decimal) {
			return plain(decimal);
		}
		if (stored instanceof Binary binary) {
			return plain(binary);
		}
		return isPlain(stored) ? stored : String.valueOf(stored);
	}

	private static boolean isPlain(@Nullable Object stored) {
		return stored == null || stored instanceof String || stored instanceof Number || stored instanceof Boolean
				|| stored instanceof UUID || stored instanceof byte[];
	}

	private static Map<?, ?> plain(Map<?, ?> map) {
		Map<Object, @Nullable Object> copy = null;
		for (Map.Entry<?, ?> entry : map.entrySet()) {
			Object plain = plain(entry.getValue());
			if (plain != entry.getValue()) {
				copy = (copy != null) ? copy : new LinkedHashMap<>(map);
				copy.put(entry.getKey(), plain);
			}
		}
		return (copy != null) ? copy : map;
	}

	private static List<?> plain(List<?> list) {
		List<@Nullable Object> copy = null;
		for (int i = 0; i < list.size(); i++) {
			Object plain = plain(list.get(i));
			if (plain != list.get(i)) {
				copy = (copy != null) ? copy : new ArrayList<>(list);
				copy.set(i, plain);
			}
		}
		return (copy != null) ? copy : list;
	}

	private static Object plain(Decimal128 decimal) {
		if (decimal.isNaN() || decimal.isInfinite()) {
			return decimal.toString();
		}
		// there is no negative zero
		return decimal.equals(Decimal128.NEGATIVE_ZERO) ? BigDecimal.ZERO : new BigDecimal(decimal.toString());
	}

	private static Object plain(Binary binary) {
		return (binary.getType() == BsonBinarySubType.UUID_STANDARD.getValue())
				? new BsonBinary(binary.getType(), binary.getData()).asUuid() : binary.getData();
	}

}
