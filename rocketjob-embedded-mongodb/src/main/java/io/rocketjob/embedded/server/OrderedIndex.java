package io.rocketjob.embedded.server;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.QueryMatcher;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.exception.DuplicateKeyError;
import org.jspecify.annotations.Nullable;

/**
 * An index that has its documents in the order of their keys. Entries of equal keys are
 * in the order of the identifiers of their documents.
 */
final class OrderedIndex extends Index<Long> {

	private static final int MOST_RUNS = 1000;

	/** What nearly all keys are; others take far longer to compare. */
	private static final Set<Class<?>> COMPARED_BY_THEMSELVES = Set.of(ObjectId.class, String.class, Boolean.class,
			Integer.class, Long.class, Instant.class);

	/** The order of values. */
	static final Comparator<@Nullable Object> ORDER = OrderedIndex::compareValues;

	private final QueryMatcher matcher = new DefaultQueryMatcher();

	private final boolean unique;

	private final @Nullable Document partialFilter;

	private final List<String> fields = keys();

	private final NavigableMap<Key, Long> entries = new TreeMap<>(this::compare);

	/** Whether a document may have several entries. */
	private boolean multikey;

	OrderedIndex(String name, List<IndexKey> keys, boolean sparse, boolean unique, @Nullable Document partialFilter) {
		super(name, keys, sparse);
		this.unique = unique;
		this.partialFilter = partialFilter;
	}

	/**
	 * The values of a document or, on one side of all entries that begin with them, fewer
	 * values.
	 */
	private record Key(List<@Nullable Object> values, int side) {
	}

	/**
	 * What of an index is to be read for a query.
	 *
	 * @param runs the positions of the documents, to be read one run after the other
	 * @param sorted whether each run is in the order that was asked for
	 * @param merit how much this helps, 0 if nothing
	 * @param rest what the documents that are read must still match
	 */
	record Scan(List<Stream<Long>> runs, boolean sorted, int merit, Document rest) {
	}

	private int compare(Key left, Key right) {
		int count = Math.min(left.values().size(), right.values().size());
		for (int i = 0; i < count; i++) {
			int order = compareValues(left.values().get(i), right.values().get(i));
			if (order != 0) {
				return ascending(i) ? order : -order;
			}
		}
		return Integer.compare(left.side(), right.side());
	}

	@SuppressWarnings("unchecked")
	private static int compareValues(@Nullable Object left, @Nullable Object right) {
		if (left != null && right != null && left.getClass() == right.getClass()
				&& COMPARED_BY_THEMSELVES.contains(left.getClass())) {
			return ((Comparable<Object>) left).compareTo(right);
		}
		return ValueComparator.ascWithoutListHandling().compare(left, right);
	}

	private boolean ascending(int field) {
		return field >= getKeys().size() || getKeys().get(field).isAscending();
	}

	@Override
	protected boolean isSparse() {
		return super.isSparse() || this.partialFilter != null;
	}

	@Override
	public boolean isUnique() {
		return this.unique;
	}

	@Override
	public boolean hasSameOptions(Index<?> other) {
		return super.hasSameOptions(other) && other instanceof OrderedIndex index && this.unique == index.unique
				&& getKeys().toString().equals(index.getKeys().toString())
				&& Objects.equals(this.partialFilter, index.partialFilter);
	}

	private List<Key> keys(Document document) {
		if (this.partialFilter != null && !this.matcher.matches(document, this.partialFilter)) {
			return List.of();
		}
		List<List<@Nullable Object>> keys = List.of(List.of());
		boolean missing = true;
		for (String field : this.fields) {
			Object value = Utils.getSubdocumentValueCollectionAware(document, field);
			missing &= value instanceof Missing;
			Collection<?> values = (value instanceof Collection<?> array) ? array : Collections.singletonList(value);
			this.multikey |= value instanceof Collection;
			keys = multiply(keys, values.isEmpty() ? Collections.singletonList(null) : values);
		}
		return (missing && super.isSparse()) ? List.of()
				: multiply(keys, Collections.singletonList(document.get("_id"))).stream()
					.map((values) -> new Key(values, 0))
					.toList();
	}

	private static List<List<@Nullable Object>> multiply(List<List<@Nullable Object>> keys, Collection<?> values) {
		List<List<@Nullable Object>> longer = new ArrayList<>(keys.size() * values.size());
		for (List<@Nullable Object> key : keys) {
			for (Object value : values) {
				List<@Nullable Object> copy = new ArrayList<>(key.size() + 1);
				copy.addAll(key);
				copy.add((value instanceof Missing) ? null : value);
				longer.add(copy);
			}
		}
		return longer;
	}

	private NavigableMap<Key, Long> range(Key from, Key to) {
		return (compare(from, to) < 0) ? this.entries.subMap(from, true, to, true) : Collections.emptyNavigableMap();
	}

	private boolean isOfIds() {
		return this.fields.equals(List.of("_id"));
	}

	/**
	 * Returns the position that a unique index knows; other indexes need not be asked.
	 */
	@Override
	public @Nullable Long getPosition(Document document) {
		List<Key> keys = this.unique ? keys(document) : List.of();
		return keys.isEmpty() ? null : this.entries.get(keys.get(0));
	}

	@Override
	public void checkAdd(Document document, MongoCollection<Long> collection) {
		checkUnique(document, null, collection);
	}

