package io.rocketjob.batch;

import java.util.HashMap;
import java.util.Map;

import io.rocketjob.Statistics;

/**
 * The counters of one slice: what the record at hand has counted is added when it has
 * succeeded.
 */
final class Counters implements Statistics {

	private final Map<String, Long> sums = new HashMap<>();

	private final Map<String, Long> pending = new HashMap<>();

	@Override
	public void increment(String name, long by) {
		if (name.isEmpty() || name.length() > LONGEST_NAME) {
			throw new IllegalArgumentException("The name of a counter must have 1 to " + LONGEST_NAME
					+ " characters, but '" + name + "' has " + name.length());
		}
		this.pending.merge(name, by, Long::sum);
		if (this.pending.size() > MOST_NAMES) {
			throw tooMany(name);
		}
	}

	private static IllegalArgumentException tooMany(String name) {
		return new IllegalArgumentException("'" + name + "' is one counter too many: a slice can have " + MOST_NAMES
				+ "; put what varies from record to record into the output instead");
	}

	/**
	 * Checks that what is pending can be added.
	 */
	void check() {
		if (this.pending.isEmpty()) {
			return;
		}
		int more = this.sums.size();
		for (String name : this.pending.keySet()) {
			if (!this.sums.containsKey(name) && ++more > MOST_NAMES) {
				throw tooMany(name);
			}
		}
	}

	/** The record at hand has succeeded. */
	void commit() {
		if (!this.pending.isEmpty()) {
			add(this.pending);
			this.pending.clear();
		}
	}

	/** The record at hand has failed. */
	void rollback() {
		this.pending.clear();
	}

	void add(Map<String, Long> counts) {
		counts.forEach((name, count) -> this.sums.merge(name, count, Long::sum));
	}

	Map<String, Long> sums() {
		return this.sums;
	}

}
