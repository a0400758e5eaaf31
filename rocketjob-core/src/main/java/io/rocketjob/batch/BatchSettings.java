package io.rocketjob.batch;

import java.time.Duration;
import java.util.Map;

import io.rocketjob.stream.FileSettings;

/**
 * Internal: what the configuration says of batches.
 *
 * @param recheckInterval how often a server whose workers are at batches looks at least
 * whether jobs or other batches are to have some of them; with zero as often as it can
 * @param classes options of batch job classes by their names
 * @param files how files are opened
 */
public record BatchSettings(Duration recheckInterval, Map<String, BatchDefaults> classes, FileSettings files) {

	private static final Duration DEFAULT_RECHECK_INTERVAL = Duration.ofMillis(250);

	public BatchSettings {
		if (recheckInterval.isNegative()) {
			throw new IllegalArgumentException("recheckInterval must not be negative, but is " + recheckInterval);
		}
		classes = Map.copyOf(classes);
	}

	/**
	 * Settings with what holds for files where nothing is said.
	 * @param recheckInterval how often a server looks for other work
	 * @param classes options of batch job classes by their names
	 */
	public BatchSettings(Duration recheckInterval, Map<String, BatchDefaults> classes) {
		this(recheckInterval, classes, FileSettings.DEFAULTS);
	}

	/**
	 * The settings of one who is told nothing.
	 * @return the defaults
	 */
	public static BatchSettings defaults() {
		return new BatchSettings(DEFAULT_RECHECK_INTERVAL, Map.of());
	}

}
