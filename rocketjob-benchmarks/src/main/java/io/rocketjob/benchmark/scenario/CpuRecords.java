package io.rocketjob.benchmark.scenario;

import java.util.List;

import io.rocketjob.benchmark.bare.BarePool;

/** Records that need the processor: what is left of it for them. */
final class CpuRecords implements Scenario {

	private static final String WORK = "--cpu-micros=1000";

	private static final int SLICE = 100;

	@Override
	public String name() {
		return "cpu";
	}

	@Override
	public String title() {
		return "records of 1 ms of processor time; bare: a fixed thread pool, a thread a core; the ratio is the efficiency";
	}

	@Override
	public void run(Harness harness) {
		int count = harness.size().pick(1_000, 8_000, 60_000);
		int cores = Runtime.getRuntime().availableProcessors();
		double pool;
		Spec spec = new Spec(BarePool.class.getName(), cores, "512m", List.of(), List.of(WORK));
		try (Fleet fleet = harness.fleet("pool", spec, 1)) {
			fleet.warmUp(count / 4);
			fleet.first().create(count);
			pool = fleet.drain(count).rate();
		}
		for (int servers : (harness.size() == Size.SMALL) ? new int[] { 1 } : new int[] { 1, 2, 4 }) {
			Spec server = Spec.rocketJob("--workload=batch", "--slice=" + SLICE, WORK).heap("1g");
			try (Fleet fleet = harness.fleet("cpu", server, servers)) {
				fleet.warmUp(count / 4);
				fleet.first().create(count);
				harness.add(fleet.drain(count)
					.row(name(), SimpleJobs.row("slices of " + SLICE, servers), "records/s", count / SLICE)
					.withoutClaims()
					.bare(pool)
					.note("costs are for a slice"));
			}
		}
	}

}
