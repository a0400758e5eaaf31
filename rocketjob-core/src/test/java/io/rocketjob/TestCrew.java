package io.rocketjob;

import java.util.List;

import io.rocketjob.batch.BatchWorkers;

/** Workers of a server that does not exist. */
public record TestCrew(List<Assignment> assignments, int batchWorkers) implements BatchWorkers {

	/** All are idle. */
	public static final TestCrew IDLE = new TestCrew(List.of(), 10);

}
