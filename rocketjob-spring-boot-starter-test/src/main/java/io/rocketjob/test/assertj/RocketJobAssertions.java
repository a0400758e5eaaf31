package io.rocketjob.test.assertj;

import io.rocketjob.BatchInstance;
import io.rocketjob.JobInstance;
import io.rocketjob.test.JobQueue;
import org.jspecify.annotations.Nullable;

/**
 * Begins assertions on jobs. Can be imported statically beside
 * {@link org.assertj.core.api.Assertions}.
 *
 * @since 0.1.0
 */
public final class RocketJobAssertions {

	private RocketJobAssertions() {
	}

	/**
	 * Begins assertions on a job as the snapshot shows it; see
	 * {@link AbstractJobAssert#reloaded()}.
	 * @param actual the job
	 * @return the assertions
	 */
	public static JobAssert assertThat(@Nullable JobInstance<?> actual) {
		return new JobAssert(actual);
	}

	/**
	 * Begins assertions on a batch. What is said of its state is said of the snapshot;
	 * what is said of its output, its slices and its statistics is read when asked for.
	 * @param actual the batch
	 * @return the assertions
	 */
	public static BatchAssert assertThat(@Nullable BatchInstance<?> actual) {
		return new BatchAssert(actual);
	}

	/**
	 * Begins assertions on the jobs that are stored now.
	 * @param actual the queue
	 * @return the assertions
	 */
	public static JobQueueAssert assertThat(@Nullable JobQueue actual) {
		return new JobQueueAssert(actual);
	}

}
