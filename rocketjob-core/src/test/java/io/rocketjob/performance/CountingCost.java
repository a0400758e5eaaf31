package io.rocketjob.performance;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

import com.sun.management.OperatingSystemMXBean;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.job.Instrumentation;
import io.rocketjob.job.JobObservations;
import io.rocketjob.server.ServerSettings;
import io.rocketjob.work.RunResult.Outcome;
import io.rocketjob.work.WorkRecorder;
import io.rocketjob.work.WorkRecorder.RunTimes;
import org.jspecify.annotations.Nullable;

/**
 * Measures what it costs no-op jobs that their runs are counted. Not in the build. Rounds
 * with and without take turns in one process, each with as many jobs. Tells the CPU time
 * of the process, the stand-in for the database in it, because other processes do not
 * change that; figures are stored after each round, as they are once a minute. Takes the
 * number of jobs of a round and of rounds.
 */
final class CountingCost {

	private static final int WARM_UP = 4;

	private static final Duration PAUSE = Duration.ofMillis(20);

	private CountingCost() {
	}

	public static void main(String[] args) {
		int jobs = (args.length > 0) ? Integer.parseInt(args[0]) : 10_000;
		int rounds = (args.length > 1) ? Integer.parseInt(args[1]) : 12;
		double[] without = new double[rounds];
		double[] with = new double[rounds];
		PerformanceRecorder recorder = new PerformanceRecorder();
		double[] storing = new double[rounds];
		try (TestSystem plain = start(WorkRecorder.NONE); TestSystem counting = start(recorder)) {
			PerformanceWriter writer = new PerformanceWriter(counting.engine.store(), recorder);
			for (int i = -WARM_UP; i < rounds; i++) {
				boolean first = i % 2 == 0;
				double one = round(first ? plain : counting, jobs);
				double other = round(first ? counting : plain, jobs);
				long cpu = cpu();
				writer.flush();
				if (i >= 0) {
					storing[i] = (cpu() - cpu) / 1e6;
					without[i] = first ? one : other;
					with[i] = first ? other : one;
				}
			}
		}
		double[] ratios = new double[rounds];
		Arrays.setAll(ratios, (i) -> with[i] / without[i]);
		System.out.printf(Locale.ROOT,
				"CPU of a job without %.1f µs, with %.1f µs, ratio %.3f (medians of %d rounds, ratios %.3f to %.3f)%n",
				median(without), median(with), median(ratios), rounds, Arrays.stream(ratios).min().orElse(0),
				Arrays.stream(ratios).max().orElse(0));
		System.out.printf(Locale.ROOT, "storing: %.1f ms of CPU%n", median(storing));
		System.out.printf(Locale.ROOT, "counting a run alone: %.0f ns%n", alone());
	}

	private static TestSystem start(WorkRecorder recorder) {
		return TestSystem.with(NoOpJob.class)
			.instrumentation(new Instrumentation(recorder, JobObservations.NONE))
			.settings(new ServerSettings(null, 4, Duration.ofSeconds(15), Duration.ofMillis(100), Duration.ofSeconds(4),
					false, ServerSettings.DEFAULT_MAX_GROUP_SIZE))
			.realTime()
			.start();
	}

	private static double round(TestSystem system, int jobs) {
		system.rocketJob.createAll(NoOpJob.class, Collections.<Void>nCopies(jobs, null));
		long start = cpu();
		system.supervisor.start();
		while (system.jobs().estimatedDocumentCount() > 0) {
			LockSupport.parkNanos(PAUSE.toNanos());
		}
		double micros = (cpu() - start) / 1e3;
		system.supervisor.stop();
		return micros / jobs;
	}

	private static long cpu() {
		return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
	}

	private static double alone() {
		PerformanceRecorder recorder = new PerformanceRecorder();
		int runs = 20_000_000;
		long start = 0;
		for (int i = -runs / 4; i < runs; i++) {
			if (i == 0) {
				start = System.nanoTime();
			}
			int micros = i & 0xffff;
			recorder.jobRun("NoOpJob", Outcome.COMPLETED,
					() -> new RunTimes(Duration.ofNanos(micros * 3000L), Duration.ofNanos(micros * 1000L)));
		}
		return (double) (System.nanoTime() - start) / runs;
	}

	private static double median(double[] values) {
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		return sorted[sorted.length / 2];
	}

	/** Does nothing. */
	@RocketJob
	static class NoOpJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

}
