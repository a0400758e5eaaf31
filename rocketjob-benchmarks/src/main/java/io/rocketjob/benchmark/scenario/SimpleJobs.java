package io.rocketjob.benchmark.scenario;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.rocketjob.benchmark.bare.JobCopies;
import io.rocketjob.benchmark.report.Measurement;
import org.bson.Document;

/**
 * Jobs that do nothing, all created before the servers start; from the first start to the
 * last end.
 */
final class SimpleJobs implements Scenario {

	/** What switches off that several jobs are claimed and ended at once. */
	static final String GROUPING_OFF = "--rocketjob.server.max-group-size=1";

	private static final String UNIT = "jobs/s";

	/** How many times as many jobs as are measured each process runs before. */
	private static final int WARM_UP = 2;

	@Override
	public String name() {
		return "simple";
	}

	@Override
	public String title() {
		return "no-op jobs, 10 workers a server; bare: claim 200, find, delete 200, best of 1 and 2 threads a process";
	}

	@Override
	public void run(Harness harness) {
		// enough to outlast the compilation of what runs in several new processes
		Integer given = harness.options().jobs();
		int count = (given != null) ? given
				: harness.size().pick(400, harness.server().isEmbedded() ? 30_000 : 60_000, 200_000);
		int few = Math.max(1, count / 4);
		for (int servers : (harness.size() == Size.SMALL) ? new int[] { 1 } : new int[] { 1, 2, 4 }) {
			double inGroups = best(harness, count, servers, "group");
			Measurement single = bareRow(harness, few, servers, "single");
			rocketJob(harness, count, servers, "Rocket Job", inGroups);
			if (harness.size() != Size.SMALL) {
				rocketJob(harness, few, servers, "Rocket Job, no groups", single.rate(), GROUPING_OFF);
			}
			harness.add(single.bare(inGroups).note("beside the loop by groups"));
		}
	}

	private void rocketJob(Harness harness, int count, int servers, String label, double bare, String... properties) {
		try (Fleet fleet = harness.fleet("simple", Spec.rocketJob(properties), servers)) {
			Drain drain = measure(fleet, count);
			harness.add(drain.row(name(), row(label, servers), UNIT, count).bare(bare));
		}
	}

	/** The rate of a bare loop with the number of threads that suits it best. */
	private static double best(Harness harness, int count, int servers, String mode) {
		return Collections.max(rates(harness, count, servers, mode));
	}

	private static List<Double> rates(Harness harness, int count, int servers, String mode) {
		List<Double> rates = new ArrayList<>();
		for (int threads : (harness.size() == Size.SMALL) ? new int[] { 1 } : new int[] { 1, 2 }) {
			rates.add(bare(harness, count, servers, threads, mode).rate());
		}
		return rates;
	}

	private Measurement bareRow(Harness harness, int count, int servers, String mode) {
		Drain drain = bare(harness, count, servers, 2, mode);
		return drain.row(name(), row("bare loop, one by one", servers), UNIT, count).note("2 threads a process");
	}

	private static Drain bare(Harness harness, int count, int servers, int threads, String mode) {
		Spec spec = Spec.bareJobs(threads, harness.sampleArgument(), "--mode=" + mode);
		try (Fleet fleet = harness.fleet("bare", spec, servers)) {
			return measure(fleet, count);
		}
	}

	private static Drain measure(Fleet fleet, int count) {
		// new processes compile what they run for some seconds, and all share the cores
		fleet.warmUp(count * fleet.processes().size() * WARM_UP);
		fleet.first().create(count);
		Drain drain = fleet.drain(count);
		checkEmpty(fleet);
		return drain;
	}

	private static void checkEmpty(Fleet fleet) {
		Document left = fleet.awaitEmpty(JobCopies.COLLECTION);
		if (left != null) {
			throw new IllegalStateException("A job is left: " + left.toJson());
		}
	}

	static String row(String label, int servers) {
		return label + ", " + servers + ((servers == 1) ? " server" : " servers");
	}

}
