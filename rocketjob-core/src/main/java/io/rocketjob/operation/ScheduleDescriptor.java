package io.rocketjob.operation;

import java.time.Instant;
import java.util.List;

import io.rocketjob.schedule.CronSchedule;
import org.jspecify.annotations.Nullable;

/**
 * A schedule of a job class.
 *
 * @param jobClass the name of the class
 * @param schedule the schedule as it is written
 * @param zone the time zone that counts
 * @param jobId the id of the occurrence that waits or runs, by which one acts on it;
 * {@code null} when there is none
 * @param state the state of that occurrence
 * @param runAt when that occurrence may start
 * @param nextTimes the next five times of the schedule
 * @since 0.1.0
 */
public record ScheduleDescriptor(String jobClass, String schedule, String zone, @Nullable String jobId,
		@Nullable String state, @Nullable Instant runAt, List<Instant> nextTimes) {

	/**
	 * The schedule in English words, without the zone.
	 * @return the words
	 */
	public String words() {
		return words(this.schedule);
	}

	static String words(String schedule) {
		try {
			return CronSchedule.parse(schedule).words();
		}
		catch (IllegalArgumentException ex) {
			// another version of the application has written it
			return schedule;
		}
	}

}
