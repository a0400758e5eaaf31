package io.rocketjob.plugin.throttle;

import java.time.Duration;

import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * After what time throttles are asked again, as annotations say it.
 */
final class Recheck {

	private Recheck() {
	}

	/**
	 * Reads the attribute.
	 * @param text such as {@code "1s"}
	 * @return the time
	 * @throws IllegalArgumentException when it is no duration, or not more than zero
	 */
	static Duration parse(String text) {
		Duration recheck;
		try {
			recheck = DurationFormatterUtils.detectAndParse(text.strip());
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"recheck: '" + text + "' is no duration; right would be \"10s\" or \"PT10S\"", ex);
		}
		if (recheck.toMillis() < 1) {
			throw new IllegalArgumentException("recheck: must be at least a millisecond, but is '" + text + "'");
		}
		return recheck;
	}

}
