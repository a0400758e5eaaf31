package io.rocketjob.event;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOptions;
import io.rocketjob.mongo.RocketJobMongo;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Internal: the stored events as one process sees them. Thread-safe.
 */
public final class EventStore {

	private static final Document SET_TIME = new Document(EventDocument.AT, true);

	/** The name of events without subscribers. */
	private static final String MARK = "rocketjob.events";

	/** How long to wait for the database before a wait is left to end by itself. */
	private static final Duration WAKE_PATIENCE = Duration.ofSeconds(1);

	private final RocketJobMongo mongo;

	private final EventCollection collection;

	private final String from;

	private final LongAdder published = new LongAdder();

	/**
	 * Makes a store.
	 * @param mongo where events are stored
	 * @param process what this process is called, as others may want to know
	 */
	public EventStore(RocketJobMongo mongo, String process) {
		this.mongo = mongo;
		this.collection = new EventCollection(mongo);
		// the name may be taken again by another process
		this.from = process + "/" + new ObjectId().toHexString();
	}

	EventCollection collection() {
		return this.collection;
	}

	RocketJobMongo mongo() {
		return this.mongo;
	}

	/**
	 * Whether this process has published an event.
	 * @param publisher what the event says about that
	 * @return whether it was this one
	 */
	boolean isOurs(String publisher) {
		return this.from.equals(publisher);
	}

	/**
	 * An event that is not stored yet.
	 * @param name which subscribers it is for
	 * @param action what they are to do
	 * @param parameters the parameters, in types that can be stored
	 * @return the event without id and time
	 */
	Document event(String name, String action, Document parameters) {
		return new Document(EventDocument.NAME, name).append(EventDocument.ACTION, action)
			.append(EventDocument.PARAMETERS, parameters)
			.append(EventDocument.FROM, this.from);
	}

	/**
	 * Stores an event by one write, which sets its time by the clock of the database.
	 * @param event the event
	 */
	void store(Document event) {
		this.collection.toWrite()
			.updateOne(new Document(EventDocument.ID, new ObjectId()), insertion(event),
					new UpdateOptions().upsert(true));
		this.published.increment();
	}

	/**
	 * How many events this process has stored.
	 * @return the number since its start
	 */
	public long published() {
		return this.published.sum();
	}

	/**
	 * Stores an event without subscribers. It tells the time by the very clock that
	 * events are stored with, and makes the collection exist and not empty.
	 * @return the stored event
	 */
	Document mark() {
		return Objects.requireNonNull(this.collection.toWrite()
			.findOneAndUpdate(new Document(EventDocument.ID, new ObjectId()),
					insertion(event(MARK, "listening", new Document())),
					new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER)));
	}

	/**
	 * Ends the wait of all cursors at the end of the collection, by an event that nothing
	 * listens to.
	 */
	void wake() {
		this.collection.collection()
			.withTimeout(WAKE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
			.updateOne(new Document(EventDocument.ID, new ObjectId()), insertion(event(MARK, "waking", new Document())),
					new UpdateOptions().upsert(true));
	}

	/**
	 * Whether an event is such a mark, of whatever process.
	 * @param event the stored event
	 * @return whether it says nothing to anybody
	 */
	static boolean isMark(Document event) {
		return MARK.equals(EventDocument.text(event, EventDocument.NAME));
	}

	private static Document insertion(Document event) {
		return new Document("$setOnInsert", event).append("$currentDate", SET_TIME);
	}

	ReceivedEvent received(Document event) {
		String publisher = EventDocument.text(event, EventDocument.FROM);
		return new ReceivedEvent(EventDocument.text(event, EventDocument.NAME),
				EventDocument.text(event, EventDocument.ACTION), EventDocument.parameters(event), publisher,
				isOurs(publisher));
	}

}
