package io.rocketjob.benchmark.scenario;

import java.util.List;

/**
 * All scenarios there are.
 */
public final class Scenarios {

	private static final List<Scenario> ALL = List.of(new SimpleJobs(), new Creation(), new ClaimCost(),
			new Throttled(), new Rated(), new Batches(), new CpuRecords(), new Transfer(), new Latency(), new Mix(),
			new Idle(), new Footprint(), new Peers(), new Conversions(), new Soak());

	private Scenarios() {
	}

	/**
	 * All scenarios, in the order in which they are run.
	 * @return the scenarios
	 */
	public static List<Scenario> all() {
		return ALL;
	}

}
