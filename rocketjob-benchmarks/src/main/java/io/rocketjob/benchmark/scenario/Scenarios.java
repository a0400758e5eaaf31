package io.rocketjob.benchmark.scenario;

import java.util.List;

/**
 * All scenarios there are.
 */
public final class Scenarios {

	private static final List<Scenario> ALL = List.of(new SimpleJobs(), new Batches());

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
