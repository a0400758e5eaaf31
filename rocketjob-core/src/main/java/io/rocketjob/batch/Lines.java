package io.rocketjob.batch;

import java.util.Date;
import java.util.List;
import java.util.UUID;

import org.bson.Document;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * How stored values are written as lines: simple ones as they are, others as JSON.
 */
final class Lines {

	private static final JsonWriterSettings JSON = JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();

	private Lines() {
	}

	static String of(@Nullable Object stored) {
		if (stored == null) {
			return "";
		}
		if (stored instanceof String text) {
			return text;
		}
		if (stored instanceof Number || stored instanceof Boolean || stored instanceof ObjectId
				|| stored instanceof UUID || stored instanceof Decimal128) {
			return stored.toString();
		}
		if (stored instanceof Date date) {
			return date.toInstant().toString();
		}
		if (stored instanceof Document document) {
			return document.toJson(JSON);
		}
		String wrapped = new Document("v", stored).toJson(JSON);
		if (stored instanceof List) {
			return wrapped.substring(wrapped.indexOf('['), wrapped.lastIndexOf(']') + 1);
		}
		return wrapped.substring("{\"v\": ".length(), wrapped.length() - 1);
	}

}
