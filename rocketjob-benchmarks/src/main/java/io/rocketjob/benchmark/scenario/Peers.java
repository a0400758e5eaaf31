package io.rocketjob.benchmark.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.rocketjob.benchmark.report.Measurement;

/**
 * The same work done by others, where they are on the class path: by new processes, and
 * by some that have worked before, then in turn with Rocket Job. What a peer cannot do is
 * said in its row; what Rocket Job cannot do fails.
 */
final class Peers implements Scenario {

	private static final String JOBRUNR = "io.rocketjob.benchmark.jobrunr.JobRunrContender";

	private static final String SPRING_BATCH = "io.rocketjob.benchmark.springbatch.SpringBatchContender";

	/**
	 * Rocket Job does so many times as much, so that both are at it for about as long.
	 */
	private static final int FASTER = 10;

	private final Patience patience;

	Peers() {
		this(new Patience(Patience.USUAL.standstill(), Duration.ofMinutes(10)));
	}

	/**
	 * Makes the scenario.
	 * @param patience how long to wait for others
	 */
	Peers(Patience patience) {
		this.patience = patience;
	}

	@Override
	public String name() {
		return "peers";
	}

	@Override
	public String title() {
		return "others, in new processes (cold) and used ones (warm); bare: Rocket Job; target: 10 × JobRunr";
	}

	@Override
	public void run(Harness harness) {
		run(harness, comparisons(harness.size()));
	}

	void run(Harness harness, List<Comparison> comparisons) {
		for (Comparison comparison : comparisons) {
			if (compare(harness, comparison, false)) {
				compare(harness, comparison, true);
			}
		}
	}

	private static List<Comparison> comparisons(Size size) {
		List<Comparison> comparisons = new ArrayList<>();
		int rounds = size.pick(1, 3, 3);
		Peer jobRunr = new Peer("JobRunr OSS", Spec.of(JOBRUNR), "jobrunr", "jobs", (double) FASTER);
		int jobs = size.pick(500, 10_000, 20_000);
		for (int servers : (size == Size.SMALL) ? new int[] { 1 } : new int[] { 1, 2, 4 }) {
			comparisons.add(new Comparison(jobRunr, Spec.rocketJob(), servers, jobs, jobs * FASTER, rounds));
		}
		Spec batch = Spec.rocketJob("--workload=batch", "--output=true").heap("1g");
		Peer springBatch = new Peer("Spring Batch 6", Spec.of(SPRING_BATCH).heap(batch.heap()), "spring-batch",
				"records", null);
		int records = size.pick(5_000, 200_000, 2_000_000);
		comparisons.add(new Comparison(springBatch, batch, 1, records, size.pick(5_000, 1_000_000, 4_000_000), rounds));
		return comparisons;
	}

	/**
	 * Compares, and adds a row for each of the two.
	 * @return whether the other system is there
	 */
	private boolean compare(Harness harness, Comparison comparison, boolean warm) {
		String row = comparison.row(comparison.peer().label(), warm);
		try (PeerRun peer = new PeerRun(harness, comparison)) {
			if (!peer.start(this.patience)) {
				harness.add(peer.row(name(), comparison.row(comparison.peer().label()), null));
				return false;
			}
			Drain own = inTurn(harness, comparison, warm, peer);
			harness.add(own.row(name(), comparison.row("Rocket Job", warm), comparison.unit(), comparison.ownCount()));
			harness.add(peer.row(name(), row, own.rate()));
			return true;
		}
	}

	private static Drain inTurn(Harness harness, Comparison comparison, boolean warm, PeerRun peer) {
		int count = comparison.ownCount();
		List<Drain> drains = new ArrayList<>();
		try (Fleet fleet = harness.fleet("rocketjob", comparison.own(), comparison.servers())) {
			if (warm) {
				fleet.warmUp(comparison.warmUp(count));
				peer.warmUp();
			}
			do {
				fleet.first().create(count);
				drains.add(fleet.drain(count));
				peer.round();
			}
			while (warm && drains.size() < comparison.rounds() && !peer.hasFailed());
		}
		return Drain.middle(drains);
	}

}
