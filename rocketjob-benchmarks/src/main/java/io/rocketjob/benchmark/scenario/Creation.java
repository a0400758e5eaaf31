package io.rocketjob.benchmark.scenario;

import java.time.Duration;

import io.rocketjob.benchmark.process.ContenderReport;
import io.rocketjob.benchmark.report.Measurement;
import org.jspecify.annotations.Nullable;

/** How fast jobs are created by one process, while no server runs them. */
final class Creation implements Scenario {

	private static final int WARM_UP = 4;

	@Override
	public String name() {
		return "create";
	}

	@Override
	public String title() {
		return "creating no-op jobs in one process; bare: insertOne or insertMany of the same documents";
	}

	@Override
	public void run(Harness harness) {
		int count = harness.size().pick(800, 10_000, 100_000);
		measure(harness, "one by one", "single", count);
		measure(harness, "8 threads, one by one", "threads", count);
		measure(harness, "in bulk", "bulk", 5 * count);
	}

	private void measure(Harness harness, String label, String creation, int count) {
		String argument = "--creation=" + creation;
		Measurement bare = measure(harness, label, Spec.bareJobs(1, argument, harness.sampleArgument()), count);
		harness.add(measure(harness, label, Spec.rocketJob(argument), count).bare(bare.rate()));
	}

	private Measurement measure(Harness harness, String label, Spec spec, int count) {
		try (Fleet fleet = harness.fleet("create", spec, 1)) {
			fleet.first().create(count / WARM_UP);
			ContenderReport before = fleet.report();
			@Nullable Long examinedBefore = harness.server().examined();
			Duration took = fleet.first().create(count);
			@Nullable Long examinedAfter = harness.server().examined();
			long commands = fleet.report().since(before).commandCount();
			Double examined = (examinedAfter != null && examinedBefore != null)
					? (Double) ((double) (examinedAfter - examinedBefore) / count) : null;
			return Measurement.of(name(), label, count / (took.toNanos() / 1e9), "jobs/s")
				.cost((double) commands / count, null, examined);
		}
	}

}
