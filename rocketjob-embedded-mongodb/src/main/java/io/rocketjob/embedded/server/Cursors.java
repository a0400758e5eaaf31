package io.rocketjob.embedded.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The open cursors. Each is an iterator that goes on where it stopped, so an open cursor
 * holds no documents, except those of a sort without an index.
 */
final class Cursors {

	/**
	 * How many documents a first batch has at most if the client does not say.
	 */
	static final int FIRST_BATCH = 101;

	private static final long IDLE = Duration.ofMinutes(10).toNanos();

	private final ConcurrentMap<Long, Cursor> open = new ConcurrentHashMap<>();

	private final AtomicLong lastId = new AtomicLong();

	/**
	 * Makes the answer with the first batch, and opens a cursor for the rest if there is
	 * one.
	 * @param collection the collection to lock while reading, {@code null} for none
	 * @param batchSize how many documents at most, 0 for just the cursor
	 */
	Document first(String namespace, @Nullable IndexedCollection collection, Iterator<Document> documents,
			int batchSize, boolean single) {
		closeIdle();
		Cursor cursor = new Cursor(this.lastId.incrementAndGet(), namespace, collection, documents);
		List<Document> batch = cursor.take(batchSize);
		boolean keep = !single && cursor.hasMore();
		if (keep) {
			this.open.put(cursor.id, cursor);
		}
		return answer(keep ? cursor.id : 0, namespace, "firstBatch", batch);
	}

	/**
	 * Makes the answer with another batch.
	 * @param batchSize how many documents at most, 0 for as many as go into one message
	 */
	Document next(long id, int batchSize) {
		Cursor cursor = this.open.get(id);
		if (cursor == null) {
			throw ServerError.of(43, "CursorNotFound", "cursor id " + id + " not found");
		}
		synchronized (cursor) {
			List<Document> batch = cursor.take((batchSize > 0) ? batchSize : Integer.MAX_VALUE);
			boolean more = cursor.hasMore();
			if (!more) {
				this.open.remove(id);
			}
			return answer(more ? id : 0, cursor.namespace, "nextBatch", batch);
		}
	}

	boolean close(long id) {
		return this.open.remove(id) != null;
	}

	int size() {
		return this.open.size();
	}

	private void closeIdle() {
		long now = System.nanoTime();
		this.open.values().removeIf((cursor) -> now - cursor.lastUsed > IDLE);
	}

	private static Document answer(long id, String namespace, String name, List<Document> batch) {
		Document cursor = new Document(name, batch).append("id", id).append("ns", namespace);
		return new Document("cursor", cursor);
	}

	private static final class Cursor {

		private final long id;

		private final String namespace;

		private final @Nullable IndexedCollection collection;

		private final Iterator<Document> documents;

		private volatile long lastUsed = System.nanoTime();

		private @Nullable Document ahead;

		private Cursor(long id, String namespace, @Nullable IndexedCollection collection,
				Iterator<Document> documents) {
			this.id = id;
			this.namespace = namespace;
			this.collection = collection;
			this.documents = documents;
		}

		private List<Document> take(int count) {
			IndexedCollection locked = this.collection;
			return (locked != null) ? locked.reading(() -> read(count)) : read(count);
		}

		/**
		 * Reads one document more than asked for, to know whether there is more.
		 */
		private List<Document> read(int count) {
			List<Document> batch = new ArrayList<>();
			long size = 0;
			Document next = next();
			while (next != null && batch.size() < count) {
				size += BsonSize.of(next);
				if (size > BsonSize.LIMIT && !batch.isEmpty()) {
					break;
				}
				batch.add(next);
				next = next();
			}
			this.ahead = next;
			this.lastUsed = System.nanoTime();
			return batch;
		}

		private @Nullable Document next() {
			Document known = this.ahead;
			this.ahead = null;
			if (known != null) {
				return known;
			}
			return this.documents.hasNext() ? this.documents.next() : null;
		}

		private boolean hasMore() {
			return this.ahead != null;
		}

	}

}
