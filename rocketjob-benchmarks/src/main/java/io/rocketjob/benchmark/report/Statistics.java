package io.rocketjob.benchmark.report;

import java.util.Arrays;
import java.util.Collection;

/**
 * What is made of many numbers.
 */
public final class Statistics {

	private Statistics() {
	}

	/**
	 * The number below which a share of all numbers is, by the nearest rank.
	 * @param numbers the numbers, at least one
	 * @param percent the share, more than 0 and at most 100
	 * @return one of the numbers
	 */
	public static double percentile(Collection<? extends Number> numbers, double percent) {
		if (numbers.isEmpty() || percent <= 0 || percent > 100) {
			throw new IllegalArgumentException(
					"There is no percentile " + percent + " of " + numbers.size() + " numbers");
		}
		double[] sorted = sorted(numbers);
		// rounded, as 99.9 of 1000 numbers is the 999th, whatever the binary fractions
		// say
		double rank = Math.ceil(Math.round(percent * sorted.length * 1e3) / 1e5);
		return sorted[(int) rank - 1];
	}

	/**
	 * The number in the middle, or the mean of the two there.
	 * @param numbers the numbers, at least one
	 * @return the median
	 */
	public static double median(Collection<? extends Number> numbers) {
		if (numbers.isEmpty()) {
			throw new IllegalArgumentException("There is no median of no numbers");
		}
		double[] sorted = sorted(numbers);
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

	/**
	 * How much later each of a queue was taken than the first of those behind it.
	 * @param starts when each was taken, in the order of the queue
	 * @return for each the delay, 0 for what was taken before all behind it
	 */
	public static long[] inversions(long[] starts) {
		long[] delays = new long[starts.length];
		long earliest = Long.MAX_VALUE;
		for (int i = starts.length - 1; i >= 0; i--) {
			delays[i] = Math.max(0, (earliest == Long.MAX_VALUE) ? 0 : starts[i] - earliest);
			earliest = Math.min(earliest, starts[i]);
		}
		return delays;
	}

	private static double[] sorted(Collection<? extends Number> numbers) {
		double[] sorted = numbers.stream().mapToDouble(Number::doubleValue).toArray();
		Arrays.sort(sorted);
		return sorted;
	}

}
