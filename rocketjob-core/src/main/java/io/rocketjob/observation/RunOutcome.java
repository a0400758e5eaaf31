package io.rocketjob.observation;

import java.util.Locale;

/**
 * How a run of a job or of a slice has ended.
 *
 * @since 0.1.0
 */
public enum RunOutcome {

	/** It has completed. */
	COMPLETED,

	/** It has failed, and nothing runs it again by itself. */
	FAILED,

	/** It has failed, and is queued again by a retry. */
	RETRIED,

	/** It has aborted itself. */
	ABORTED,

	/** It was given back to the queue, because its server stops. */
	REQUEUED,

	/** Another process has ended the job or taken it, so that nothing was stored. */
	LOST;

	/**
	 * How it is shown.
	 * @return the name in lower case
	 */
	public String value() {
		return name().toLowerCase(Locale.ROOT);
	}

}
