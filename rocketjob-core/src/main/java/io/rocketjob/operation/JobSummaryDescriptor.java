package io.rocketjob.operation;

import java.time.Instant;

import io.rocketjob.JobFailure;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import org.jspecify.annotations.Nullable;

/**
 * A job in a list.
 *
 * @param id its id
 * @param jobClass the name of its class
 * @param state its state, {@code scheduled} or {@code waiting} where it is queued and
 * waits for its time or for other jobs
 * @param description its description, hidden unless values are shown
 * @param priority its priority
 * @param createdAt when it was created
 * @param runAt when it may start
 * @param startedAt when the last run began
 * @param completedAt when it completed, failed or was aborted
 * @param pausedAt when it was paused, while it is
 * @param workerName the worker of the last run
 * @param failureCount how often it failed
 * @param exceptionClass the class of the exception that it failed with
 * @since 0.1.0
 */
public record JobSummaryDescriptor(String id, String jobClass, String state, @Nullable String description, int priority,
		Instant createdAt, @Nullable Instant runAt, @Nullable Instant startedAt, @Nullable Instant completedAt,
		@Nullable Instant pausedAt, @Nullable String workerName, int failureCount, @Nullable String exceptionClass) {

	static JobSummaryDescriptor of(JobInstance<?> job, Masking masking) {
		JobFailure exception = job.exception();
		return new JobSummaryDescriptor(job.id().toHexString(), job.jobClass(), state(job),
				masking.text(job.description()), job.priority(), job.createdAt(), job.runAt(), job.startedAt(),
				job.completedAt(), job.pausedAt(), job.workerName(), job.failureCount(),
				(exception != null) ? exception.className() : null);
	}

	static String state(JobInstance<?> job) {
		if (job.isScheduled()) {
			return "scheduled";
		}
		return (job.state() == JobState.QUEUED && !job.waitsFor().isEmpty()) ? "waiting" : job.state().value();
	}

}
