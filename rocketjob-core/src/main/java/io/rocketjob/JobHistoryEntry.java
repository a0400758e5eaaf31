package io.rocketjob;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * One change of a job's state. A job keeps its last {@value #LIMIT}.
 *
 * @param at when, by the database's clock
 * @param from the state before
 * @param to the state after
 * @param by the worker, or the process in which a user asked for it; where an operation
 * was done by a user who is known, {@code user at process}
 * @param reason why, where a reason was given
 * @since 0.1.0
 */
public record JobHistoryEntry(Instant at, JobState from, JobState to, String by, @Nullable String reason) {

	/** How many entries a job keeps. */
	public static final int LIMIT = 20;

}
