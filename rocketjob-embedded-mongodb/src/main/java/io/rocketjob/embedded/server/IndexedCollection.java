package io.rocketjob.embedded.server;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The documents of one collection with their indexes. Writes exclude each other and
 * reads; what is read may go on after the lock is released, and then sees some of what
 * has been written since. Documents are never changed once they are here, so they may be
 * handed out; whoever wants to change one copies it.
 */
final class IndexedCollection {

	private volatile String namespace;

	private final UUID uuid = UUID.randomUUID();

	private final DocumentStore store;

	private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

	private final ConcurrentSkipListMap<Long, Slot> slots = new ConcurrentSkipListMap<>();

	private final CopyOnWriteArrayList<OrderedIndex> indexes = new CopyOnWriteArrayList<>();

	private final AtomicLong count = new AtomicLong();

	private long lastPosition;

	private boolean dropped;

	IndexedCollection(String namespace, DocumentStore store) {
		this.namespace = namespace;
		this.store = store;
		this.indexes.add(new OrderedIndex(IndexSpec.id()));
	}

	String namespace() {
		return this.namespace;
	}

	void rename(String target) {
		this.namespace = target;
	}

	/**
	 * Returns whether this collection is gone, so that a write must go to a new one of
	 * its name. Asked under the lock.
	 */
	boolean isDropped() {
		return this.dropped;
	}

	/**
	 * Makes this collection empty for good. Needs the write lock.
	 */
	void drop() {
		this.dropped = true;
		this.slots.values().forEach((slot) -> slot.replace(null));
		this.slots.clear();
		this.count.set(0);
	}

	UUID uuid() {
		return this.uuid;
	}

	long count() {
		return this.count.get();
	}

	/**
	 * Runs something while nobody writes.
	 */
	<T> T reading(Supplier<T> action) {
		this.lock.readLock().lock();
		try {
			return action.get();
		}
		finally {
			this.lock.readLock().unlock();
		}
	}

