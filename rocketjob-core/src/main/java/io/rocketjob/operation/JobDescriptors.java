package io.rocketjob.operation;

import java.time.Duration;
import java.util.List;

import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.BatchStatus;
import io.rocketjob.ChainStep;
import io.rocketjob.JobInstance;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobStatus;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.jobclass.JobClasses;
import io.rocketjob.operation.JobDescriptor.ChainDescriptor;
import io.rocketjob.operation.JobDescriptor.ChangeDescriptor;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Describes jobs, those of unknown classes among them, by what may be seen of them.
 */
final class JobDescriptors {

	private final RocketJobTemplate rocketJob;

	private final JobClasses classes;

	JobDescriptors(RocketJobTemplate rocketJob, JobClasses classes) {
		this.rocketJob = rocketJob;
		this.classes = classes;
	}

	JobDescriptor describe(JobInstance<?> job, Masking masking) {
		JobClass<?> known = this.classes.find(job.jobClass());
		BatchInstance<?> batch = batch(job, known);
		JobStatus status = (batch != null) ? batch.status() : job.status();
		BatchDescriptor describedBatch = (batch != null && status instanceof BatchStatus batchStatus)
				? BatchDescriptor.of(batch, batchStatus, masking) : null;
		Duration timeout = job.timeout();
		Level level = job.logLevel();
		return new JobDescriptor(job.id().toHexString(), job.jobClass(), known != null, JobSummaryDescriptor.state(job),
				masking.text(job.description()), job.priority(), job.destroyOnComplete(), job.createdAt(), job.runAt(),
				job.expiresAt(), job.startedAt(), job.completedAt(), job.pausedAt(), status.duration().toString(),
				(timeout != null) ? timeout.toString() : null, (level != null) ? level.name() : null, job.workerName(),
				(describedBatch != null) ? describedBatch.percentComplete() : job.percentComplete(), job.failureCount(),
				chain(job), job.waitsFor().stream().map((id) -> id.toHexString()).toList(),
				masking.text(status.waitingFor()), masking.fields(job, known), masking.result(job, known),
				masking.failure(job.exception()), history(job, masking), describedBatch);
	}

	/**
	 * The job as a batch; what is no longer there when it is read again is described as
	 * it was.
	 */
	private @Nullable BatchInstance<?> batch(JobInstance<?> job, @Nullable JobClass<?> known) {
		if (job instanceof BatchInstance<?> batch) {
			return batch;
		}
		if (known != null && !BatchJob.class.isAssignableFrom(known.type())) {
			return null;
		}
		try {
			return this.rocketJob.batch(job.id());
		}
		catch (JobNotFoundException ex) {
			return null;
		}
	}

	private static @Nullable ChainDescriptor chain(JobInstance<?> job) {
		ChainStep step = job.chainStep();
		return (step != null) ? new ChainDescriptor(step.chain(), step.name(), step.number(), step.of()) : null;
	}

	private static List<ChangeDescriptor> history(JobInstance<?> job, Masking masking) {
		return job.history()
			.stream()
			.map((change) -> new ChangeDescriptor(change.at(), change.from().value(), change.to().value(), change.by(),
					masking.text(change.reason())))
			.toList();
	}

}
