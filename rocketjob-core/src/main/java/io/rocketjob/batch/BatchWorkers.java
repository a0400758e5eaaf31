package io.rocketjob.batch;

import java.time.Duration;
import java.util.List;

import io.rocketjob.work.Work;

/**
 * Internal: the workers of one server, for the one who decides what they do next.
 */
public interface BatchWorkers {

	/**
	 * What workers are at.
	 * @return one entry for each worker that has work, as they are now
	 */
	List<Assignment> assignments();

	/**
	 * How many workers may be at batches at a time.
	 * @return the number, at least 1
	 */
	int batchWorkers();

	/**
	 * What one worker is at.
	 *
	 * @param work its work
	 * @param age for how long
	 * @param leaving whether it was told to end that at the next occasion
	 */
	record Assignment(Work work, Duration age, boolean leaving) {
	}

}
