package io.rocketjob.benchmark.bare;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import com.mongodb.CursorType;
import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.CreateCollectionOptions;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The least by which a process tells another one that there is something to do: a cursor
 * that waits at the end of a capped collection, where the server has that, and otherwise
 * a question again and again, as often as Rocket Job asks.
 */
final class BareEvents implements AutoCloseable {

	private static final String COLLECTION = "bare.events";

	private static final long SIZE = 1024 * 1024;

	private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

	/** As long as there were events in the last ten seconds. */
	private static final Duration BUSY_PAUSE = Duration.ofMillis(150);

	private static final Duration QUIET_PAUSE = Duration.ofMillis(400);

	private static final Duration QUIET_AFTER = Duration.ofSeconds(10);

	private final MongoCollection<Document> events;

	private final boolean capped;

	private final Set<ObjectId> seen = new HashSet<>();

	private @Nullable MongoCursor<Document> cursor;

	private long heardAt = System.nanoTime();

	BareEvents(MongoDatabase database) {
		this.capped = createCapped(database);
		this.events = database.getCollection(COLLECTION);
		publish(); // no cursor waits at the end of a collection that is empty
	}

	private static boolean createCapped(MongoDatabase database) {
		try {
			database.createCollection(COLLECTION, new CreateCollectionOptions().capped(true).sizeInBytes(SIZE));
		}
		catch (MongoCommandException ex) {
			// it is there, or there is no such thing, which is looked at now
		}
		Document described = database.listCollections().filter(new Document("name", COLLECTION)).first();
		return described != null && described.get("options", new Document()).getBoolean("capped", false);
	}

	/** Whether the server tells, rather than being asked. */
	boolean isTold() {
		return this.capped;
	}

	void publish() {
		this.events.insertOne(new Document("_id", new ObjectId()));
	}

	/**
	 * Waits for what is new.
	 * @return whether there was anything
	 * @throws InterruptedException when this thread is interrupted
	 */
	boolean await() throws InterruptedException {
		return this.capped ? awaitTold() : ask();
	}

	private boolean awaitTold() throws InterruptedException {
		MongoCursor<Document> open = this.cursor;
		if (open == null || open.getServerCursor() == null) {
			open = this.events.find()
				.cursorType(CursorType.TailableAwait)
				.maxAwaitTime(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)
				.cursor();
			this.cursor = open;
		}
		boolean any = open.tryNext() != null;
		while (open.available() > 0) {
			open.tryNext();
		}
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		return any;
	}

	private boolean ask() throws InterruptedException {
		boolean quiet = System.nanoTime() - this.heardAt > QUIET_AFTER.toNanos();
		TimeUnit.MILLISECONDS.sleep((quiet ? QUIET_PAUSE : BUSY_PAUSE).toMillis());
		// ids of one second are in no order when they come from several processes
		ObjectId from = new ObjectId(Date.from(Instant.now().minus(QUIET_AFTER)));
		boolean any = false;
		for (Document event : this.events.find(new Document("_id", new Document("$gt", from)))) {
			any |= this.seen.add(event.getObjectId("_id"));
		}
		if (any) {
			this.heardAt = System.nanoTime();
		}
		return any;
	}

	@Override
	public void close() {
		MongoCursor<Document> open = this.cursor;
		if (open != null) {
			open.close();
		}
	}

}
