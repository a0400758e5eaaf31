package io.rocketjob.benchmark.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.rocketjob.benchmark.bare.JobCopies;
import io.rocketjob.benchmark.process.ContenderProcess;
import io.rocketjob.benchmark.report.Measurement;
import io.rocketjob.benchmark.report.Statistics;
import tools.jackson.databind.JsonNode;

/** Slow jobs among quick ones: the rate, and how far the order is lost. */
final class Mix implements Scenario {

	private static final int SLOW_ONE_IN = 50;

	private static final int SLOW_MILLIS = 100;

	@Override
	public String name() {
		return "mix";
	}

	@Override
	public String title() {
		return "no-op jobs, one in 50 takes 100 ms; bare: one by one, 10 threads a process; order: how much later a job"
				+ " starts than a younger one";
	}

	@Override
	public void run(Harness harness) {
		int count = harness.size().pick(500, 10_000, 50_000);
		for (int servers : (harness.size() == Size.SMALL) ? new int[] { 1 } : new int[] { 1, 2 }) {
			Measurement bare = bare(harness, count, servers);
			rocketJob(harness, count, servers, "Rocket Job", bare.rate());
			rocketJob(harness, count, servers, "Rocket Job, no groups", bare.rate(), SimpleJobs.GROUPING_OFF);
			harness.add(bare);
		}
	}

	private void rocketJob(Harness harness, int count, int servers, String label, double bare, String... properties) {
		Spec spec = Spec.rocketJob("--workload=mix", "--starts=true").with(List.of(properties));
		try (Fleet fleet = harness.fleet("mix", spec, servers)) {
			fleet.first().create(count);
			Drain drain = fleet.drain(count);
			harness.add(drain.row(name(), SimpleJobs.row(label, servers), "jobs/s", count)
				.bare(bare)
				.note(order(fleet, count)));
		}
	}

	private Measurement bare(Harness harness, int count, int servers) {
		Spec spec = Spec.bareJobs(Spec.WORKERS, harness.sampleArgument(), "--mode=single", "--types=NoOpJob,SlowJob",
				"--slow-millis=" + SLOW_MILLIS);
		try (Fleet fleet = harness.fleet("bare", spec, servers)) {
			JobCopies copies = harness.copies();
			copies.insert(fleet.database(), count,
					(job, number) -> job.append("type", (number % SLOW_ONE_IN == 0) ? "SlowJob" : "NoOpJob"));
			Drain drain = fleet.drain(count);
			return drain.row(name(), SimpleJobs.row("bare loop, one by one", servers), "jobs/s", count)
				.note(order(fleet, count));
		}
	}

	private static String order(Fleet fleet, int count) {
		Map<String, Long> starts = new TreeMap<>();
		for (ContenderProcess process : fleet.processes()) {
			for (JsonNode start : process.details().get("starts")) {
				String[] parts = start.asString().split(" ", -1);
				starts.put(parts[0], Long.parseLong(parts[1]));
			}
		}
		if (starts.size() != count) {
			throw new IllegalStateException("Of " + count + " jobs " + starts.size() + " have started");
		}
		long[] delays = Statistics.inversions(starts.values().stream().mapToLong(Long::longValue).toArray());
		List<Long> all = new ArrayList<>(Arrays.stream(delays).boxed().toList());
		return String.format(Locale.ROOT, "out of order by p99 %.1f ms, at most %.1f ms",
				Statistics.percentile(all, 99) / 1e3, Statistics.percentile(all, 100) / 1e3);
	}

}
