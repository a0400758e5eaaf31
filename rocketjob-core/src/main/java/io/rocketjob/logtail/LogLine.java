package io.rocketjob.logtail;

import java.time.Instant;

/**
 * Internal: what was logged at once; with a stack trace it has several lines.
 *
 * @param at when, by the clock of the process
 * @param level the level, such as {@code INFO}
 * @param logger the name of the logger
 * @param text the message, and what was thrown
 */
public record LogLine(Instant at, String level, String logger, String text) {

	private static final int LONGEST = 4_000;

	/**
	 * Makes one.
	 */
	public LogLine {
		if (text.length() > LONGEST) {
			text = text.substring(0, Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST) + "…";
		}
	}

	/** About how many characters it takes. */
	int size() {
		return this.text.length() + this.logger.length() + 50;
	}

}
