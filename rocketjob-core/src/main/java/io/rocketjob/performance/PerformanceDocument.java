package io.rocketjob.performance;

import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

import org.bson.Document;

/**
 * Internal: the stored form of what was counted of one class in one bucket of a
 * {@link Period}. The id begins with the name of the period and the time of the bucket,
 * so that all servers write into one document, and the index of ids finds the buckets of
 * a period.
 */
public final class PerformanceDocument {

	/** The collection. */
	public static final String COLLECTION = "rocketjob.performance";

	/** Period, bucket and class. */
	public static final String ID = "_id";

	/** The name of the job class. */
	public static final String TYPE = "type";

	/** When the bucket begins. */
	public static final String FROM = "from";

	/** How many runs have ended. */
	public static final String RUNS = "runs";

	/** How many of them have failed. */
	public static final String FAILURES = "failures";

	/** How many took how long, by bucket of durations. */
	public static final String RAN = "ran";

	/** How many have waited how long, by bucket of durations. */
	public static final String WAITED = "waited";

	static final String EXPIRES_AT = "expiresAt";

	private PerformanceDocument() {
	}

	/**
	 * The id of a document, or the part of it that all of a bucket have.
	 * @param period the period
	 * @param bucket when the bucket begins
	 * @param type the name of the class, empty for the part before it
	 * @return the id; those of a period are in the order of their buckets
	 */
	public static String id(Period period, Instant bucket, String type) {
		return period.key() + " " + bucket + " " + type;
	}

	/**
	 * Reads counts of durations.
	 * @param stored the document
	 * @param name which of its counts
	 * @return the counts by bucket of durations
	 */
	public static SortedMap<Integer, Long> counts(Document stored, String name) {
		SortedMap<Integer, Long> counts = new TreeMap<>();
		stored.get(name, new Document())
			.forEach((bucket, count) -> counts.put(Integer.valueOf(bucket), ((Number) count).longValue()));
		return counts;
	}

	/**
	 * Reads a number.
	 * @param stored the document
	 * @param name its name
	 * @return the number, 0 where there is none
	 */
	public static long number(Document stored, String name) {
		return (stored.get(name) instanceof Number number) ? number.longValue() : 0;
	}

}
