package io.rocketjob.operation;

import java.util.Locale;

/**
 * How many there are, as far as was worth counting.
 *
 * @param count how many there are; where it is not exact, how many there are at least
 * @param exact whether all were counted
 * @since 0.1.0
 */
public record BoundedCount(long count, boolean exact) {

	/** How many are counted at most. */
	public static final int MOST = 100_000;

	/**
	 * A count that ends beyond the most.
	 * @param counted how many were counted
	 * @return the count
	 */
	static BoundedCount of(long counted) {
		return new BoundedCount(Math.min(counted, MOST), counted <= MOST);
	}

	/**
	 * The count of both.
	 * @param other another count
	 * @return the sum
	 */
	BoundedCount plus(BoundedCount other) {
		return new BoundedCount(this.count + other.count, this.exact && other.exact);
	}

	/**
	 * This count, or the most where it is beyond that.
	 * @return the count
	 */
	BoundedCount bounded() {
		return new BoundedCount(Math.min(this.count, MOST), this.exact && this.count <= MOST);
	}

	/**
	 * The count in words.
	 * @return a text such as {@code 1,234} or {@code more than 100,000}
	 */
	@Override
	public String toString() {
		String number = String.format(Locale.ENGLISH, "%,d", this.count);
		return this.exact ? number : "more than " + number;
	}

}
