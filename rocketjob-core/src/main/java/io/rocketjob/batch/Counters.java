package io.rocketjob.batch;

import java.util.HashMap;
import java.util.Map;

import io.rocketjob.Statistics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The counters of one slice: what the record at hand has counted is added when it has
 * succeeded.
 */
final class Counters implements Statistics {

	private static final Logger logger = LoggerFactory.getLogger(Counters.class);

	private final Map<String, Long> sums = new HashMap<>();

	private final Map<String, Long> pending = new HashMap<>();

	private boolean leftOut;

	@Override
	public void increment(String name, long by) {
		if (name.isEmpty() || name.length() > LONGEST_NAME) {
			throw new IllegalArgumentException("The name of a counter must have 1 to " + LONGEST_NAME
					+ " characters, but '" + name + "' has " + name.length());
		}
		if (this.pending.size() < MOST_NAMES || this.pending.containsKey(name)) {
			this.pending.merge(name, by, Long::sum);
		}
		else {
			leaveOut(name);
		}
	}

	/**
	 * Records are not worked on again for what they count.
	 */
	private void leaveOut(String name) {
		if (!this.leftOut) {
			this.leftOut = true;
			logger.warn(
					"'{}' is one counter too many and is left out, as are all further ones of this slice, which can"
							+ " have {}; put what varies from record to record into the output instead",
					name, MOST_NAMES);
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
		counts.forEach((name, count) -> {
			if (this.sums.size() < MOST_NAMES || this.sums.containsKey(name)) {
				this.sums.merge(name, count, Long::sum);
			}
			else {
				leaveOut(name);
			}
		});
	}

	Map<String, Long> sums() {
		return this.sums;
	}

}
