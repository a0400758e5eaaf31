package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import io.rocketjob.Lookup;
import io.rocketjob.job.JobDocument;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The lookups of a job for one worker that has joined it. Used by one thread.
 */
final class StoredLookups implements LookupFactory {

	private static final int CACHED = 1_000;

	private static final int BULK = 500;

	private static final String VALUE = "value";

	private final BatchEngine engine;

	private final Map<String, String> collections;

	private final @Nullable UnaryOperator<String> maker;

	private final Map<String, StoredLookup> lookups = new HashMap<>();

	/**
	 * Makes the lookups of a job.
	 * @param engine the batches
	 * @param job the job
	 * @param maker makes a collection for a lookup that does not exist, where that is
	 * possible
	 */
	StoredLookups(BatchEngine engine, Document job, @Nullable UnaryOperator<String> maker) {
		this.engine = engine;
		this.collections = BatchDocument.lookups(job);
		this.maker = maker;
	}

	@Override
	public Lookup get(String name) {
		return this.lookups.computeIfAbsent(name, (missing) -> {
			String collection = this.collections.get(missing);
			if (collection != null) {
				return new StoredLookup(this.engine, missing, collection, false);
			}
			if (this.maker == null) {
				throw new IllegalArgumentException("The job has no lookup '" + name + "'; there are "
						+ (this.collections.isEmpty() ? "none" : this.collections.keySet()));
			}
			return new StoredLookup(this.engine, missing, this.maker.apply(missing), true);
		});
	}

	/**
	 * Writes the entries of a lookup.
	 * @param engine the batches
	 * @param collection where to write
	 * @param entries keys and values
	 */
	static void write(BatchEngine engine, String collection, Iterable<? extends Map.Entry<?, ?>> entries) {
		List<ReplaceOneModel<Document>> bulk = new ArrayList<>();
		for (Map.Entry<?, ?> entry : entries) {
			Object key = key(entry.getKey());
			bulk.add(new ReplaceOneModel<>(new Document(JobDocument.ID, key),
					new Document(JobDocument.ID, key).append(VALUE, engine.records().toStored(entry.getValue())),
					new ReplaceOptions().upsert(true)));
			if (bulk.size() == BULK) {
				write(engine, collection, bulk);
				bulk.clear();
			}
		}
		if (!bulk.isEmpty()) {
			write(engine, collection, bulk);
		}
	}

	private static void write(BatchEngine engine, String collection, List<ReplaceOneModel<Document>> bulk) {
		engine.collections().named(collection).bulkWrite(bulk, new BulkWriteOptions().ordered(false));
	}

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

	private static final class StoredLookup implements Lookup {

		private final BatchEngine engine;

		/** What it is called in messages. */
		private final String label;

		private final String collection;

		private final boolean writable;

		private final Map<Object, Optional<Object>> cache = new LinkedHashMap<>(16, 0.75f, true) {

			@Override
			protected boolean removeEldestEntry(Map.Entry<Object, Optional<Object>> eldest) {
				return size() > CACHED;
			}

		};

		StoredLookup(BatchEngine engine, String name, String collection, boolean writable) {
			this.engine = engine;
			this.label = "The lookup '" + name + "'";
			this.collection = collection;
			this.writable = writable;
		}

		@Override
		public <T> @Nullable T find(Object key, Class<T> type) {
			Optional<Object> stored = this.cache.computeIfAbsent(key(key), this::read);
			return stored.map((value) -> this.engine.records().opened(this.label, value, type)).orElse(null);
		}

		private Optional<Object> read(Object key) {
			MongoCollection<Document> documents = this.engine.collections().named(this.collection);
			Document document = documents.find(new Document(JobDocument.ID, key)).first();
			return Optional.ofNullable(document).map((found) -> found.get(VALUE));
		}

		@Override
		public void putAll(Iterable<? extends Map.Entry<?, ?>> entries) {
			if (!this.writable) {
				throw new IllegalStateException("A lookup can be filled in the beforeBatch that makes it only, or when"
						+ " the job is created");
			}
			write(this.engine, this.collection, entries);
			this.cache.clear();
		}

	}

}
