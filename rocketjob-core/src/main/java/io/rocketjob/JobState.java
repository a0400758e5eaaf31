package io.rocketjob;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The states of a job. A job that is {@link #QUEUED} with a {@code runAt} in the future
 * is shown as scheduled.
 *
 * @since 0.1.0
 */
public enum JobState {

	/** Waits for a worker, for its time, or for other jobs. */
	QUEUED,

	/** Held by a worker. */
	RUNNING,

	/** Done. Final. */
	COMPLETED,

	/** Ended by an exception or by hand; can be retried or aborted. */
	FAILED,

	/** Held back by hand; can be resumed. */
	PAUSED,

	/** Given up. Final. */
	ABORTED;

	/**
	 * The text that is stored in the {@code state} field of a job.
	 * @return the name in lower case
	 */
	public String value() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Whether no transition leads out of this state.
	 * @return {@code true} for {@link #COMPLETED} and {@link #ABORTED}
	 */
	public boolean isFinal() {
		return this == COMPLETED || this == ABORTED;
	}

	/**
	 * The state that is stored as the given text.
	 * @param value a stored text such as {@code "queued"}, in any case
	 * @return the state
	 * @throws IllegalArgumentException when there is no such state
	 */
	public static JobState of(String value) {
		for (JobState state : values()) {
			if (state.name().equalsIgnoreCase(value)) {
				return state;
			}
		}
		throw new IllegalArgumentException("No job state '" + value + "'; there are "
				+ Arrays.stream(values()).map(JobState::value).collect(Collectors.joining(", ")));
	}

}
