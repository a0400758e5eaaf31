package io.rocketjob;

import java.util.Locale;

/**
 * What is done of a batch job while it runs.
 *
 * @since 0.1.0
 */
public enum BatchPhase {

	/** {@link BatchCallbacks#beforeBatch}, on one worker. */
	BEFORE,

	/** The records, on many workers. */
	PROCESSING,

	/** {@link BatchCallbacks#afterBatch}, on one worker. */
	AFTER;

	/**
	 * The text that is stored.
	 * @return the name in lower case
	 */
	public String value() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * The phase that is stored as the given text.
	 * @param value the text
	 * @return the phase
	 * @throws IllegalArgumentException when there is no such phase
	 */
	public static BatchPhase of(String value) {
		return valueOf(value.toUpperCase(Locale.ROOT));
	}

}
