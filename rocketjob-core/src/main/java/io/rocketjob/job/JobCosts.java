package io.rocketjob.job;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.rocketjob.work.MovingAverage;
import org.jspecify.annotations.Nullable;

/**
 * How long the jobs of each class keep a worker of this process busy, and how large they
 * are: moving averages. Thread-safe.
 */
final class JobCosts {

	/** What takes longer is claimed one at a time. */
	static final Duration SHORT = Duration.ofMillis(100);

	/** Nanoseconds. */
	private final Map<String, MovingAverage> durations = new ConcurrentHashMap<>();

	private final Map<String, MovingAverage> sizes = new ConcurrentHashMap<>();

	/**
	 * A job has kept a worker busy.
	 * @param type the name of its class
	 * @param duration for how long
	 */
	void ran(String type, Duration duration) {
		this.durations.computeIfAbsent(type, (missing) -> new MovingAverage()).add((double) duration.toNanos());
	}

	/**
	 * How long the next job of a class will probably take.
	 * @param type the name of the class
	 * @return the duration, or {@code null} when there was none yet
	 */
	@Nullable Duration duration(String type) {
		MovingAverage average = this.durations.get(type);
		return (average != null) ? Duration.ofNanos((long) average.get()) : null;
	}

	/**
	 * A job was read.
	 * @param type the name of its class
	 * @param bytes the size of its document
	 */
	void read(String type, int bytes) {
		this.sizes.computeIfAbsent(type, (missing) -> new MovingAverage()).add(bytes);
	}

	/**
	 * How large the next job of a class will probably be.
	 * @param type the name of the class
	 * @return the size in bytes, 0 when none was read yet
	 */
	long bytes(String type) {
		MovingAverage average = this.sizes.get(type);
		return (average != null) ? (long) average.get() : 0;
	}

}
