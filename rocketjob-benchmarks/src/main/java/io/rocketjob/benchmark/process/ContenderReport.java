package io.rocketjob.benchmark.process;

import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * What a server has done up to now.
 *
 * @param completed how many jobs or records it has completed
 * @param firstStartMicros when the first began since it was started last, in microseconds
 * since the epoch, 0 for none
 * @param lastEndMicros when the last one ended, 0 for none
 * @param commands how many commands it has sent to the database, by name
 * @param claims how many of them were claims of jobs
 * @param claimsInVain how many of these got nothing
 * @param failure why it has given up, in one line, {@code null} while it has not
 */
public record ContenderReport(long completed, long firstStartMicros, long lastEndMicros, Map<String, Long> commands,
		long claims, long claimsInVain, @Nullable String failure) {

	/**
	 * Before anything was done.
	 */
	public static final ContenderReport NOTHING = new ContenderReport(0, 0, 0, Map.of(), 0, 0, null);

	/**
	 * What several servers have done together.
	 * @param other the report of another one
	 * @return the sums, the earliest start, the latest end and the first failure
	 */
	public ContenderReport plus(ContenderReport other) {
		return new ContenderReport(this.completed + other.completed,
				earlier(this.firstStartMicros, other.firstStartMicros),
				Math.max(this.lastEndMicros, other.lastEndMicros), combined(other, 1), this.claims + other.claims,
				this.claimsInVain + other.claimsInVain, (this.failure != null) ? this.failure : other.failure);
	}

	/**
	 * What was done after an earlier report.
	 * @param earlier the earlier report
	 * @return the differences, and the times and the failure of this one
	 */
	public ContenderReport since(ContenderReport earlier) {
		return new ContenderReport(this.completed - earlier.completed, this.firstStartMicros, this.lastEndMicros,
				combined(earlier, -1), this.claims - earlier.claims, this.claimsInVain - earlier.claimsInVain,
				this.failure);
	}

	/**
	 * How many commands there were.
	 * @return their sum
	 */
	public long commandCount() {
		return this.commands.values().stream().mapToLong(Long::longValue).sum();
	}

	private static long earlier(long one, long other) {
		return (one == 0 || other == 0) ? Math.max(one, other) : Math.min(one, other);
	}

	private Map<String, Long> combined(ContenderReport other, int sign) {
		Map<String, Long> sums = new TreeMap<>(this.commands);
		other.commands.forEach((name, count) -> sums.merge(name, sign * count, Long::sum));
		return sums;
	}

}
