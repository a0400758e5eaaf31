package io.rocketjob.event;

import java.time.Duration;
import java.util.Date;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.mongodb.CursorType;
import com.mongodb.MongoCursorNotFoundException;
import com.mongodb.MongoException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Filters;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a capped collection with a cursor that waits on the server at the end of it, in
 * the order in which the events were stored.
 */
final class CappedTail implements EventSource {

	private static final Logger logger = LoggerFactory.getLogger(CappedTail.class);

	/**
	 * How far back a new cursor looks for the last event seen. Also how much the clock of
	 * the database may be set back while a cursor is open.
	 */
	private static final Duration LOOK_BACK = Duration.ofMinutes(10);

	static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

	private static final Duration SHORTEST_WAIT = Duration.ofMillis(500);

	/**
	 * Cursor not found; collection gone; overtaken by the end of the ring; killed, in
	 * either way.
	 */
	private static final Set<Integer> ENDS = Set.of(26, 43, 136, 175, 237);

	private final EventStore store;

	private final ReadingPosition position;

	private final Waiting waiting;

	private @Nullable MongoCursor<Document> cursor;

	private @Nullable Object lastSeen;

	private boolean pastLastSeen;

	private boolean readAnything;

	private boolean waited;

	private boolean over;

	CappedTail(EventStore store, ReadingPosition position, Waiting waiting) {
		this.store = store;
		this.position = position;
		this.waiting = waiting;
	}

	/**
	 * Whether the server has accepted the cursor.
	 * @return whether it was opened
	 */
	boolean isOpen() {
		return this.cursor != null;
	}

	/**
	 * Whether the server has kept the cursor at the end of the collection.
	 * @return whether it has waited there
	 */
	boolean hasWaited() {
		return this.waited;
	}

	@Override
	public Duration read(Consumer<Document> sink) {
		try {
			MongoCursor<Document> present = this.cursor;
			if (present == null) {
				present = open();
				this.cursor = present;
			}
			readBatch(present, sink);
			if (present.getServerCursor() == null) {
				this.over = true;
				if (!this.readAnything) {
					// no cursor stays at the end of a collection that is empty
					this.store.mark();
				}
			}
		}
		catch (MongoSocketReadTimeoutException | MongoOperationTimeoutException ex) {
			if (!isOpen() || !this.waiting.shorten()) {
				throw ex;
			}
			logger.debug("The client of the application does not wait that long", ex);
			this.over = true;
		}
		catch (MongoException ex) {
			if (!isOpen() || !(ex instanceof MongoCursorNotFoundException || ENDS.contains(ex.getCode()))) {
				throw ex;
			}
			logger.debug("The cursor on the events has ended", ex);
			this.over = true;
		}
		return Duration.ZERO;
	}

	private MongoCursor<Document> open() {
		this.lastSeen = this.position.last();
		MongoCollection<Document> collection = this.store.collection().collection();
		Date from = new Date(this.position.reached() - LOOK_BACK.toMillis());
		return collection.find(Filters.gte(EventDocument.AT, from))
			.cursorType(CursorType.TailableAwait)
			.maxAwaitTime(this.waiting.within(collection.getTimeout(TimeUnit.MILLISECONDS)), TimeUnit.MILLISECONDS)
			.cursor();
	}

	private void readBatch(MongoCursor<Document> present, Consumer<Document> sink) {
		Document event = present.tryNext();
		if (event == null) {
			// whatever the collection held has been looked at
			this.pastLastSeen = true;
			this.waited = present.getServerCursor() != null;
		}
		while (event != null) {
			this.readAnything = true;
			take(event, sink);
			event = (present.available() > 0) ? present.tryNext() : null;
		}
	}

	private void take(Document event, Consumer<Document> sink) {
		Object id = EventDocument.id(event);
		if (id == null) {
			return;
		}
		if (!this.pastLastSeen && id.equals(this.lastSeen)) {
			this.pastLastSeen = true;
			return;
		}
		long at = EventDocument.at(event, this.position.reached());
		// when the last one seen is there no longer, by time
		if (this.pastLastSeen || this.position.isNew(id, at)) {
			this.position.saw(id, at);
			this.position.reach(at);
			sink.accept(event);
		}
	}

	@Override
	public boolean isOver() {
		return this.over;
	}

	@Override
	public void close() {
		MongoCursor<Document> open = this.cursor;
		if (open != null) {
			open.close();
		}
	}

	@Override
	public void cancel() {
		// a thread that waits for an answer takes no notice of an interrupt, and on
		// MongoDB 4.4 a cursor that was killed waits to its end
		this.store.wake();
	}

	/**
	 * How long cursors wait on the server: less than the client waits for an answer,
	 * which only shows.
	 */
	static final class Waiting {

		private Duration longest = LONGEST_WAIT;

		long within(@Nullable Long timeout) {
			long millis = this.longest.toMillis();
			return (timeout != null && timeout > 0) ? Math.max(1, Math.min(millis, timeout / 2)) : millis;
		}

		/**
		 * Waits half as long from now on.
		 * @return {@code false} when that is too short already
		 */
		boolean shorten() {
			if (this.longest.compareTo(SHORTEST_WAIT) <= 0) {
				return false;
			}
			this.longest = this.longest.dividedBy(2);
			return true;
		}

	}

}
