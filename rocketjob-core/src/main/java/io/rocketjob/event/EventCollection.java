package io.rocketjob.event;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.rocketjob.mongo.DatabaseErrors;
import io.rocketjob.mongo.RocketJobMongo;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The collection of the events. Sees to it that it is capped where the server can do
 * that, also when it was dropped and a write has brought it back. What the server can do
 * is found by asking it. Thread-safe.
 */
final class EventCollection {

	static final String NAME = "rocketjob.events";

	private static final Logger logger = LoggerFactory.getLogger(EventCollection.class);

	private static final long SIZE = 16 * 1024 * 1024;

	/** How long those who write rely on what was found. */
	private static final Duration MEMORY = Duration.ofMinutes(1);

	private static final int NAMESPACE_EXISTS = 48;

	/** Of a conversion: gone again, or not to be had at this moment. */
	private static final Set<Integer> NOT_NOW = Set.of(24, 26, 50);

	private static final int LONGEST_CONVERSION = 5_000;

	private static final List<IndexModel> INDEXES = List
		.of(new IndexModel(Indexes.ascending(EventDocument.AT, EventDocument.ID), new IndexOptions().name("event_at")));

	private final RocketJobMongo mongo;

	private volatile @Nullable Long checkedAt;

	private volatile boolean conversionRefused;

	EventCollection(RocketJobMongo mongo) {
		this.mongo = mongo;
	}

	/**
	 * The collection for one who writes. Who only wrote would bring back a dropped
	 * collection as one that grows for ever.
	 * @return the collection
	 */
	MongoCollection<Document> toWrite() {
		Long checked = this.checkedAt;
		if (checked == null || System.nanoTime() - checked > MEMORY.toNanos()) {
			prepare();
		}
		return collection();
	}

	/**
	 * The collection as it is.
	 * @return the collection, outside of any transaction
	 */
	MongoCollection<Document> collection() {
		return this.mongo.database().getCollection(NAME);
	}

	/**
	 * The collection with an index on the times.
	 * @return the collection, outside of any transaction
	 */
	MongoCollection<Document> indexed() {
		this.mongo.checkIndexesAgain(NAME);
		return this.mongo.collection(NAME, INDEXES);
	}

	/**
	 * Creates the collection if need be, and asks the server what it is like. Any number
	 * of processes may do so at once.
	 * @return whether it is capped
	 */
	boolean prepare() {
		Boolean capped = isCapped();
		if (capped == null) {
			create();
			capped = isCapped();
		}
		// a conversion waits for all transactions in the database: not within one
		if (Boolean.FALSE.equals(capped) && !this.conversionRefused && !this.mongo.isTransactionActive()) {
			convert();
			capped = isCapped();
		}
		this.checkedAt = System.nanoTime();
		return Boolean.TRUE.equals(capped);
	}

	private @Nullable Boolean isCapped() {
		try {
			Document description = this.mongo.database().listCollections().filter(new Document("name", NAME)).first();
			return (description != null) ? description.get("options", new Document()).get("capped", Boolean.FALSE)
					: null;
		}
		catch (MongoCommandException ex) {
			if (DatabaseErrors.isPassing(ex)) {
				throw ex;
			}
			logger.debug("The server does not tell about collection {}", NAME, ex);
			return null;
		}
	}

	private void create() {
		try {
			this.mongo.database().createCollection(NAME, new CreateCollectionOptions().capped(true).sizeInBytes(SIZE));
		}
		catch (MongoCommandException ex) {
			if (DatabaseErrors.isPassing(ex)) {
				throw ex;
			}
			if (ex.getErrorCode() != NAMESPACE_EXISTS) {
				logger.debug("The server creates no capped collection", ex);
			}
		}
	}

	private void convert() {
		try {
			this.mongo.database()
				.runCommand(new Document("convertToCapped", NAME).append("size", SIZE)
					.append("maxTimeMS", LONGEST_CONVERSION));
			logger.info("Collection {} is capped again", NAME);
		}
		catch (MongoCommandException ex) {
			if (NOT_NOW.contains(ex.getErrorCode())) {
				return;
			}
			if (DatabaseErrors.isPassing(ex)) {
				throw ex;
			}
			this.conversionRefused = true;
			logger.debug("The server makes no collection a capped one", ex);
		}
	}

}
