package io.rocketjob.benchmark.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a start costs of a class whose starts are limited, beside a class where they are
 * not, by the median of rounds that take turns.
 */
final class Rated implements Scenario {

	private static final double LIMIT = 1.3;

	@Override
	public String name() {
		return "rated";
	}

	@Override
	public String title() {
		return "no-op jobs of a class whose starts are limited to more than there are, beside a class without a limit";
	}

	@Override
	public void run(Harness harness) {
		int count = harness.size().pick(400, 20_000, 40_000);
		int rounds = harness.size().pick(2, 5, 7);
		measure(harness, 1, count, rounds);
		measure(harness, 4, count, rounds);
	}

	private void measure(Harness harness, int servers, int count, int rounds) {
		try (Fleet without = harness.fleet("without" + servers, Spec.rocketJob("--workload=simple"), servers);
				Fleet with = harness.fleet("with" + servers, Spec.rocketJob("--workload=rated"), servers)) {
			without.warmUp(count);
			with.warmUp(count);
			List<Drain> ofWithout = new ArrayList<>();
			List<Drain> ofWith = new ArrayList<>();
			for (int round = 0; round < rounds; round++) {
				ofWithout.add(measure(without, count));
				ofWith.add(measure(with, count));
			}
			double cost = Drain.median(ofWithout) / Drain.median(ofWith);
			String name = servers + ((servers == 1) ? " server" : " servers");
			harness.add(Drain.middle(ofWithout).row(name(), name + ", without", "jobs/s", count));
			harness.add(Drain.middle(ofWith)
				.row(name(), name + ", with a rate", "jobs/s", count)
				.note(String.format(Locale.ROOT, "a start costs %.2f of one without", cost)));
			if (cost > LIMIT && harness.size() != Size.SMALL) {
				throw new IllegalStateException(String.format(Locale.ROOT,
						"With a rate a start costs %.2f of what it costs without, on %s", cost, name));
			}
		}
	}

	private static Drain measure(Fleet fleet, int count) {
		fleet.first().create(count);
		return fleet.drain(count);
	}

}
