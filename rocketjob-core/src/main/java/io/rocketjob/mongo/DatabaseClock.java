package io.rocketjob.mongo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;

import com.mongodb.client.MongoDatabase;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Internal: the time of the database as this process knows it. The process's own
 * {@link Clock}, corrected by the difference between the two machines, which is measured
 * now and then; a test that moves the clock moves this one as well. Thread-safe.
 */
public final class DatabaseClock {

	private static final Document HELLO = new Document("hello", 1);

	private final Clock clock;

	private static final Duration STALE = Duration.ofMinutes(1);

	private volatile Duration offset = Duration.ZERO;

	private volatile @Nullable Long measuredAt;

	public DatabaseClock(Clock clock) {
		this.clock = clock;
	}

	/**
	 * The estimated time of the database.
	 * @return the time, at the millisecond precision in which MongoDB stores it
	 */
	public Instant now() {
		return this.clock.instant().plus(this.offset).truncatedTo(ChronoUnit.MILLIS);
	}

	/**
	 * Asks the database for its time, and remembers how it differs from this machine's.
	 * @param database any database of the server
	 * @return the time that the database told
	 */
	public Instant measure(MongoDatabase database) {
		long before = System.currentTimeMillis();
		Document hello = database.runCommand(HELLO);
		long after = System.currentTimeMillis();
		Date told = hello.getDate("localTime");
		long middle = before + (after - before) / 2;
		long difference = told.toInstant().toEpochMilli() - middle;
		// a difference within the error of the measurement is none
		this.measuredAt = System.nanoTime();
		boolean measurable = Math.abs(difference) > (after - before) / 2 + 2;
		this.offset = measurable ? Duration.ofMillis(difference) : Duration.ZERO;
		return told.toInstant();
	}

	/**
	 * Measures again when that was not done within the last minute, as in a process that
	 * is no server.
	 * @param database any database of the server
	 */
	public void measureIfStale(MongoDatabase database) {
		Long last = this.measuredAt;
		if (last == null || System.nanoTime() - last > STALE.toNanos()) {
			measure(database);
		}
	}

	/**
	 * How far the database's clock was ahead of this machine's when last measured.
	 * @return the difference, negative when it is behind
	 */
	public Duration offset() {
		return this.offset;
	}

}
