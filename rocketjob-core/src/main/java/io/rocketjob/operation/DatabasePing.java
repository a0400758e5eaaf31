package io.rocketjob.operation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import com.mongodb.MongoException;
import io.rocketjob.batch.BatchEngine;
import io.rocketjob.mongo.RocketJobMongo;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;

/**
 * Asks the database whether it is there, before an operation that would wait for it for
 * as long as the driver looks for a server: half a minute, unless the connection says
 * otherwise. Thread-safe.
 */
final class DatabasePing {

	/** The same as health, and short for one who waits for an answer. */
	private static final int PATIENCE_SECONDS = 2;

	private static final Document PING = new Document("ping", 1);

	private static final Logger logger = LoggerFactory.getLogger(DatabasePing.class);

	/** What has answered since a thread has begun to read several things. */
	private static final ThreadLocal<@Nullable Set<DatabasePing>> ANSWERED = new ThreadLocal<>();

	private final List<RocketJobMongo> databases;

	private DatabasePing(List<RocketJobMongo> databases) {
		this.databases = databases;
	}

	static DatabasePing ofJobs(RocketJobMongo jobs) {
		return new DatabasePing(List.of(jobs));
	}

	/**
	 * Of what has to do with batches as well, whose slices may be elsewhere.
	 */
	static DatabasePing ofJobsAndSlices(BatchEngine engine) {
		RocketJobMongo jobs = engine.jobs().store().mongo();
		RocketJobMongo slices = engine.slices();
		return new DatabasePing((jobs == slices) ? List.of(jobs) : List.of(jobs, slices));
	}

	/**
	 * Lets several reads look only once whether the database answers.
	 * @param reads the reads, which follow each other at once
	 * @param <T> the type of their result
	 * @return the result
	 */
	static <T> T once(Supplier<T> reads) {
		if (ANSWERED.get() != null) {
			return reads.get();
		}
		ANSWERED.set(new HashSet<>());
		try {
			return reads.get();
		}
		finally {
			ANSWERED.remove();
		}
	}

	/**
	 * Checks that the database answers.
	 * @throws OperationException when it does not, or not soon
	 */
	void check() {
		Set<DatabasePing> answered = ANSWERED.get();
		if (answered != null && answered.contains(this)) {
			return;
		}
		for (RocketJobMongo mongo : this.databases) {
			try {
				mongo.translating(
						() -> mongo.database().withTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).runCommand(PING));
			}
			catch (DataAccessException | MongoException ex) {
				logger.warn("An operation was not begun, because the database did not answer: {}",
						ex.getClass().getName());
				throw OperationException.unavailable("The database has not answered within " + PATIENCE_SECONDS
						+ " s; nothing was done: " + ex.getClass().getName());
			}
		}
		if (answered != null) {
			answered.add(this);
		}
	}

}
