package io.rocketjob.batch;

import java.time.Duration;

import io.rocketjob.work.MovingAverage;

/**
 * What a slice of a batch takes, as its workers have found: how long, and how many bytes.
 * Says how many slices they can claim together. Thread-safe: one slice is learned as a
 * whole, so that no thread sees how long it took and not yet how large it was.
 */
final class SliceCost {

	/** What takes longer is claimed one at a time. */
	private static final Duration SHORT = Duration.ofMillis(100);

	/** How many slices for each worker. */
	private static final int EACH = 2;

	/** Or as many as it does in this time: others may want what is left at the end. */
	private static final Duration BRIEF = Duration.ofMillis(10);

	/** How many bytes of slices may wait. */
	private static final int MOST_BYTES = 4 * 1024 * 1024;

	private final MovingAverage nanos = new MovingAverage();

	private final MovingAverage bytes = new MovingAverage();

	/**
	 * Learns from a slice that was worked on.
	 * @param duration how long it has kept a worker busy
	 * @param size its bytes
	 */
	synchronized void learn(Duration duration, int size) {
		this.nanos.add((double) duration.toNanos());
		this.bytes.add(size);
	}

	/**
	 * How many slices to claim together: no more than the workers can do in a short time,
	 * nor than fit into little memory.
	 * @param workers how many workers there are for them
	 * @param most how many at most
	 * @return the number, at least 1; 1 as long as nothing is known
	 */
	synchronized int groupSize(int workers, int most) {
		double each = this.nanos.get();
		if (Double.isNaN(each) || each > SHORT.toNanos()) {
			return 1;
		}
		double inTime = (double) SHORT.toNanos() / Math.max(each, 1) * workers;
		double inMemory = MOST_BYTES / Math.max(this.bytes.get(), 1);
		double share = Math.max(EACH, BRIEF.toNanos() / Math.max(each, 1)) * workers;
		return (int) Math.max(1, Math.min(Math.min(inTime, inMemory), Math.min(most, share)));
	}

	/**
	 * How long one worker would take for some slices.
	 * @param count how many
	 * @return the time in nanoseconds, {@link Double#NaN} as long as nothing is known
	 */
	synchronized double expected(int count) {
		return count * this.nanos.get();
	}

}
