package io.rocketjob.housekeeping;

import java.time.Duration;
import java.util.Map;

import io.rocketjob.JobState;

/**
 * Internal: how long jobs are kept that have ended or are paused, from when they did so.
 * Zero keeps them for ever. Queued and running jobs are never deleted.
 *
 * @param keep how long by state; a state that is not named keeps its jobs for ever
 * @param classes the same for single job classes, by their names; a state that is not
 * named has the time of all classes
 * @param orphans whether collections of batches are dropped whose job does not exist
 */
public record HousekeepingSettings(Map<JobState, Duration> keep, Map<String, Map<JobState, Duration>> classes,
		boolean orphans) {

	public HousekeepingSettings {
		keep = Map.copyOf(keep);
		classes = Map.copyOf(classes);
		check("keep", keep);
		classes.forEach((name, each) -> check("classes[" + name + "]", each));
	}

	/**
	 * The settings of one who is told nothing.
	 * @return aborted and completed jobs are kept for 7 days, failed ones for 14, paused
	 * ones for ever
	 */
	public static HousekeepingSettings defaults() {
		return new HousekeepingSettings(Map.of(JobState.ABORTED, Duration.ofDays(7), JobState.COMPLETED,
				Duration.ofDays(7), JobState.FAILED, Duration.ofDays(14)), Map.of(), true);
	}

	private static void check(String name, Map<JobState, Duration> times) {
		times.forEach((state, time) -> {
			if (state == JobState.QUEUED || state == JobState.RUNNING) {
				throw new IllegalArgumentException(
						name + " must not name " + state.value() + " jobs, which are never deleted");
			}
			if (time.isNegative()) {
				throw new IllegalArgumentException(name + "." + state.value() + " must not be negative, but is " + time
						+ "; 0 keeps jobs for ever");
			}
		});
	}

}
