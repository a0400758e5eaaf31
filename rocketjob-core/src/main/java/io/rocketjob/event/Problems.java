package io.rocketjob.event;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import org.slf4j.Logger;

/**
 * What is wrong with events, said once each: anybody can publish any number of wrong
 * ones. Used by one thread.
 */
final class Problems {

	private static final int MOST = 100;

	private static final Duration MEMORY = Duration.ofHours(1);

	private static final int LONGEST_TEXT = 100;

	private final Logger logger;

	private final Set<String> said = new HashSet<>();

	private long since = System.nanoTime();

	Problems(Logger logger) {
		this.logger = logger;
	}

	/**
	 * Logs a problem unless that was done within the last hour, or with too many others.
	 * @param message what is wrong, without any value of a parameter
	 */
	void say(String message) {
		long now = System.nanoTime();
		if (now - this.since > MEMORY.toNanos()) {
			this.said.clear();
			this.since = now;
		}
		if (this.said.size() < MOST && this.said.add(message)) {
			this.logger.warn("{}; it is ignored, and so are further ones like it", message);
			if (this.said.size() == MOST) {
				this.logger.warn("There were {} kinds of wrong events within {}; no more are logged for a while", MOST,
						MEMORY);
			}
		}
	}

	/**
	 * Makes a text that others have chosen fit for the log.
	 * @param text the text
	 * @return the text on one line, and not too long
	 */
	static String printable(String text) {
		String line = text.replaceAll("\\p{Cntrl}", "?");
		return (line.length() <= LONGEST_TEXT) ? line : line.substring(0, LONGEST_TEXT) + "…";
	}

}
