package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the entries of lookups. Thread-safe.
 *
 * @param collections where they are
 * @param records maps their values
 */
record LookupStore(BatchCollections collections, RecordMapper records) {

	private static final int BULK = 500;

	private static final String KEY = "_id";

	private static final String VALUE = "value";

	/**
	 * Writes the entries of a lookup.
	 * @param collection where to write
	 * @param entries keys and values
	 */
	void write(String collection, Iterable<? extends Map.Entry<?, ?>> entries) {
		List<ReplaceOneModel<Document>> bulk = new ArrayList<>();
		for (Map.Entry<?, ?> entry : entries) {
			Object key = key(entry.getKey());
			bulk.add(new ReplaceOneModel<>(new Document(KEY, key),
					new Document(KEY, key).append(VALUE, this.records.toStored(entry.getValue())),
					new ReplaceOptions().upsert(true)));
			if (bulk.size() == BULK) {
				write(collection, bulk);
				bulk.clear();
			}
		}
		if (!bulk.isEmpty()) {
			write(collection, bulk);
		}
	}

	private void write(String collection, List<ReplaceOneModel<Document>> bulk) {
		this.collections.named(collection).bulkWrite(bulk, new BulkWriteOptions().ordered(false));
	}

	/**
	 * Reads the value of a key.
	 * @param collection where it is
	 * @param key the key, as it is stored
	 * @return the value as it is stored, or {@code null} when there is none
	 */
	@Nullable Object read(String collection, Object key) {
		Document document = this.collections.named(collection).find(new Document(KEY, key)).first();
		return (document != null) ? document.get(VALUE) : null;
	}

	/**
	 * The stored form of a key.
	 * @param key the key
	 * @return a string or a long
	 * @throws IllegalArgumentException when it is no key
	 */
	static Object key(@Nullable Object key) {
		if (key instanceof Integer || key instanceof Short || key instanceof Byte) {
			return ((Number) key).longValue();
		}
		if (key instanceof String || key instanceof Long) {
			return key;
		}
		throw new IllegalArgumentException("The key of a lookup must be a string or a whole number, but is "
				+ ((key != null) ? "a " + key.getClass().getName() : "null"));
	}

}
