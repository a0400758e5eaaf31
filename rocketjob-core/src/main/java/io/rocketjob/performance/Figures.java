package io.rocketjob.performance;

import java.util.SortedMap;
import java.util.TreeMap;

import org.bson.Document;

/**
 * What was counted of one class and is still to be stored. Not thread-safe.
 */
final class Figures {

	private final SortedMap<Integer, Long> ran = new TreeMap<>();

	private final SortedMap<Integer, Long> waited = new TreeMap<>();

	private long runs;

	private long failures;

	/**
	 * Makes it.
	 * @param failures how many runs have failed
	 * @param ran how many took how long
	 * @param waited how many have waited how long
	 */
	Figures(long failures, SortedMap<Integer, Long> ran, SortedMap<Integer, Long> waited) {
		this.failures = failures;
		this.runs = ran.values().stream().mapToLong(Long::longValue).sum();
		this.ran.putAll(ran);
		this.waited.putAll(waited);
	}

	boolean isEmpty() {
		return this.runs == 0 && this.failures == 0 && this.waited.isEmpty();
	}

	Figures copy() {
		return new Figures(this.failures, this.ran, this.waited);
	}

	void add(Figures more) {
		this.runs += more.runs;
		this.failures += more.failures;
		more.ran.forEach((bucket, count) -> this.ran.merge(bucket, count, Long::sum));
		more.waited.forEach((bucket, count) -> this.waited.merge(bucket, count, Long::sum));
	}

	/**
	 * What adds it to what is stored.
	 */
	Document increments() {
		Document increments = new Document(PerformanceDocument.RUNS, this.runs).append(PerformanceDocument.FAILURES,
				this.failures);
		this.ran.forEach((bucket, count) -> increments.append(PerformanceDocument.RAN + "." + bucket, count));
		this.waited.forEach((bucket, count) -> increments.append(PerformanceDocument.WAITED + "." + bucket, count));
		return increments;
	}

}
