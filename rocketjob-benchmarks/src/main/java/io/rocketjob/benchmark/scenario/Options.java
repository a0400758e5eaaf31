package io.rocketjob.benchmark.scenario;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How scenarios are run.
 *
 * @param size how much to measure
 * @param duration how long to soak
 * @param jobs how many jobs are measured in {@code simple}, and in each round of
 * {@code claim-cost}, {@code null} for what the size says
 * @param others how many other jobs are there beside those that are measured,
 * {@code null} for what the size says
 * @param records how many records are converted, {@code null} for what the size says
 * @param disturbance what disturbs the database while it is soaked, if anything
 * @param properties properties for servers of Rocket Job, as arguments
 */
public record Options(Size size, Duration duration, @Nullable Integer jobs, @Nullable Integer others,
		@Nullable Integer records, @Nullable Disturbance disturbance, List<String> properties) {

	public Options {
		properties = List.copyOf(properties);
	}

	/** Whether servers claim and end jobs one by one. */
	boolean isWithoutGroups() {
		return this.properties.contains(SimpleJobs.GROUPING_OFF);
	}

}
