package io.rocketjob;

import java.util.Map;

/**
 * How many jobs there are in each state. The counts are read one after the other while
 * jobs move on, so they need not add up to the number of jobs at any one instant.
 *
 * @param byState the number of jobs in each state; every state is present
 * @param scheduled how many of the queued ones wait for their time
 * @param waiting how many of the queued ones wait for other jobs
 * @since 0.1.0
 */
public record JobCounts(Map<JobState, Long> byState, long scheduled, long waiting) {

	public JobCounts {
		byState = Map.copyOf(byState);
	}

	/**
	 * The number of jobs in a state.
	 * @param state the state
	 * @return the count
	 */
	public long count(JobState state) {
		return this.byState.getOrDefault(state, 0L);
	}

	/**
	 * The number of jobs that a worker could take at once.
	 * @return the queued ones that are due
	 */
	public long queuedNow() {
		return count(JobState.QUEUED) - this.scheduled - this.waiting;
	}

	/**
	 * The number of all jobs.
	 * @return the sum over all states
	 */
	public long total() {
		return this.byState.values().stream().mapToLong(Long::longValue).sum();
	}

}
