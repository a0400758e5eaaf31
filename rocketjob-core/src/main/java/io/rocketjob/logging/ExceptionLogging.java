package io.rocketjob.logging;

import org.jspecify.annotations.Nullable;

/**
 * Internal: how much of the exceptions of jobs, and of other texts that may have data in
 * them, goes into the log.
 */
public enum ExceptionLogging {

	/**
	 * The classes of an exception and its causes, and their stack traces, without their
	 * messages: people put values into messages. Only those are there that Rocket Job or
	 * the driver has composed itself.
	 */
	WITHOUT_MESSAGES,

	/** Everything but the values of encrypted fields. */
	FULL;

	/** Names the property that shows what is left out. */
	static final String HOW_TO_SEE = "rocketjob.logging.exceptions=full shows it";

	/**
	 * Makes an exception fit to be logged.
	 * @param thrown the exception
	 * @param redaction what must not be shown in any case
	 * @return the exception itself, or what stands for it
	 */
	public Throwable loggable(Throwable thrown, Redaction redaction) {
		return (this == FULL) ? redaction.loggable(thrown) : RedactedException.withoutMessages(thrown, redaction);
	}

	/**
	 * Makes a text fit to be logged that a job, or a person, has given.
	 * @param text the text, without the values of encrypted fields
	 * @return the text, or what stands for it
	 */
	public String text(@Nullable String text) {
		if (text == null) {
			return "no reason given";
		}
		return (this == FULL) ? text : "(text not logged; " + HOW_TO_SEE + ")";
	}

	/**
	 * Whether texts that a job, or a person, has given are logged.
	 * @return whether they are
	 */
	public boolean showsTexts() {
		return this == FULL;
	}

}
