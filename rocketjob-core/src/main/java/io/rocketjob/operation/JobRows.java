package io.rocketjob.operation;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.rocketjob.BatchStatus;
import io.rocketjob.JobInstance;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.JobEngine;
import io.rocketjob.job.StoredJob;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.operation.JobPage.Row;
import io.rocketjob.plugin.cron.Cron;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Reads the jobs of a page, and describes them as far as an operator may see them.
 * Thread-safe.
 */
final class JobRows {

	/** How many running batches of a page are asked how far they are. */
	private static final int MOST_BATCHES = 25;

	private static final int NAMED = 5;

	private final RocketJobTemplate rocketJob;

	private final JobEngine engine;

	private final OperationGuard guard;

	JobRows(RocketJobTemplate rocketJob, JobEngine engine, OperationGuard guard) {
		this.rocketJob = rocketJob;
		this.engine = engine;
		this.guard = guard;
	}

	/**
	 * The jobs of some ids that an operator may see.
	 * @param operator who asks
	 * @param ids the ids, in the order in which to show the jobs
	 * @param values whether their values were compared, so that they must be visible
	 * @return the jobs that are still there
	 */
	List<JobRecord> visible(Operator operator, List<ObjectId> ids, boolean values) {
		Map<ObjectId, JobRecord> found = new LinkedHashMap<>();
		ids.forEach((id) -> found.put(id, new JobRecord(new Document())));
		this.engine.store()
			.jobs()
			.find(new Document(JobFields.ID, new Document("$in", ids)))
			.map(JobRecord::new)
			.forEach((job) -> found.put(job.id(), job));
		return found.values()
			.stream()
			.filter((job) -> !job.document().isEmpty() && isVisible(operator, instance(job), values))
			.toList();
	}

	private boolean isVisible(Operator operator, JobInstance<?> job, boolean values) {
		return this.guard.permits(operator, Permission.JOB_READ, OperationTarget.of(job), job)
				&& (!values || this.guard.masking(operator, job) == Masking.SHOWN);
	}

	private JobInstance<?> instance(JobRecord job) {
		return new StoredJob<>(job, this.engine);
	}

	List<JobSummaryDescriptor> summaries(Operator operator, List<JobRecord> jobs) {
		return jobs.stream().map((job) -> {
			JobInstance<?> instance = instance(job);
			return JobSummaryDescriptor.of(instance, this.guard.masking(operator, instance));
		}).toList();
	}

	List<Row> describe(Operator operator, List<JobRecord> jobs) {
		Map<String, @Nullable String> throttled = new HashMap<>();
		int[] batches = { MOST_BATCHES };
		return jobs.stream().map((job) -> describe(operator, job, throttled, batches)).toList();
	}

	private Row describe(Operator operator, JobRecord job, Map<String, @Nullable String> throttled, int[] batches) {
		JobInstance<?> instance = instance(job);
		Masking masking = this.guard.masking(operator, instance);
		boolean running = job.state() == JobState.RUNNING;
		BatchStatus status = (running && !job.has(JobFields.CLAIM) && batches[0]-- > 0) ? status(job.id()) : null;
		int workers = (status != null) ? status.workers().size() : job.has(JobFields.CLAIM) ? 1 : 0;
		return new Row(JobSummaryDescriptor.of(instance, masking),
				(status != null) ? status.percentComplete() : instance.percentComplete(),
				(status != null) ? (Long) status.recordCount() : null,
				(status != null) ? (Long) status.recordsDone() : null, workers,
				job.waitsFor().stream().limit(NAMED).map(ObjectId::toHexString).toList(),
				masking.text(waitingFor(job, throttled)), schedule(job));
	}

	private @Nullable BatchStatus status(ObjectId id) {
		try {
			return this.rocketJob.batch(id).status();
		}
		catch (JobNotFoundException ex) {
			return null;
		}
	}

	/** Of those that are due, all of a class wait for the same. */
	private @Nullable String waitingFor(JobRecord job, Map<String, @Nullable String> throttled) {
		if (!job.has(JobFields.CLAIMABLE)) {
			return this.engine.throttles().waitingFor(job);
		}
		if (!throttled.containsKey(job.type())) {
			throttled.put(job.type(), this.engine.throttles().waitingFor(job));
		}
		return throttled.get(job.type());
	}

	private @Nullable String schedule(JobRecord job) {
		JobClass<?> jobClass = this.engine.classes().find(job.type());
		if (jobClass == null || jobClass.plugins().options(Cron.class) == null) {
			return null;
		}
		try {
			return jobClass.plugins().options().ofJob(Cron.class, job.options()).schedule();
		}
		catch (IllegalArgumentException ex) {
			// another version of the application has set what does not fit here
			return null;
		}
	}

}
