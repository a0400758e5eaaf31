package io.rocketjob.performance;

import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;

/**
 * Internal: the buckets that durations are counted in: eight for each doubling, so that a
 * few hundred numbers hold all from a microsecond to two years. Microseconds below 8 have
 * a bucket each. Above, the bucket {@code i} begins at {@code (8 + i mod 8) * w} and is
 * {@code w} wide, with {@code w = 2^(i div 8 - 1)}. A duration is told as the middle of
 * its bucket, so it is wrong by {@code w / 2} at most, which is a sixteenth
 * ({@link #ERROR}) of where the bucket begins.
 */
public final class DurationBuckets {

	/** By how much of its value a duration may be wrong. */
	public static final double ERROR = 1.0 / 16;

	/** How many buckets there are. */
	static final int COUNT = 352;

	/** The logarithm of the number of buckets for each doubling. */
	private static final int BITS = 3;

	private static final int PARTS = 1 << BITS;

	/** About two years; what is longer counts as that. */
	private static final long MOST = (1L << 46) - 1;

	private static final int NANOS = 1000;

	private static final Duration LONGEST = Duration.ofNanos(MOST * NANOS);

	private DurationBuckets() {
	}

	static int bucket(Duration duration) {
		long micros = (duration.compareTo(LONGEST) < 0) ? Math.max(0, duration.toNanos() / NANOS) : MOST;
		if (micros < PARTS) {
			return (int) micros;
		}
		int doublings = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros) - BITS;
		return PARTS * doublings + (int) (micros >>> doublings);
	}

	static Duration middle(int bucket) {
		if (bucket < PARTS) {
			return Duration.ofNanos((long) bucket * NANOS);
		}
		int doublings = bucket / PARTS - 1;
		long from = (long) (PARTS + bucket % PARTS) << doublings;
		return Duration.ofNanos(from * NANOS + ((long) NANOS << doublings) / 2);
	}

	/**
	 * The duration that some part of all does not exceed.
	 * @param counts how many were counted by bucket
	 * @param part which part, above 0 and up to 1
	 * @return the middle of the bucket of the least duration for which that holds, zero
	 * when none was counted
	 */
	public static Duration percentile(SortedMap<Integer, Long> counts, double part) {
		long all = counts.values().stream().mapToLong(Long::longValue).sum();
		long rank = Math.max(1, (long) Math.ceil(all * part));
		long seen = 0;
		for (Map.Entry<Integer, Long> each : counts.entrySet()) {
			seen += each.getValue();
			if (seen >= rank) {
				return middle(each.getKey());
			}
		}
		return Duration.ZERO;
	}

}
