package io.rocketjob.work;

/**
 * Internal: an average in which the latest values count most. Thread-safe.
 */
public final class MovingAverage {

	/** How much the last value counts. */
	private static final double WEIGHT = 1.0 / 8;

	private double average = Double.NaN;

	/**
	 * Adds a value.
	 * @param value the value
	 */
	public synchronized void add(double value) {
		this.average = Double.isNaN(this.average) ? value : this.average + WEIGHT * (value - this.average);
	}

	/**
	 * The average.
	 * @return the average, {@link Double#NaN} before the first value
	 */
	public synchronized double get() {
		return this.average;
	}

}
