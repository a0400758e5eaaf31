package io.rocketjob.test.assertj;

import java.util.List;
import java.util.stream.Collectors;

import io.rocketjob.JobBean;
import io.rocketjob.JobInstance;
import io.rocketjob.JobQuery;
import io.rocketjob.JobState;
import io.rocketjob.test.JobQueue;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ListAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on the jobs that are stored now.
 *
 * @since 0.1.0
 */
public final class JobQueueAssert extends AbstractAssert<JobQueueAssert, JobQueue> {

	JobQueueAssert(@Nullable JobQueue actual) {
		super(actual, JobQueueAssert.class);
	}

	/**
	 * Verifies that no job is queued, neither due nor scheduled nor waiting for others.
	 * @return this
	 */
	public JobQueueAssert isEmpty() {
		return verifyNone(JobState.QUEUED, "no job to be queued");
	}

	/**
	 * Verifies that no job has failed.
	 * @return this
	 */
	public JobQueueAssert hasNoFailedJobs() {
		return verifyNone(JobState.FAILED, "no job to have failed");
	}

	private JobQueueAssert verifyNone(JobState state, String expected) {
		isNotNull();
		List<? extends JobInstance<?>> jobs = this.actual.jobs().in(state).list();
		if (!jobs.isEmpty()) {
			throw failure("Expected %s, but there are %s:%s", expected, jobs.size(), texts(jobs));
		}
		return this;
	}

	/**
	 * Verifies how many jobs of a class are queued, due or not.
	 * @param jobClass the class of the job bean
	 * @param expected the count
	 * @return this
	 */
	public JobQueueAssert hasQueued(Class<? extends JobBean<?>> jobClass, int expected) {
		List<? extends JobInstance<?>> all = queuedJobs();
		long count = readQueued(jobClass).size();
		if (count != expected) {
			throw failureWithActualExpected(count, expected,
					"Expected %s jobs of %s to be queued, but %s are. Queued:%s", expected, jobClass.getName(), count,
					all.isEmpty() ? " nothing" : texts(all));
		}
		return this;
	}

	/**
	 * Goes on with the queued jobs of a class, due or not.
	 * @param jobClass the class of the job bean
	 * @param <F> the type of its fields
	 * @return assertions on them, in the order of their ids
	 */
	public <F extends @Nullable Object> ListAssert<JobInstance<F>> queued(Class<? extends JobBean<F>> jobClass) {
		isNotNull();
		return Assertions.assertThat(this.actual.jobs().ofClass(jobClass).in(JobState.QUEUED).list())
			.as("queued jobs of %s", jobClass.getName());
	}

	/**
	 * Verifies that a job of a class was created, and goes on with all that were. These
	 * are the stored ones, in whatever state, and those that the queue has run and that
	 * are gone since; see {@link JobQueue#created}.
	 * @param jobClass the class of the job bean
	 * @param <F> the type of its fields
	 * @return assertions on them
	 */
	public <F extends @Nullable Object> CreatedJobsAssert<F> created(Class<? extends JobBean<F>> jobClass) {
		isNotNull();
		CreatedJobsAssert<F> created = CreatedJobsAssert.of(jobClass, this.actual.created(jobClass));
		created.info.description(this.info.description());
		return created.isPresent();
	}

	/**
	 * Verifies that no job of a class was created, as far as {@link JobQueue#created}
	 * knows.
	 * @param jobClass the class of the job bean
	 * @param <F> the type of its fields
	 * @return this
	 */
	public <F extends @Nullable Object> JobQueueAssert hasNotCreated(Class<? extends JobBean<F>> jobClass) {
		isNotNull();
		List<JobInstance<F>> created = this.actual.created(jobClass);
		if (!created.isEmpty()) {
			throw failure("Expected no job of %s to be created, but %s were:%s", jobClass.getName(), created.size(),
					CreatedJobsAssert.texts(created));
		}
		return this;
	}

	private List<? extends JobInstance<?>> queuedJobs() {
		isNotNull();
		return this.actual.jobs().in(JobState.QUEUED).list();
	}

	@SuppressWarnings({ "unchecked", "rawtypes" }) // whatever the type of the fields
	private List<JobInstance<?>> readQueued(Class<? extends JobBean<?>> jobClass) {
		JobQuery query = this.actual.jobs().ofClass((Class) jobClass);
		return query.in(JobState.QUEUED).list();
	}

	private static String texts(List<? extends JobInstance<?>> jobs) {
		return jobs.stream()
			.map((job) -> System.lineSeparator() + "  " + job.jobClass() + " " + job.id() + " is "
					+ AbstractJobAssert.stateOf(job))
			.collect(Collectors.joining());
	}

}
