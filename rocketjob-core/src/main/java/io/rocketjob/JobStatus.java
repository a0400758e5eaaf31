package io.rocketjob;

import java.time.Duration;

/**
 * How a job stands, for people. {@code toString} says it in a line.
 *
 * @since 0.1.0
 */
public interface JobStatus {

	/**
	 * The state.
	 * @return the state
	 */
	JobState state();

	/**
	 * How long: a queued job has waited since it was created or due, for others or for a
	 * worker, a running one runs, any other one ran from its start to its end. By the
	 * database's clock.
	 * @return the duration, zero for a scheduled job
	 */
	Duration duration();

}
