package io.rocketjob.batch;

import java.time.Duration;
import java.util.Map;

/**
 * Internal: what the configuration says of batches.
 *
 * @param recheckInterval how long a worker stays with a batch before it looks for more
 * urgent work; zero to look after each slice
 * @param classes options of batch job classes by their names
 */
public record BatchSettings(Duration recheckInterval, Map<String, BatchDefaults> classes) {

	public BatchSettings {
		if (recheckInterval.isNegative()) {
			throw new IllegalArgumentException("recheckInterval must not be negative, but is " + recheckInterval);
		}
		classes = Map.copyOf(classes);
	}

	/**
	 * The settings of one who is told nothing.
	 * @return the defaults
	 */
	public static BatchSettings defaults() {
		return new BatchSettings(Duration.ofSeconds(60), Map.of());
	}

}
