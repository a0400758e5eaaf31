package io.rocketjob.autoconfigure.endpoint;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import org.bson.BsonBinarySubType;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

/**
 * Turns what MongoDB stores into what JSON has.
 */
final class JsonValues {

	private static final int UUID_BYTES = 16;

	private JsonValues() {
	}

	static @Nullable Object of(@Nullable Object stored) {
		if (stored == null || stored instanceof String || stored instanceof Boolean) {
			return stored;
		}
		if (stored instanceof Map<?, ?> map) {
			Map<String, @Nullable Object> object = new LinkedHashMap<>();
			map.forEach((name, value) -> object.put(String.valueOf(name), of(value)));
			return object;
		}
		if (stored instanceof Collection<?> collection) {
			return collection.stream().<@Nullable Object>map(JsonValues::of).toList();
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
			return of(binary);
		}
		return String.valueOf(stored);
	}

	/**
	 * Bytes are not shown: they may be an encrypted value, and are of no use to people.
	 */
	private static Object of(Binary binary) {
		if (binary.getType() == BsonBinarySubType.UUID_STANDARD.getValue() && binary.length() == UUID_BYTES) {
			ByteBuffer bytes = ByteBuffer.wrap(binary.getData());
			return new UUID(bytes.getLong(), bytes.getLong()).toString();
		}
		return "(" + binary.length() + " bytes)";
	}

}
