package io.rocketjob.missioncontrol;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.rocketjob.operation.BoundedCount;
import io.rocketjob.operation.Operations;
import io.rocketjob.operation.Operator;
import io.rocketjob.operation.Permission;
import io.rocketjob.operation.ServersDescriptor;
import io.rocketjob.operation.WatchOperations.Activity;
import io.rocketjob.operation.WatchOperations.Problem;
import org.jspecify.annotations.Nullable;

/**
 * How jobs and servers stand, asked for at most once in a moment however many people
 * look. Thread-safe.
 */
final class Counts {

	private static final Operator COUNTER = new Operator(null, SecuredVisitors.CHANNEL,
			EnumSet.of(Permission.JOB_READ, Permission.SERVER_READ));

	private final Kept<Map<String, BoundedCount>> byState;

	private final Kept<ServersDescriptor> servers;

	private final Kept<List<Problem>> problems;

	private final Kept<Activity> activity;

	Counts(Operations operations) {
		this.byState = new Kept<>(Duration.ofSeconds(1), () -> operations.search().counts(COUNTER));
		this.servers = new Kept<>(Duration.ofSeconds(1), () -> operations.servers().list(COUNTER));
		this.problems = new Kept<>(Duration.ofSeconds(5), () -> operations.watch().problems(COUNTER));
		this.activity = new Kept<>(Duration.ofSeconds(10), () -> operations.watch().activity(COUNTER));
	}

	/**
	 * How many jobs there are in each state as it is shown.
	 */
	Map<String, BoundedCount> byState() {
		return this.byState.get();
	}

	/**
	 * The servers.
	 */
	ServersDescriptor servers() {
		return this.servers.get();
	}

	/**
	 * What is wrong now, without values.
	 */
	List<Problem> problems() {
		return this.problems.get();
	}

	/**
	 * How many jobs have ended lately.
	 */
	Activity activity() {
		return this.activity.get();
	}

	/**
	 * Counts anew at the next time, because something was done that people expect to see.
	 */
	void forget() {
		this.byState.forget();
		this.servers.forget();
		this.problems.forget();
	}

	/** Something that is asked for again after a time. */
	private static final class Kept<T> {

		private final long nanos;

		private final Supplier<T> source;

		private @Nullable T last;

		private long readAt;

		Kept(Duration time, Supplier<T> source) {
			this.nanos = time.toNanos();
			this.source = source;
		}

		synchronized T get() {
			T kept = this.last;
			if (kept == null || System.nanoTime() - this.readAt > this.nanos) {
				kept = this.source.get();
				this.last = kept;
				this.readAt = System.nanoTime();
			}
			return kept;
		}

		synchronized void forget() {
			this.last = null;
		}

	}

}