	/**
	 * Runs something while nobody else reads or writes.
	 */
	<T> T writing(Supplier<T> action) {
		this.lock.writeLock().lock();
		try {
			return action.get();
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

	/**
	 * A document that was found, as it was then.
	 *
	 * @param slot its place
	 * @param document the document
	 */
	record Match(Slot slot, Document document) {
	}

	/**
	 * Finds documents, one by one as they are asked for unless they must be sorted first.
	 * Sorts and looks for the first one within this call, which needs the lock.
	 */
	Iterator<Match> find(Query query) {
		Filter filter = Filter.parse(query.filter());
		SortOrder sort = SortOrder.parse(query.sort());
		IndexScan scan = QueryPlanner.plan(this.indexes, query, sort, this.namespace);
		Iterator<Slot> candidates = (scan != null) ? scan.iterator() : all(query);
		Iterator<Match> matches = new Matches(candidates, filter);
		if (sort != null && (scan == null || !scan.sorted())) {
			List<Match> sorted = new ArrayList<>();
			matches.forEachRemaining(sorted::add);
			sorted.sort((left, right) -> sort.compare(left.document(), right.document()));
			matches = sorted.iterator();
		}
		for (long i = 0; i < query.skip() && matches.hasNext(); i++) {
			matches.next();
		}
		return (query.limit() > 0) ? new Limited(matches, query.limit()) : matches;
	}

	private Iterator<Slot> all(Query query) {
		Document natural = (query.hint() instanceof Document hint && hint.containsKey("$natural")) ? hint
				: query.sort();
		boolean backwards = natural != null && natural.get("$natural") instanceof Number direction
				&& direction.doubleValue() < 0;
		return (backwards ? this.slots.descendingMap() : this.slots).values().iterator();
	}

	/**
	 * Inserts a document, which belongs to this collection from then on.
	 */
	void insert(Document given) {
		Document document = withId(given);
		long size = BsonSize.of(document);
		if (size > BsonSize.LIMIT) {
			throw ServerError.of(10334, "BSONObjectTooLarge",
					"object to insert too large. size in bytes: " + size + ", max size: " + BsonSize.LIMIT);
		}
		long position = this.lastPosition + 1;
		List<List<IndexKey>> keys = new ArrayList<>(this.indexes.size());
		for (OrderedIndex index : this.indexes) {
			List<IndexKey> ofIndex = index.keys(document, position);
			index.checkUnique(ofIndex, null, this.namespace);
			keys.add(ofIndex);
		}
		this.lastPosition = position;
		Slot slot = new Slot(position, document);
		this.slots.put(position, slot);
		for (int i = 0; i < keys.size(); i++) {
			this.indexes.get(i).add(keys.get(i), slot);
		}
		this.count.incrementAndGet();
		this.store.put(position, document);
	}

	private static Document withId(Document document) {
		Object id = document.containsKey("_id") ? document.get("_id") : new ObjectId();
		if (id instanceof List || id instanceof BsonRegularExpression) {
			throw ServerError.of(53, "InvalidIdField",
					"The '_id' value cannot be of type " + ((id instanceof List) ? "array" : "regex"));
		}
		if (id instanceof Document inner && Filter.isOperators(inner)) {
			throw ServerError.of(52, "DollarPrefixedFieldName", "_id fields may not contain '$'-prefixed fields: "
					+ inner.keySet().iterator().next() + " is not valid for storage.");
		}
		if (!document.isEmpty() && document.keySet().iterator().next().equals("_id")) {
			return document;
		}
		Document result = new Document("_id", id);
		for (Map.Entry<String, Object> field : document.entrySet()) {
			if (!field.getKey().equals("_id")) {
				result.put(field.getKey(), field.getValue());
			}
		}
		return result;
	}

	/**
	 * Puts a document that was stored before back in its place, while the server starts.
	 */
	void load(long position, Document document) {
		Slot slot = new Slot(position, document);
		this.slots.put(position, slot);
		for (OrderedIndex index : this.indexes) {
			index.add(index.keys(document, position), slot);
		}
		this.count.incrementAndGet();
		this.lastPosition = Math.max(this.lastPosition, position);
	}

	/**
	 * Replaces a document that was found.
	 * @return whether there was a difference
	 */
	boolean replace(Match match, Document replacement) {
		Document old = match.document();
		if (replacement.equals(old)) {
			return false;
		}
		Slot slot = match.slot();
		int size = this.indexes.size();
		List<List<IndexKey>> removed = new ArrayList<>(size);
		List<List<IndexKey>> added = new ArrayList<>(size);
		for (OrderedIndex index : this.indexes) {
			List<IndexKey> before = index.keys(old, slot.position());
			List<IndexKey> after = index.keys(replacement, slot.position());
			boolean same = index.sameKeys(before, after);
			if (!same) {
				index.checkUnique(after, slot, this.namespace);
			}
			removed.add(same ? List.of() : before);
			added.add(same ? List.of() : after);
		}
		slot.replace(replacement);
		for (int i = 0; i < size; i++) {
			this.indexes.get(i).remove(removed.get(i));
			this.indexes.get(i).add(added.get(i), slot);
		}
		this.store.put(slot.position(), replacement);
		return true;
	}

	/**
	 * Deletes a document that was found.
	 */
	void delete(Match match) {
		Slot slot = match.slot();
		for (OrderedIndex index : this.indexes) {
			index.remove(index.keys(match.document(), slot.position()));
		}
		slot.replace(null);
		this.slots.remove(slot.position());
		this.count.decrementAndGet();
		this.store.remove(slot.position());
	}

	List<IndexSpec> indexSpecs() {
		return this.indexes.stream().map(OrderedIndex::spec).toList();
	}

	/**
	 * Adds an index over what is here.
	 * @return whether there was none like it
	 */
	boolean addIndex(IndexSpec spec) {
		for (OrderedIndex index : this.indexes) {
			IndexSpec known = index.spec();
			boolean sameKey = known.sameKey(spec.key()) && BsonOrder.equal(known.partial(), spec.partial());
			boolean sameName = known.name().equals(spec.name());
			if (sameKey && sameName && known.sameOptions(spec)) {
				return false;
			}
			if (sameName) {
				throw ServerError.of(86, "IndexKeySpecsConflict",
						"An existing index has the same name as the requested index. When index names are not"
								+ " specified, they are auto generated and can cause conflicts. Please refer to our"
								+ " documentation. Requested index: " + spec.description() + ", existing index: "
								+ known.description());
			}
			if (sameKey) {
				throw ServerError.of(85, "IndexOptionsConflict",
						"Index already exists with a different name: " + known.name());
			}
		}
		OrderedIndex index = new OrderedIndex(spec);
		for (Slot slot : this.slots.values()) {
			Document document = slot.document();
			if (document != null) {
				List<IndexKey> keys = index.keys(document, slot.position());
				index.checkUnique(keys, slot, this.namespace);
				index.add(keys, slot);
			}
		}
		this.indexes.add(index);
		return true;
	}

	/**
	 * Drops indexes by name or key, or with {@code "*"} all but that of {@code _id}.
	 */
	void dropIndexes(@Nullable Object which) {
		if ("*".equals(which)) {
			this.indexes.removeIf((index) -> !index.spec().name().equals(IndexSpec.ID_NAME));
			return;
		}
		if (which instanceof List<?> names) {
			names.forEach(this::dropIndexes);
			return;
		}
		OrderedIndex found = this.indexes.stream()
			.filter((index) -> (which instanceof Document key) ? index.spec().sameKey(key)
					: index.spec().name().equals(which))
			.findFirst()
			.orElseThrow(() -> ServerError.of(27, "IndexNotFound", (which instanceof Document key)
					? "can't find index with key: " + key : "index not found with name [" + which + "]"));
		if (found.spec().name().equals(IndexSpec.ID_NAME)) {
			throw ServerError.of(72, "InvalidOptions", "cannot drop _id index");
		}
		this.indexes.remove(found);
	}

	/**
	 * Leaves out what does not match any more and what has been deleted.
	 */
	private static final class Matches implements Iterator<Match> {

		private final Iterator<Slot> candidates;

		private final Filter filter;

		private @Nullable Match next;

		private Matches(Iterator<Slot> candidates, Filter filter) {
			this.candidates = candidates;
			this.filter = filter;
		}

		@Override
		public boolean hasNext() {
			while (this.next == null && this.candidates.hasNext()) {
				Slot slot = this.candidates.next();
				Document document = slot.document();
				if (document != null && this.filter.matches(document)) {
					this.next = new Match(slot, document);
				}
			}
			return this.next != null;
		}

		@Override
		public Match next() {
			Match match = hasNext() ? this.next : null;
			if (match == null) {
				throw new NoSuchElementException();
			}
			this.next = null;
			return match;
		}

	}

	private static final class Limited implements Iterator<Match> {

		private final Iterator<Match> matches;

		private long left;

		private Limited(Iterator<Match> matches, long limit) {
			this.matches = matches;
			this.left = limit;
		}

		@Override
		public boolean hasNext() {
			return this.left > 0 && this.matches.hasNext();
		}

		@Override
		public Match next() {
			if (!hasNext()) {
				throw new NoSuchElementException();
			}
			this.left--;
			return this.matches.next();
		}

	}

}
