package io.rocketjob.batch;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.rocketjob.Lookup;
import io.rocketjob.document.JobRecord;
import org.jspecify.annotations.Nullable;

/**
 * The lookups of a job for one worker that has joined it. Used by one thread.
 */
final class StoredLookups implements LookupFactory {

	private static final int CACHED = 1_000;

	private final LookupStore store;

	private final Map<String, String> collections;

	private final @Nullable UnaryOperator<String> maker;

	private final Map<String, StoredLookup> lookups = new HashMap<>();

	/**
	 * Makes the lookups of a job.
	 * @param store where their entries are
	 * @param job the job
	 * @param maker makes a collection for a lookup that does not exist, where that is
	 * possible
	 */
	StoredLookups(LookupStore store, JobRecord job, @Nullable UnaryOperator<String> maker) {
		this.store = store;
		this.collections = BatchDocument.lookups(job);
		this.maker = maker;
	}

	@Override
	public Lookup get(String name) {
		return this.lookups.computeIfAbsent(name, (missing) -> {
			String collection = this.collections.get(missing);
			if (collection != null) {
				return new StoredLookup(this.store, missing, collection, false);
			}
			if (this.maker == null) {
				throw new IllegalArgumentException("The job has no lookup '" + name + "'; there are "
						+ (this.collections.isEmpty() ? "none" : this.collections.keySet()));
			}
			return new StoredLookup(this.store, missing, this.maker.apply(missing), true);
		});
	}

	private static final class StoredLookup implements Lookup {

		private final LookupStore store;

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

		StoredLookup(LookupStore store, String name, String collection, boolean writable) {
			this.store = store;
			this.label = "The lookup '" + name + "'";
			this.collection = collection;
			this.writable = writable;
		}

		@Override
		public <T> @Nullable T find(Object key, Class<T> type) {
			Optional<Object> stored = this.cache.computeIfAbsent(LookupStore.key(key), this::read);
			return stored.map((value) -> this.store.records().opened(this.label, value, type)).orElse(null);
		}

		private Optional<Object> read(Object key) {
			return Optional.ofNullable(this.store.read(this.collection, key));
		}

		@Override
		public void putAll(Iterable<? extends Map.Entry<?, ?>> entries) {
			if (!this.writable) {
				throw new IllegalStateException("A lookup can be filled in the beforeBatch that makes it only, or when"
						+ " the job is created");
			}
			this.store.write(this.collection, entries);
			this.cache.clear();
		}

	}

}
