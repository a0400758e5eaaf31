package io.rocketjob.plugin.throttle;

import java.time.Duration;

import io.rocketjob.schedule.DurationRange;

/**
 * After what time throttles are asked again, as annotations say it.
 */
final class Recheck {

	/** Asking costs the database something; what waits too long seems forgotten. */
	private static final DurationRange RANGE = DurationRange.of("100ms", "1d");

	private Recheck() {
	}

	/**
	 * Reads the attribute.
	 * @param text such as {@code "1s"}
	 * @return the time
	 * @throws IllegalArgumentException when it is no duration, or too short or too long
	 */
	static Duration parse(String text) {
		try {
			return RANGE.parse(text);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("recheck: " + ex.getMessage(), ex);
		}
	}

}
