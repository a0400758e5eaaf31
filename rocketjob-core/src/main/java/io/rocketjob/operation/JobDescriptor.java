package io.rocketjob.operation;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A job. What is hidden unless values are shown: its description, fields and result, the
 * texts of its exception, the reasons in its history and for which it waits, and its
 * statistics. Encrypted fields are hidden always.
 *
 * @param id its id
 * @param jobClass the name of its class
 * @param knownClass whether this process has that class
 * @param state its state
 * @param description its description
 * @param priority its priority
 * @param destroyOnComplete whether it is deleted when it completes
 * @param createdAt when it was created
 * @param runAt when it may start
 * @param expiresAt when it is dropped if it has not started
 * @param startedAt when the last run began
 * @param completedAt when it completed, failed or was aborted
 * @param pausedAt when it was paused, while it is
 * @param duration how long it has waited, runs, or ran, as an ISO duration
 * @param timeout how long a run may take, as an ISO duration
 * @param logLevel the level from which its run logs
 * @param workerName the worker of the last run
 * @param percentComplete how far it is
 * @param failureCount how often it failed
 * @param chain which step of which chain it is, {@code null} when it is in none
 * @param waitsFor the ids of the jobs for which it waits
 * @param waitingFor what a throttle makes it wait for
 * @param fields its fields by their stored names
 * @param result its result
 * @param exception what it failed with
 * @param history how its state changed
 * @param batch how it stands, when it is a batch
 * @since 0.1.0
 */
public record JobDescriptor(String id, String jobClass, boolean knownClass, String state, @Nullable String description,
		int priority, boolean destroyOnComplete, Instant createdAt, @Nullable Instant runAt,
		@Nullable Instant expiresAt, @Nullable Instant startedAt, @Nullable Instant completedAt,
		@Nullable Instant pausedAt, String duration, @Nullable String timeout, @Nullable String logLevel,
		@Nullable String workerName, int percentComplete, int failureCount, @Nullable ChainDescriptor chain,
		List<String> waitsFor, @Nullable String waitingFor, @Nullable Object fields, @Nullable Object result,
		@Nullable FailureDescriptor exception, List<ChangeDescriptor> history, @Nullable BatchDescriptor batch) {

	/**
	 * A step of a chain.
	 *
	 * @param id the id of the chain
	 * @param name what chains of the kind are called
	 * @param step the number of the step, from 1
	 * @param of how many steps the chain has
	 */
	public record ChainDescriptor(String id, String name, int step, int of) {
	}

	/**
	 * A change of state.
	 *
	 * @param at when
	 * @param from the state before
	 * @param to the state after
	 * @param by the worker, the process, or {@code user at process}
	 * @param reason why, hidden unless values are shown
	 */
	public record ChangeDescriptor(Instant at, String from, String to, String by, @Nullable String reason) {
	}

}
