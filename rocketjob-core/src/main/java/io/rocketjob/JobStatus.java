package io.rocketjob;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

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

	/**
	 * What a throttle makes a job wait for that is due: a place among the running jobs of
	 * its class or group, or what a plugin says; of a batch whose records are worked on,
	 * what its slices wait for. As far as it is known when the status is asked for.
	 * @return the reason, such as {@code "3 of 3 jobs of ImportJob are running"}, or
	 * {@code null} when nothing but a free worker is missing
	 */
	@Nullable String waitingFor();

}
