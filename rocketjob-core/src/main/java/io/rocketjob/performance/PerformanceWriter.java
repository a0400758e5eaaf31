package io.rocketjob.performance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import io.rocketjob.job.JobStore;
import io.rocketjob.mongo.Outage;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Internal: stores each minute, and when the application stops, what a
 * {@link PerformanceRecorder} has counted: one command with an update for each class and
 * {@link Period}, which adds to what all servers have stored. What cannot be stored is
 * added the next time; when a connection breaks before the answer, it may be there twice.
 * A process that dies takes up to a minute of figures with it. Jobs never wait for it.
 * Thread-safe.
 */
public final class PerformanceWriter implements SmartLifecycle {

	/** After the workers have stopped. */
	private static final int PHASE = Integer.MAX_VALUE - 4000;

	private static final Duration INTERVAL = Duration.ofMinutes(1);

	/** How long it waits for the database, also at the end of the application. */
	private static final Duration PATIENCE = Duration.ofSeconds(2);

	/** Not all servers drop by themselves what has expired. */
	private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);

	/** What is kept while the database is away: twice what the most classes have. */
	private static final int MOST_PENDING = 2 * PerformanceRecorder.MOST_CLASSES * Period.values().length;

	private static final int DUPLICATE_KEY = 11000;

	/** Drops by itself what has expired. */
	private static final List<IndexModel> INDEXES = List
		.of(new IndexModel(Indexes.ascending(PerformanceDocument.EXPIRES_AT),
				new IndexOptions().name("performance_expires").expireAfter(0L, TimeUnit.SECONDS)));

	private static final Logger logger = LoggerFactory.getLogger(PerformanceWriter.class);

	private final JobStore store;

	private final PerformanceRecorder recorder;

	private final Outage outage = new Outage("storing of figures of performance", INTERVAL);

	/** By id of the document, the oldest first. Guarded by this, as the next are. */
	private final Map<String, Pending> pending = new LinkedHashMap<>();

	private Instant nextSweep = Instant.MIN;

	private @Nullable ScheduledThreadPoolExecutor scheduler;

	/**
	 * Makes it; it stores once it has been started.
	 * @param store the database
	 * @param recorder what counts
	 */
	public PerformanceWriter(JobStore store, PerformanceRecorder recorder) {
		this.store = store;
		this.recorder = recorder;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public synchronized boolean isRunning() {
		return this.scheduler != null;
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // flush() throws nothing
	public synchronized void start() {
		if (this.scheduler == null) {
			ScheduledThreadPoolExecutor started = new ScheduledThreadPoolExecutor(1, (task) -> {
				Thread thread = new Thread(task, "rocketjob-performance");
				thread.setDaemon(true);
				return thread;
			});
			started.scheduleWithFixedDelay(this::flush, INTERVAL.toMillis(), INTERVAL.toMillis(),
					TimeUnit.MILLISECONDS);
			this.scheduler = started;
		}
	}

	@Override
	public synchronized void stop() {
		if (this.scheduler != null) {
			this.scheduler.shutdown();
			this.scheduler = null;
			flush();
		}
	}

	/**
	 * Stores what was counted since the last time, and what was left then. A run counts
	 * in the bucket of this moment, up to a minute after its end.
	 */
	public synchronized void flush() {
		try {
			Instant now = this.store.clock().now();
			this.recorder.drain().forEach((type, figures) -> add(type, figures, now));
			dropTooMany();
			if (!this.pending.isEmpty()) {
				MongoCollection<Document> collection = this.store.mongo()
					.collection(PerformanceDocument.COLLECTION, INDEXES, PATIENCE);
				store(collection);
				sweep(collection, now);
			}
			this.outage.succeeded();
		}
		catch (RuntimeException ex) {
			// the next flush has it
			this.outage.failed(ex);
		}
	}

	private void add(String type, Figures figures, Instant now) {
		for (Period period : Period.values()) {
			Instant bucket = period.bucket(now);
			String id = PerformanceDocument.id(period, bucket, type);
			Pending present = this.pending.get(id);
			if (present != null) {
				present.figures().add(figures);
			}
			else {
				this.pending.put(id, new Pending(period, bucket, type, figures.copy()));
			}
		}
	}

	private void dropTooMany() {
		int tooMany = this.pending.size() - MOST_PENDING;
		if (tooMany > 0) {
			Iterator<String> oldest = this.pending.keySet().iterator();
			for (int i = 0; i < tooMany; i++) {
				oldest.next();
				oldest.remove();
			}
			logger.warn("The database is away for so long that {} buckets of figures of performance are lost", tooMany);
		}
	}

	private void store(MongoCollection<Document> collection) {
		try {
			tryStoring(collection);
		}
		catch (MongoBulkWriteException ex) {
			if (ex.getWriteErrors().stream().noneMatch((error) -> error.getCode() == DUPLICATE_KEY)) {
				throw ex;
			}
			// another server has made the document in the same moment: now it is there
			tryStoring(collection);
		}
	}

	private void tryStoring(MongoCollection<Document> collection) {
		List<String> ids = List.copyOf(this.pending.keySet());
		List<UpdateOneModel<Document>> updates = new ArrayList<>();
		this.pending.forEach((id, each) -> updates.add(new UpdateOneModel<>(new Document(PerformanceDocument.ID, id),
				each.update(), new UpdateOptions().upsert(true))));
		try {
			collection.bulkWrite(updates, new BulkWriteOptions().ordered(false));
			this.pending.clear();
		}
		catch (MongoBulkWriteException ex) {
			Set<String> failed = new HashSet<>();
			ex.getWriteErrors().stream().map(BulkWriteError::getIndex).map(ids::get).forEach(failed::add);
			this.pending.keySet().retainAll(failed);
			throw ex;
		}
	}

	private void sweep(MongoCollection<Document> collection, Instant now) {
		if (now.isAfter(this.nextSweep)) {
			this.nextSweep = now.plus(BETWEEN_SWEEPS);
			collection.deleteMany(new Document(PerformanceDocument.EXPIRES_AT, new Document("$lt", Date.from(now))));
		}
	}

	/**
	 * What is to be added to a document.
	 *
	 * @param period the period
	 * @param bucket when the bucket begins
	 * @param type the name of the class
	 * @param figures what to add
	 */
	private record Pending(Period period, Instant bucket, String type, Figures figures) {

		Document update() {
			Document made = new Document(PerformanceDocument.TYPE, this.type)
				.append(PerformanceDocument.FROM, Date.from(this.bucket))
				.append(PerformanceDocument.EXPIRES_AT, Date.from(this.period.expiry(this.bucket)));
			return new Document("$inc", this.figures.increments()).append("$setOnInsert", made);
		}

	}

}
