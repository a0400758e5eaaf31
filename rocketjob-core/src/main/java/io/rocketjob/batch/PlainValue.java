package io.rocketjob.batch;

import java.util.Map;

import io.rocketjob.batch.record.RecordValue;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A record that is the same whether it was stored or not, such as a row of texts, so that
 * it can be written without being mapped.
 *
 * @param value names and simple values, or a simple value
 * @param lines how it is written as a line
 */
record PlainValue(Object value, Lines lines) implements RecordValue {

	/**
	 * Whether a record is one.
	 * @param record the record
	 * @return {@code false} also for some that would be the same
	 */
	static boolean isPlain(@Nullable Object record) {
		if (!(record instanceof Map<?, ?> map)) {
			return isSimple(record);
		}
		for (Map.Entry<?, ?> entry : map.entrySet()) {
			if (!(entry.getKey() instanceof String) || !(entry.getValue() == null || isSimple(entry.getValue()))) {
				return false;
			}
		}
		return true;
	}

	private static boolean isSimple(@Nullable Object value) {
		return value instanceof String || value instanceof Integer || value instanceof Long || value instanceof Double
				|| value instanceof Boolean;
	}

	@Override
	public String text() {
		// a document can be written whatever writes JSON
		return this.lines.of((this.value instanceof Map<?, ?> map) ? document(map) : this.value);
	}

	private static Document document(Map<?, ?> map) {
		Document document = new Document();
		map.forEach((name, value) -> document.put((String) name, value));
		return document;
	}

}
