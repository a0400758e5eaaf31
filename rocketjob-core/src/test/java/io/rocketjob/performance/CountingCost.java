package io.rocketjob.performance;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

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
 * with and without take turns in one process, each with as many jobs; the figures are
 * stored within each round that counts. Takes the number of jobs of a round and of
 * rounds.
 */
final class CountingCost {

	private static final int WARM_UP = 4;

	private static final Duration PAUSE = Duration.ofMillis(1);

	private CountingCost() {
	}

	public static void main(String[] args) {
		int jobs = (args.length > 0) ? Integer.parseInt(args[0]) : 10_000;
		int rounds = (args.length > 1) ? Integer.parseInt(args[1]) : 12;
		double[] without = new double[rounds];
		double[] with = new double[rounds];
		PerformanceRecorder recorder = new PerformanceRecorder();
		try (TestSystem plain = start(WorkRecorder.NONE); TestSystem counting = start(recorder)) {
			PerformanceWriter writer = new PerformanceWriter(counting.engine.store(), recorder);
			for (int i = -WARM_UP; i < rounds; i++) {
				boolean first = i % 2 == 0;
				double one = round(first ? plain : counting, jobs, first ? null : writer);
				double other = round(first ? counting : plain, jobs, first ? writer : null);
				if (i >= 0) {
					without[i] = first ? one : other;
					with[i] = first ? other : one;
				}
			}
		}
		double[] ratios = new double[rounds];
		Arrays.setAll(ratios, (i) -> with[i] / without[i]);
		System.out.printf(Locale.ROOT,
				"jobs/s without %.0f, with %.0f, ratio %.3f (medians of %d rounds, ratios %.3f to %.3f)%n",
				median(without), median(with), median(ratios), rounds, Arrays.stream(ratios).min().orElse(0),
				Arrays.stream(ratios).max().orElse(0));
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

	private static double round(TestSystem system, int jobs, @Nullable PerformanceWriter writer) {
		system.rocketJob.createAll(NoOpJob.class, Collections.<Void>nCopies(jobs, null));
		long start = System.nanoTime();
		system.supervisor.start();
		while (system.jobs().estimatedDocumentCount() > 0) {
			LockSupport.parkNanos(PAUSE.toNanos());
		}
		if (writer != null) {
			writer.flush();
		}
		double seconds = (System.nanoTime() - start) / 1e9;
		system.supervisor.stop();
		return jobs / seconds;
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
