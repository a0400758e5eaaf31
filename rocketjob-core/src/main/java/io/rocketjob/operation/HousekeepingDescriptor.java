package io.rocketjob.operation;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What housekeeping would delete now.
 *
 * @param jobs how many jobs, by how long they are kept
 * @param collections the names of the collections of batches whose job does not exist
 * @since 0.1.0
 */
public record HousekeepingDescriptor(List<ExpiredJobsDescriptor> jobs, List<String> collections) {

	/**
	 * Jobs that have been kept for long enough.
	 *
	 * @param state their state
	 * @param jobClass their class, {@code null} for all classes without a time of their
	 * own
	 * @param keep how long they are kept, as an ISO 8601 duration
	 * @param count how many there are
	 */
	public record ExpiredJobsDescriptor(String state, @Nullable String jobClass, String keep, BoundedCount count) {
	}

}
