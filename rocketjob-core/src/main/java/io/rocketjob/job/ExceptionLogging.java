package io.rocketjob.job;

import org.jspecify.annotations.Nullable;

/**
 * Internal: how much of the exceptions of jobs, and of other texts that may have data in
 * them, goes into the log.
 */
public enum ExceptionLogging {

	/**
	 * The classes of an exception and its causes, and their stack traces, without their
	 * messages: people put values into messages.
	 */
	WITHOUT_MESSAGES,

	/** Everything but the values of encrypted fields. */
	FULL;

	/**
	 * Makes an exception fit to be logged.
	 * @param thrown the exception
	 * @param redaction what must not be shown in any case
	 * @return the exception itself, or what stands for it
	 */
	public Throwable loggable(Throwable thrown, Redaction redaction) {
		return (this == FULL) ? redaction.loggable(thrown) : RedactedException.withoutMessages(thrown);
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
		return (this == FULL) ? text : "(text not logged)";
	}

}
