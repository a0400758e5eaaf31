package io.rocketjob.performance;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Internal: the times that people look at, each with buckets of its own, so that none
 * needs many.
 */
public enum Period {

	/** The last hour, by five minutes. */
	HOUR(Duration.ofMinutes(5), 12),

	/** The last day, by hours. */
	DAY(Duration.ofHours(1), 24),

	/** The last week, by six hours. */
	WEEK(Duration.ofHours(6), 28);

	/** How many buckets more are kept, so that none goes that is just being read. */
	private static final int SPARE = 4;

	private final Duration length;

	private final int buckets;

	Period(Duration length, int buckets) {
		this.length = length;
		this.buckets = buckets;
	}

	/**
	 * How it is called.
	 * @return the name in lower case
	 */
	public String key() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * How long a bucket is.
	 * @return the length
	 */
	public Duration length() {
		return this.length;
	}

	/**
	 * How many buckets it has, the one of the present time among them.
	 * @return the number
	 */
	public int buckets() {
		return this.buckets;
	}

	/**
	 * The bucket of a time.
	 * @param time the time
	 * @return when the bucket begins
	 */
	public Instant bucket(Instant time) {
		long seconds = this.length.toSeconds();
		return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
	}

	/**
	 * The first bucket that is looked at.
	 * @param now the present time
	 * @return when the bucket begins
	 */
	public Instant first(Instant now) {
		return bucket(now).minus(this.length.multipliedBy(this.buckets - 1L));
	}

	/**
	 * When a bucket is not needed any more.
	 * @param bucket when the bucket begins
	 * @return the time
	 */
	Instant expiry(Instant bucket) {
		return bucket.plus(this.length.multipliedBy(this.buckets + (long) SPARE));
	}

}