	/**
	 * Fails if a key belongs to a document at another position already.
	 */
	private void checkUnique(Document document, @Nullable Long own, MongoCollection<Long> collection) {
		if (this.unique) {
			for (Key key : keys(document)) {
				List<@Nullable Object> values = key.values().subList(0, this.fields.size());
				for (Long other : range(new Key(values, -1), new Key(values, 1)).values()) {
					if (!other.equals(own)) {
						throw new DuplicateKeyError(this, collection, getKeys(), new KeyValue(values));
					}
				}
			}
		}
	}

	@Override
	public void add(Document document, Long position, MongoCollection<Long> collection) {
		checkAdd(document, collection);
		keys(document).forEach((key) -> this.entries.put(key, position));
	}

	@Override
	public @Nullable Long remove(Document document) {
		Long position = null;
		for (Key key : keys(document)) {
			Long removed = this.entries.remove(key);
			position = (removed != null) ? removed : position;
		}
		return position;
	}

	@Override
	public void checkUpdate(Document oldDocument, Document newDocument, MongoCollection<Long> collection) {
		if (isOfIds()) {
			Storage.checkSize(newDocument);
		}
		else if (this.unique) {
			List<Key> old = keys(oldDocument);
			checkUnique(newDocument, old.isEmpty() ? null : this.entries.get(old.get(0)), collection);
		}
	}

	@Override
	public void updateInPlace(Document oldDocument, Document newDocument, Long position,
			MongoCollection<Long> collection) {
		List<Key> newKeys = keys(newDocument);
		List<Key> oldKeys = keys(oldDocument);
		if (!newKeys.equals(oldKeys)) {
			oldKeys.forEach(this.entries::remove);
			newKeys.forEach((key) -> this.entries.put(key, position));
		}
	}

	/**
	 * Never asked: the collection plans with {@link #scan}.
	 */
	@Override
	public boolean canHandle(Document query) {
		return false;
	}

	@Override
	public Iterable<Long> getPositions(Document query) {
		throw new UnsupportedOperationException();
	}

	@Override
	public long getCount() {
		return this.entries.size();
	}

	@Override
	public long getDataSize() {
		return 0;
	}

	@Override
	public void drop() {
		this.entries.clear();
	}

	/**
	 * Returns what of this index is to be read for a query.
	 */
	Scan scan(Conditions conditions, Document orderBy) {
		if ((this.partialFilter != null && !conditions.imply(this.partialFilter))
				|| (super.isSparse() && this.fields.stream().noneMatch(conditions::exists))) {
			return new Scan(List.of(), false, 0, conditions.query());
		}
		int fixed = 0;
		List<List<@Nullable Object>> prefixes = List.of(List.of());
		while (fixed < this.fields.size()) {
			Collection<@Nullable Object> points = conditions.points(this.fields.get(fixed));
			if (points == null || (fixed > 0 && prefixes.size() * points.size() > MOST_RUNS)) {
				break;
			}
			prefixes = multiply(prefixes, points);
			fixed++;
		}
		String next = (fixed < this.fields.size() && ascending(fixed)) ? this.fields.get(fixed) : "";
		Object from = conditions.from(next);
		Object to = (this.multikey && from != null) ? null : conditions.to(next);
		boolean ranged = from != null || to != null;
		boolean forward = !this.multikey && sorts(orderBy, fixed, true);
		boolean backward = !this.multikey && !forward && sorts(orderBy, fixed, false);
		boolean sorted = forward || backward;
		Stream<Stream<Long>> runs = prefixes.stream().map((prefix) -> {
			Key least = ranged ? key(prefix, from, (from == null) ? 1 : -1) : new Key(prefix, -1);
			Key greatest = (to != null) ? key(prefix, to, 1) : new Key(prefix, 1);
			// Not values().stream(), which begins with counting the values.
			NavigableMap<Key, Long> range = range(least, greatest);
			Iterator<Long> positions = (backward ? range.descendingMap() : range).values().iterator();
			return StreamSupport.stream(Spliterators.spliteratorUnknownSize(positions, Spliterator.ORDERED), false);
		});
		int merit = 4 * fixed + (ranged ? 2 : 0) + ((sorted && !orderBy.isEmpty()) ? 3 : 0)
				+ ((this.partialFilter != null) ? 1 : 0) + ((isOfIds() && fixed > 0) ? 100 : 0);
		return new Scan(this.multikey ? List.of(runs.flatMap(Function.identity()).distinct()) : runs.toList(), sorted,
				merit, (isOfIds() && fixed > 0) ? conditions.restBesides("_id") : conditions.query());
	}

	private static Key key(List<@Nullable Object> prefix, @Nullable Object value, int side) {
		return new Key(multiply(List.of(prefix), Collections.singletonList(value)).get(0), side);
	}

	/**
	 * Returns whether entries with the same first values are in a wanted order, read
	 * forward or backward.
	 */
	private boolean sorts(Document orderBy, int fixed, boolean forward) {
		int field = fixed;
		for (Map.Entry<String, Object> wanted : orderBy.entrySet()) {
			if (field == this.fields.size() || !this.fields.get(field).equals(wanted.getKey())
					|| (ascending(field) == forward) != (((Number) wanted.getValue()).intValue() > 0)) {
				return false;
			}
			field++;
		}
		return true;
	}

}
