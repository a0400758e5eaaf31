package io.rocketjob.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.rocketjob.schedule.Period;
import org.jspecify.annotations.Nullable;

/**
 * What this process leaves out for a while when it looks for jobs. Thread-safe.
 */
final class ThrottledNames {

	private final Supplier<Instant> clock;

	private final Map<String, Period> periods = new ConcurrentHashMap<>();

	ThrottledNames(Supplier<Instant> clock) {
		this.clock = clock;
	}

	void add(String what, Duration time) {
		Instant now = this.clock.get();
		this.periods.put(what, new Period(now, now.plus(time)));
	}

	/**
	 * Whether nothing is left out, nor was.
	 */
	boolean isEmpty() {
		return this.periods.isEmpty();
	}

	/**
	 * Whether something is left out now.
	 */
	boolean has(String what) {
		Period period = this.periods.get(what);
		return period != null && period.contains(this.clock.get());
	}

	/**
	 * Whether something was left out, and is not forgotten.
	 */
	boolean had(String what) {
		return this.periods.containsKey(what);
	}

	/**
	 * Leaves something out no longer.
	 * @return whether it was left out
	 */
	boolean forget(String what) {
		return this.periods.remove(what) != null;
	}

	/**
	 * Leaves nothing out any longer.
	 */
	void forgetAll() {
		this.periods.clear();
	}

	/**
	 * Forgets that something was left out, unless it still is.
	 */
	void forgetIfOver(String what) {
		this.periods.computeIfPresent(what, (key, period) -> period.contains(this.clock.get()) ? period : null);
	}

	/**
	 * How long until the first thing is not left out any more.
	 * @return the time, or {@code null} when nothing is left out
	 */
	@Nullable Duration next() {
		Instant now = this.clock.get();
		return this.periods.values()
			.stream()
			.filter((period) -> period.contains(now))
			.map((period) -> Duration.between(now, period.until()))
			.min(Duration::compareTo)
			.orElse(null);
	}

}
