package io.rocketjob.test.assertj;

import io.rocketjob.JobInstance;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a job.
 *
 * @since 0.1.0
 */
public final class JobAssert extends AbstractJobAssert<JobAssert, JobInstance<?>> {

	JobAssert(@Nullable JobInstance<?> actual) {
		super(actual, JobAssert.class);
	}

	@Override
	public JobAssert reloaded() {
		return as(new JobAssert(reload()));
	}

}
