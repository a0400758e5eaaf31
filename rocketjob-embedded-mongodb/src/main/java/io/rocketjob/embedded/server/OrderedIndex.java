package io.rocketjob.embedded.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * An index: the documents of a collection in the order of their keys. Changed under the
 * write lock of the collection only; iterators go on while it changes.
 */
final class OrderedIndex {

	private final IndexSpec spec;

	private final String[][] paths;

	private final boolean[] descending;

	private final Filter partial;

	private final KeyOrder order;

	private final ConcurrentSkipListMap<IndexKey, Slot> entries;

	private volatile boolean multikey;

	OrderedIndex(IndexSpec spec) {
		this.spec = spec;
		List<Map.Entry<String, Object>> fields = List.copyOf(spec.key().entrySet());
		this.paths = new String[fields.size()][];
		this.descending = new boolean[fields.size()];
		for (int i = 0; i < this.paths.length; i++) {
			this.paths[i] = Paths.split(fields.get(i).getKey());
			this.descending[i] = ((Number) fields.get(i).getValue()).doubleValue() < 0;
		}
		Document partialFilter = spec.partial();
		this.partial = (partialFilter != null) ? Filter.parse(partialFilter) : Filter.ALL;
		this.order = new KeyOrder(this.descending);
		this.entries = new ConcurrentSkipListMap<>(this.order);
	}

	IndexSpec spec() {
		return this.spec;
	}

	int fieldCount() {
		return this.paths.length;
	}

	String fieldName(int field) {
		return String.join(".", this.paths[field]);
	}

	boolean descending(int field) {
		return this.descending[field];
	}

	/**
	 * Returns whether some document has had an array in an indexed field, so that it may
	 * have several entries.
	 */
	boolean multikey() {
		return this.multikey;
	}

	KeyOrder order() {
		return this.order;
	}

	/**
	 * Returns the entries from one bound to the other, in the order of the index.
	 */
	ConcurrentNavigableMap<IndexKey, Slot> range(IndexKey from, IndexKey to) {
		return this.entries.subMap(from, true, to, true);
	}

	/**
	 * Computes the keys that a document has in this index.
	 */
	List<IndexKey> keys(Document document, long position) {
		if (!this.partial.matches(document) || (this.spec.sparse() && !hasAnyField(document))) {
			return List.of();
		}
		List<List<@Nullable Object>> values = new ArrayList<>(this.paths.length);
		int arrays = 0;
		for (String[] path : this.paths) {
			List<@Nullable Object> ofField = new ArrayList<>(1);
			Paths.forEach(document, path, (value) -> ofField.add((value instanceof Missing) ? null : value));
			if (ofField.isEmpty()) {
				ofField.add(null);
			}
			if (ofField.size() > 1) {
				arrays++;
			}
			values.add(ofField);
		}
		if (arrays == 0) {
			Object[] key = new Object[values.size()];
			for (int i = 0; i < key.length; i++) {
				key[i] = values.get(i).get(0);
			}
			noteArrays(document);
			return List.of(new IndexKey(key, position, 0));
		}
		return arrayKeys(document, values, arrays, position);
	}

	private void noteArrays(Document document) {
		if (!this.multikey) {
			for (String[] path : this.paths) {
				if (Paths.arrayDepth(document, path) > 0) {
					this.multikey = true;
				}
			}
		}
	}

	private List<IndexKey> arrayKeys(Document document, List<List<@Nullable Object>> values, int arrays,
			long position) {
		this.multikey = true;
		int count = 1;
		if (arrays > 1) {
			checkParallel(document, values);
		}
		for (List<@Nullable Object> ofField : values) {
			count = Math.max(count, ofField.size());
		}
		List<IndexKey> keys = new ArrayList<>(count);
		for (int n = 0; n < count; n++) {
			Object[] key = new Object[values.size()];
			for (int i = 0; i < key.length; i++) {
				List<@Nullable Object> ofField = values.get(i);
				key[i] = ofField.get(Math.min(n, ofField.size() - 1));
			}
			IndexKey candidate = new IndexKey(key, position, 0);
			if (keys.stream().noneMatch((known) -> this.order.compare(known, candidate) == 0)) {
				keys.add(candidate);
			}
		}
		return keys;
	}

	private void checkParallel(Document document, List<List<@Nullable Object>> values) {
		List<String> array = null;
		for (int i = 0; i < values.size(); i++) {
			if (values.get(i).size() > 1) {
				List<String> prefix = List.of(this.paths[i]).subList(0, Paths.arrayDepth(document, this.paths[i]));
				if (array != null && !array.equals(prefix)) {
					throw ServerError.of(171, "CannotIndexParallelArrays", "cannot index parallel arrays ["
							+ prefix.get(prefix.size() - 1) + "] [" + array.get(array.size() - 1) + "]");
				}
				array = prefix;
			}
		}
	}

	private boolean hasAnyField(Document document) {
		for (String[] path : this.paths) {
			if (Paths.any(document, path, (value) -> !(value instanceof Missing))) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Fails if a key belongs to another document already and this index is unique.
	 */
	void checkUnique(List<IndexKey> keys, @Nullable Slot own, String namespace) {
		if (!this.spec.unique()) {
			return;
		}
		for (IndexKey key : keys) {
			for (Slot other : range(key.before(), key.after()).values()) {
				if (other != own) {
					Document keyValue = new Document();
					for (int i = 0; i < this.paths.length; i++) {
						Object value = key.values()[i];
						keyValue.put(fieldName(i), (value == BsonOrder.EMPTY) ? null : value);
					}
					throw ServerError.duplicateKey(namespace, this.spec.name(), this.spec.key(), keyValue);
				}
			}
		}
	}

	void add(List<IndexKey> keys, Slot slot) {
		for (IndexKey key : keys) {
			this.entries.put(key, slot);
		}
	}

	void remove(List<IndexKey> keys) {
		for (IndexKey key : keys) {
			this.entries.remove(key);
		}
	}

	boolean sameKeys(List<IndexKey> left, List<IndexKey> right) {
		if (left.size() != right.size()) {
			return false;
		}
		for (int i = 0; i < left.size(); i++) {
			if (this.order.compare(left.get(i), right.get(i)) != 0) {
				return false;
			}
		}
		return true;
	}

	/**
	 * The order of the entries.
	 */
	static final class KeyOrder implements Comparator<IndexKey> {

		private final boolean[] descending;

		private KeyOrder(boolean[] descending) {
			this.descending = descending;
		}

		@Override
		public int compare(IndexKey left, IndexKey right) {
			int count = Math.min(left.values().length, right.values().length);
			for (int i = 0; i < count; i++) {
				int order = BsonOrder.INSTANCE.compare(left.values()[i], right.values()[i]);
				if (order != 0) {
					return this.descending[i] ? -order : order;
				}
			}
			if (left.side() != right.side()) {
				return Integer.compare(left.side(), right.side());
			}
			return Long.compare(left.position(), right.position());
		}

	}

}
