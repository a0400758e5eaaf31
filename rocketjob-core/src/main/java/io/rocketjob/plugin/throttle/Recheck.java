package io.rocketjob.plugin.throttle;

import java.time.Duration;
import java.util.function.Consumer;

import io.rocketjob.schedule.DurationRange;
import org.jspecify.annotations.Nullable;

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
	 * @param problems receives what is wrong: it is no duration, or too short or too long
	 * @return the time, {@code null} when it is wrong
	 */
	static @Nullable Duration parse(String text, Consumer<String> problems) {
		try {
			return RANGE.parse(text);
		}
		catch (IllegalArgumentException ex) {
			problems.accept("recheck: " + ex.getMessage());
			return null;
		}
	}

}
