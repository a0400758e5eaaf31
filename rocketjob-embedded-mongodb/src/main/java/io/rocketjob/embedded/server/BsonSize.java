package io.rocketjob.embedded.server;

import java.util.Collection;
import java.util.Map;
import java.util.UUID;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonJavaScript;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.LegacyUUID;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import de.bwaldvogel.mongo.bson.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Computes how many bytes a document takes, without encoding it.
 */
final class BsonSize {

	/**
	 * The most bytes that a document may have.
	 */
	static final int LIMIT = 16 * 1024 * 1024;

	private BsonSize() {
	}

	static long of(Map<?, ?> document) {
		long size = 5;
		for (Map.Entry<?, ?> field : document.entrySet()) {
			size += 2 + utf8((String) field.getKey()) + ofValue(field.getValue());
		}
		return size;
	}

	private static long ofArray(Collection<?> array) {
		long size = 5;
		int index = 0;
		for (Object element : array) {
			size += 2 + digits(index++) + ofValue(element);
		}
		return size;
	}

	private static long ofValue(@Nullable Object value) {
		if (value == null || value instanceof MinKey || value instanceof MaxKey) {
			return 0;
		}
		if (value instanceof String string) {
			return 5 + utf8(string);
		}
		if (value instanceof Map<?, ?> document) {
			return of(document);
		}
		if (value instanceof Collection<?> array) {
			return ofArray(array);
		}
		if (value instanceof Integer) {
			return 4;
		}
		if (value instanceof Boolean) {
			return 1;
		}
		if (value instanceof ObjectId) {
			return 12;
		}
		if (value instanceof Decimal128) {
			return 16;
		}
		if (value instanceof UUID || value instanceof LegacyUUID) {
			return 21;
		}
		if (value instanceof BinData data) {
			return 5L + data.getData().length;
		}
		if (value instanceof BsonRegularExpression regex) {
			String options = regex.getOptions();
			return 2 + utf8(regex.getPattern()) + ((options != null) ? options.length() : 0);
		}
		if (value instanceof BsonJavaScript script) {
			return 5 + utf8(script.getCode());
		}
		return 8;
	}

	private static int digits(int index) {
		int digits = 1;
		for (int i = index; i >= 10; i /= 10) {
			digits++;
		}
		return digits;
	}

	private static long utf8(String string) {
		long size = 0;
		for (int i = 0; i < string.length(); i++) {
			char c = string.charAt(i);
			size += (c < 0x80) ? 1 : (c < 0x800 || Character.isSurrogate(c)) ? 2 : 3;
		}
		return size;
	}

}
