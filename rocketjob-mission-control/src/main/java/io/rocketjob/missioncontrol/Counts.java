package io.rocketjob.missioncontrol;

import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import io.rocketjob.operation.BoundedCount;
import io.rocketjob.operation.Operations;
import io.rocketjob.operation.Operator;
import io.rocketjob.operation.Permission;
import io.rocketjob.operation.SearchOperations;
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

	private static final long BEYOND_NANOS = Duration.ofSeconds(30).toNanos();

	private final Operations operations;

	private final Kept<Map<String, BoundedCount>> byState;

	private final Kept<ServersDescriptor> servers;

	private final Kept<List<Problem>> problems;

	private final Kept<Activity> activity;

	private Map<String, BoundedCount> beyond = Map.of();

	private long allCountedAt = System.nanoTime() - BEYOND_NANOS;

	private @Nullable BoundedCount failed;

	Counts(Operations operations) {
		this.operations = operations;
		this.byState = new Kept<>(Duration.ofSeconds(1), this::count);
		this.servers = new Kept<>(Duration.ofSeconds(2), () -> operations.servers().list(COUNTER));
		this.problems = new Kept<>(Duration.ofSeconds(15), () -> operations.watch().problems(COUNTER));
		this.activity = new Kept<>(Duration.ofSeconds(30), () -> operations.watch().activity(COUNTER));
	}

	/** Asks only once whether the database is there. */
	<T> T together(Supplier<T> reads) {
		return this.operations.together(reads);
	}

	/** What is beyond the most that is counted stays there for a while. */
	private Map<String, BoundedCount> count() {
		if (System.nanoTime() - this.allCountedAt > BEYOND_NANOS) {
			this.beyond = Map.of();
			this.allCountedAt = System.nanoTime();
		}
		Map<String, BoundedCount> known = this.beyond;
		Map<String, BoundedCount> counted = this.operations.search()
			.counts(COUNTER, SearchOperations.STATES.stream().filter((state) -> !known.containsKey(state)).toList());
		Map<String, BoundedCount> counts = new LinkedHashMap<>();
		Map<String, BoundedCount> inexact = new LinkedHashMap<>();
		for (String state : SearchOperations.STATES) {
			BoundedCount count = Objects
				.requireNonNull(known.containsKey(state) ? known.get(state) : counted.get(state));
			counts.put(state, count);
			if (!count.exact()) {
				inexact.put(state, count);
			}
		}
		this.beyond = inexact;
		return counts;
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
		BoundedCount now = byState().get("failed");
		synchronized (this.problems) {
			if (!Objects.equals(this.failed, now)) {
				this.failed = now;
				this.problems.forget();
			}
		}
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
