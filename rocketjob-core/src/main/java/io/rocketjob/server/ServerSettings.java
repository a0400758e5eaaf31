package io.rocketjob.server;

import java.time.Duration;

import io.rocketjob.ServerFilter;
import org.jspecify.annotations.Nullable;

/**
 * How a server behaves.
 *
 * @param name its name; {@code null} for {@code host:pid}. When another server has it, a
 * number is added
 * @param maxWorkers how many jobs it runs at a time, at least 1
 * @param heartbeatInterval how often it says that it lives; it is declared dead after
 * four intervals without
 * @param pollInterval how long it waits at most before it looks for work again that
 * nothing has told it of
 * @param shutdownTimeout how long a stop may take; work that is not done shortly before
 * is interrupted and given back
 * @param virtualThreads whether workers are virtual threads
 * @param maxGroupSize how many jobs or slices it claims, or ends, at a time at most when
 * their runs are short; 1 to do so one by one
 * @param filter which jobs it works on
 * @param reservedWorkers how many of its workers never work on the records of batches, so
 * that jobs find one free; less than maxWorkers
 * @param maxCrashes how often in a row the process may die that works on a job, or on a
 * slice, before this server fails it instead of queueing it again, up to 1000; 0 for any
 * number of times. Of several servers the one decides that finds the dead one
 * @since 0.1.0
 */
public record ServerSettings(@Nullable String name, int maxWorkers, Duration heartbeatInterval, Duration pollInterval,
		Duration shutdownTimeout, boolean virtualThreads, int maxGroupSize, ServerFilter filter, int reservedWorkers,
		int maxCrashes) {

	/** How many heartbeats a server may miss before it is declared dead. */
	static final int MISSED_HEARTBEATS = 4;

	/** So that all of a group fits into one answer, and a crash repeats little. */
	private static final int LARGEST_GROUP = 1_000;

	/** More than this are no limit any more. */
	private static final int MOST_CRASHES = 1_000;

	/** How often in a row a process may die of the same job, unless told otherwise. */
	public static final int DEFAULT_MAX_CRASHES = 3;

	/** How many jobs or slices are claimed at a time at most, unless told otherwise. */
	public static final int DEFAULT_MAX_GROUP_SIZE = 200;

	/** How many workers a server has unless told otherwise. */
	public static final int DEFAULT_MAX_WORKERS = 10;

	public ServerSettings {
		if (name != null && name.isBlank()) {
			throw new IllegalArgumentException("name must not be blank; leave it out for host:pid");
		}
		if (maxWorkers < 1) {
			throw new IllegalArgumentException("maxWorkers must be at least 1, but is " + maxWorkers);
		}
		if (maxGroupSize < 1 || maxGroupSize > LARGEST_GROUP) {
			throw new IllegalArgumentException("maxGroupSize must be between 1 and " + LARGEST_GROUP + ", but is "
					+ maxGroupSize + "; 1 switches grouping off");
		}
		if (reservedWorkers < 0 || reservedWorkers >= maxWorkers) {
			throw new IllegalArgumentException("reservedWorkers must be between 0 and " + (maxWorkers - 1)
					+ ", so that one of the " + maxWorkers + " workers is left for batches, but is " + reservedWorkers);
		}
		if (maxCrashes < 0 || maxCrashes > MOST_CRASHES) {
			throw new IllegalArgumentException("maxCrashes must be between 1 and " + MOST_CRASHES + ", or 0 for any"
					+ " number of times, but is " + maxCrashes);
		}
		checkPositive("heartbeatInterval", heartbeatInterval);
		checkPositive("pollInterval", pollInterval);
		checkPositive("shutdownTimeout", shutdownTimeout);
	}

	/**
	 * The settings of a server that works on all jobs with all its workers.
	 * @param name its name, or {@code null}
	 * @param maxWorkers how many jobs it runs at a time
	 * @param heartbeatInterval how often it says that it lives
	 * @param pollInterval how long it waits at most before it looks for work again
	 * @param shutdownTimeout how long a stop may take
	 * @param virtualThreads whether workers are virtual threads
	 * @param maxGroupSize how many jobs or slices it claims, or ends, at a time at most
	 */
	public ServerSettings(@Nullable String name, int maxWorkers, Duration heartbeatInterval, Duration pollInterval,
			Duration shutdownTimeout, boolean virtualThreads, int maxGroupSize) {
		this(name, maxWorkers, heartbeatInterval, pollInterval, shutdownTimeout, virtualThreads, maxGroupSize,
				ServerFilter.NONE, 0, DEFAULT_MAX_CRASHES);
	}

	private static void checkPositive(String name, Duration duration) {
		if (duration.toMillis() < 1) {
			throw new IllegalArgumentException(name + " must be at least one millisecond, but is " + duration);
		}
	}

	/**
	 * The settings of a server that is told nothing.
	 * @return the defaults
	 */
	public static ServerSettings defaults() {
		return new ServerSettings(null, DEFAULT_MAX_WORKERS, Duration.ofSeconds(15), Duration.ofSeconds(5),
				Duration.ofSeconds(25), false, DEFAULT_MAX_GROUP_SIZE);
	}

	Duration deadAfter() {
		return this.heartbeatInterval.multipliedBy(MISSED_HEARTBEATS);
	}

}
