package io.rocketjob.performance;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;

import io.rocketjob.work.RunResult;
import io.rocketjob.work.WorkRecorder;

/**
 * Internal: counts in memory how long the runs of each job class take and have waited. To
 * count a run is to add to two numbers, without a lock. Classes beyond the first 500 are
 * not counted. Thread-safe.
 */
public final class PerformanceRecorder implements WorkRecorder {

	/** Each takes 6 kB. */
	static final int MOST_CLASSES = 500;

	private final Map<String, ClassCounts> byClass = new ConcurrentHashMap<>();

	@Override
	public void jobRun(String jobClass, RunResult.Outcome outcome, Supplier<RunTimes> times) {
		ClassCounts counts = this.byClass.get(jobClass);
		if (counts == null) {
			// two at once may be one too many, which does no harm
			if (this.byClass.size() >= MOST_CLASSES) {
				return;
			}
			counts = this.byClass.computeIfAbsent(jobClass, (missing) -> new ClassCounts());
		}
		counts.add(times.get(), outcome == RunResult.Outcome.FAILED);
	}

	/**
	 * Takes what was counted since the last time.
	 * @return the figures by class; none of those that had no run
	 */
	Map<String, Figures> drain() {
		Map<String, Figures> drained = new LinkedHashMap<>();
		this.byClass.forEach((name, counts) -> {
			Figures figures = counts.drain();
			if (!figures.isEmpty()) {
				drained.put(name, figures);
			}
		});
		return drained;
	}

	/** What is counted of one class. */
	private static final class ClassCounts {

		private final AtomicLong failures = new AtomicLong();

		private final AtomicLongArray ran = new AtomicLongArray(DurationBuckets.COUNT);

		private final AtomicLongArray waited = new AtomicLongArray(DurationBuckets.COUNT);

		void add(RunTimes times, boolean failed) {
			this.ran.incrementAndGet(DurationBuckets.bucket(times.ran()));
			this.waited.incrementAndGet(DurationBuckets.bucket(times.waited()));
			if (failed) {
				this.failures.incrementAndGet();
			}
		}

		Figures drain() {
			return new Figures(this.failures.getAndSet(0), drain(this.ran), drain(this.waited));
		}

		private static SortedMap<Integer, Long> drain(AtomicLongArray counts) {
			SortedMap<Integer, Long> drained = new TreeMap<>();
			for (int i = 0; i < counts.length(); i++) {
				long count = (counts.get(i) != 0) ? counts.getAndSet(i, 0) : 0;
				if (count != 0) {
					drained.put(i, count);
				}
			}
			return drained;
		}

	}

}
