package io.rocketjob.benchmark.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.rocketjob.benchmark.bare.JobCopies;

/**
 * What free jobs cost behind many older ones of a class of which one runs at a time, by
 * the median of rounds that take turns with rounds without those.
 */
final class Throttled implements Scenario {

	/** How fast free jobs must be, of what they are alone. */
	private static final double LIMIT = 0.8;

	@Override
	public String name() {
		return "throttled";
	}

	@Override
	public String title() {
		return "no-op jobs on 1 server behind older ones of a class that is limited to 1 running job, each of 1 s";
	}

	@Override
	public void run(Harness harness) {
		int measured = harness.size().pick(400, 10_000, 10_000);
		int rounds = harness.size().pick(2, 5, 7);
		int others = harness.others();
		Spec spec = Spec.rocketJob("--workload=throttled");
		JobCopies copies = harness.copies();
		try (Fleet alone = harness.fleet("alone", spec, 1); Fleet behind = harness.fleet("behind", spec, 1)) {
			alone.warmUp(measured);
			behind.warmUp(measured);
			copies.insert(behind.database(), others, (job, number) -> job.put("type", "LimitedJob"));
			harness.progress("made " + others + " jobs of the limited class");
			List<Drain> ofAlone = new ArrayList<>();
			List<Drain> ofBehind = new ArrayList<>();
			for (int round = 0; round < rounds; round++) {
				ofAlone.add(measure(alone, measured));
				ofBehind.add(measure(behind, measured));
			}
			report(harness, ofAlone, ofBehind, others);
		}
	}

	private static Drain measure(Fleet fleet, int measured) {
		fleet.first().create(measured);
		return fleet.drain(measured);
	}

	private void report(Harness harness, List<Drain> alone, List<Drain> behind, int others) {
		double first = Drain.median(alone);
		double share = Drain.median(behind) / first;
		harness.add(Drain.middle(alone).row(name(), "alone", "jobs/s", alone.get(0).count()));
		harness.add(Drain.middle(behind)
			.row(name(), String.format(Locale.ROOT, "behind %,d of the limited class", others), "jobs/s",
					behind.get(0).count())
			.note(String.format(Locale.ROOT, "%.2f of the first row by the medians", share)));
		if (share < LIMIT && harness.size() != Size.SMALL) {
			throw new IllegalStateException(String.format(Locale.ROOT,
					"Free jobs behind those of a limited class run at %.2f of their speed alone", share));
		}
	}

}
