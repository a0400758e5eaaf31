package io.rocketjob.event;

import java.time.Duration;
import java.util.Date;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for new events again and again, by their times, where the server has no cursors
 * that wait; one command each time. Each process that asks deletes old events, because
 * nothing else does.
 */
final class TimedPoll implements EventSource {

	private static final Logger logger = LoggerFactory.getLogger(TimedPoll.class);

	static final Duration BUSY_PAUSE = Duration.ofMillis(150);

	static final Duration QUIET_PAUSE = Duration.ofMillis(500);

	private static final Duration QUIET_AFTER = Duration.ofSeconds(10);

	/** How far back to look each time. */
	private static final Duration SHORT_OVERLAP = Duration.ofSeconds(1);

	/** How often to look back all of {@link ReadingPosition#OVERLAP}. */
	private static final Duration THOROUGH_EVERY = Duration.ofSeconds(2);

	/** How long until the collection and the clock are looked at again. */
	private static final Duration LIFE = Duration.ofMinutes(5);

	private static final Duration KEPT = Duration.ofHours(1);

	private static final Bson ORDER = Sorts.ascending(EventDocument.AT, EventDocument.ID);

	private final EventStore store;

	private final ReadingPosition position;

	private final boolean sweeping;

	private final long life;

	private final long openedAt = System.nanoTime();

	private @Nullable MongoCollection<Document> collection;

	/** A time that the database has told, and when. */
	private long told;

	private long toldAt;

	private @Nullable Long thoroughAt;

	/** When the last event came, {@code null} while there was none. */
	private @Nullable Long heardAt;

	TimedPoll(EventStore store, ReadingPosition position, boolean sweeping) {
		this.store = store;
		this.position = position;
		this.sweeping = sweeping;
		// not all processes at once
		this.life = LIFE.toNanos() * ThreadLocalRandom.current().nextInt(80, 120) / 100;
	}

	@Override
	public Duration read(Consumer<Document> sink) {
		if (this.collection == null) {
			this.collection = open();
		}
		long now = System.nanoTime();
		Long last = this.thoroughAt;
		boolean thorough = last == null || now - last > THOROUGH_EVERY.toNanos();
		// never later than the database's time, which has gone on since it was told
		long time = this.told + Duration.ofNanos(now - this.toldAt).toMillis();
		Duration overlap = thorough ? ReadingPosition.OVERLAP : SHORT_OVERLAP;
		Date from = new Date(Math.max(this.position.startedAt(), this.position.reached() - overlap.toMillis()));
		// again when this fails
		this.thoroughAt = null;
		for (Document event : this.collection.find(Filters.gte(EventDocument.AT, from)).sort(ORDER).batchSize(1000)) {
			take(event, sink);
		}
		this.thoroughAt = thorough ? Long.valueOf(now) : last;
		this.position.reach(time);
		Long heard = this.heardAt;
		return (heard == null || System.nanoTime() - heard > QUIET_AFTER.toNanos()) ? QUIET_PAUSE : BUSY_PAUSE;
	}

	private void take(Document event, Consumer<Document> sink) {
		Object id = Objects.requireNonNull(EventDocument.id(event));
		long at = EventDocument.at(event, this.position.reached());
		if (this.position.isNew(id, at)) {
			if (!EventStore.isMark(event)) {
				this.heardAt = System.nanoTime();
			}
			this.position.saw(id, at);
			sink.accept(event);
		}
	}

	private MongoCollection<Document> open() {
		MongoCollection<Document> indexed = this.store.collection().indexed();
		Document mark = this.store.mark();
		this.told = EventDocument.at(mark, this.position.reached());
		this.toldAt = System.nanoTime();
		if (this.sweeping) {
			sweep(indexed, new Date(this.told - KEPT.toMillis()));
		}
		return indexed;
	}

	private static void sweep(MongoCollection<Document> indexed, Date before) {
		try {
			indexed.deleteMany(Filters.lt(EventDocument.AT, before));
		}
		catch (MongoCommandException | MongoWriteException ex) {
			logger.warn("Old events cannot be deleted from {}: {}", EventCollection.NAME, ex.toString());
		}
	}

	@Override
	public boolean isOver() {
		return System.nanoTime() - this.openedAt > this.life;
	}

	@Override
	public void close() {
		// holds nothing
	}

	@Override
	public void cancel() {
		// waits for nothing
	}

}
