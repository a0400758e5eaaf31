package io.rocketjob.job;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * How long the jobs of each class keep a worker of this process busy: a moving average.
 * Thread-safe.
 */
final class RunTimes {

	/** What takes longer is claimed one at a time. */
	static final Duration SHORT = Duration.ofMillis(100);

	/** Nanoseconds. */
	private final Map<String, MovingAverage> averages = new ConcurrentHashMap<>();

	/**
	 * A job has kept a worker busy.
	 * @param type the name of its class
	 * @param duration for how long
	 */
	void add(String type, Duration duration) {
		this.averages.computeIfAbsent(type, (missing) -> new MovingAverage()).add((double) duration.toNanos());
	}

	/**
	 * How long the next job of a class will probably take.
	 * @param type the name of the class
	 * @return the duration, or {@code null} when there was none yet
	 */
	@Nullable Duration expected(String type) {
		MovingAverage average = this.averages.get(type);
		return (average != null) ? Duration.ofNanos((long) average.get()) : null;
	}

}
