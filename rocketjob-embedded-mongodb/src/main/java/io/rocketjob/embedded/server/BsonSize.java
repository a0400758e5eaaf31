package io.rocketjob.embedded.server;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonJavaScript;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.LegacyUUID;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import de.bwaldvogel.mongo.bson.ObjectId;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes documents take when they are encoded, without encoding them.
 */
final class BsonSize {

	/** The length and the terminating byte of a document. */
	private static final int FRAME = 5;

	private BsonSize() {
	}

	static int of(Map<String, ?> document) {
		int size = FRAME;
		for (Map.Entry<String, ?> field : document.entrySet()) {
			size += 1 + ofText(field.getKey()) + ofValue(field.getValue());
		}
		return size;
	}

	private static int ofArray(Collection<?> array) {
		int size = FRAME;
		int index = 0;
		for (Object value : array) {
			size += 1 + String.valueOf(index).length() + 1 + ofValue(value);
			index++;
		}
		return size;
	}

	private static int ofText(String text) {
		return ByteBufUtil.utf8Bytes(text) + 1;
	}

	@SuppressWarnings("unchecked")
	private static int ofValue(@Nullable Object value) {
		if (value == null || value instanceof MinKey || value instanceof MaxKey) {
			return 0;
		}
		if (value instanceof Map<?, ?> document) {
			return of((Map<String, ?>) document);
		}
		if (value instanceof Collection<?> array) {
			return ofArray(array);
		}
		if (value instanceof String text) {
			return 4 + ofText(text);
		}
		if (value instanceof BinData binary) {
			return 5 + binary.getData().length;
		}
		if (value instanceof BsonRegularExpression expression) {
			return ofText(expression.getPattern()) + ofText(expression.getOptions());
		}
		if (value instanceof BsonJavaScript script) {
			return 4 + ofText(script.getCode());
		}
		return ofScalar(value);
	}

	private static int ofScalar(Object value) {
		if (value instanceof Boolean) {
			return 1;
		}
		if (value instanceof Integer) {
			return 4;
		}
		if (value instanceof Long || value instanceof Double || value instanceof Instant
				|| value instanceof BsonTimestamp) {
			return 8;
		}
		if (value instanceof ObjectId) {
			return 12;
		}
		if (value instanceof Decimal128) {
			return 16;
		}
		if (value instanceof UUID || value instanceof LegacyUUID) {
			return 5 + 16;
		}
		throw new IllegalArgumentException("Values of " + value.getClass() + " cannot be encoded");
	}

}
