package io.rocketjob;

import java.util.List;

import io.rocketjob.batch.Crew;

/** Workers of a server that does not exist. */
public record TestCrew(List<Assignment> assignments, int batchWorkers) implements Crew {

	/** All are idle. */
	public static final TestCrew IDLE = new TestCrew(List.of(), 10);

}
