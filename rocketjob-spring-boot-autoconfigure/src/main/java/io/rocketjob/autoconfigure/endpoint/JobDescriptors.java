package io.rocketjob.autoconfigure.endpoint;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.BatchStatus;
import io.rocketjob.JobInstance;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobStatus;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.autoconfigure.endpoint.JobDescriptor.ChangeDescriptor;
import io.rocketjob.job.JobClass;
import io.rocketjob.job.JobClasses;
import io.rocketjob.mongo.MappedField;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import org.springframework.boot.actuate.endpoint.SanitizableData;

/**
 * Describes jobs, those of unknown classes among them, by what may be seen of them.
 */
final class JobDescriptors {

	private static final String HIDDEN = SanitizableData.SANITIZED_VALUE;

	private final RocketJobTemplate rocketJob;

	private final JobClasses classes;

	JobDescriptors(RocketJobTemplate rocketJob, JobClasses classes) {
		this.rocketJob = rocketJob;
		this.classes = classes;
	}

	JobDescriptor describe(JobInstance<?> job, Values values) {
		JobClass<?> known = this.classes.find(job.jobClass());
		BatchInstance<?> batch = batch(job, known);
		JobStatus status = (batch != null) ? batch.status() : job.status();
		BatchDescriptor describedBatch = (batch != null && status instanceof BatchStatus batchStatus)
				? BatchDescriptor.of(batch, batchStatus, values) : null;
		Duration timeout = job.timeout();
		Level level = job.logLevel();
		return new JobDescriptor(job.id().toHexString(), job.jobClass(), known != null, JobSummaryDescriptor.state(job),
				values.text(job.description()), job.priority(), job.destroyOnComplete(), job.createdAt(), job.runAt(),
				job.expiresAt(), job.startedAt(), job.completedAt(), job.pausedAt(), status.duration().toString(),
				(timeout != null) ? timeout.toString() : null, (level != null) ? level.name() : null, job.workerName(),
				(describedBatch != null) ? describedBatch.percentComplete() : job.percentComplete(), job.failureCount(),
				job.waitsFor().stream().map((id) -> id.toHexString()).toList(), values.text(status.waitingFor()),
				fields(job, known, values), result(job, known, values), FailureDescriptor.of(job.exception(), values),
				history(job, values), describedBatch);
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

	/**
	 * Names of fields are code where the class is known. Everything else may be data: the
	 * keys of a map, and all that is stored of an unknown class, of which nobody here
	 * knows what is encrypted.
	 */
	private static @Nullable Object fields(JobInstance<?> job, @Nullable JobClass<?> known, Values values) {
		Document stored = job.rawFields();
		if (stored.isEmpty()) {
			return null;
		}
		if (known == null) {
			return HIDDEN;
		}
		Map<String, MappedField> mapped = known.fields()
			.stream()
			.collect(Collectors.toMap(MappedField::storedName, Function.identity(), (first, second) -> first));
		Map<String, @Nullable Object> fields = new LinkedHashMap<>();
		boolean more = false;
		for (Map.Entry<String, Object> each : stored.entrySet()) {
			MappedField field = mapped.get(each.getKey());
			if (field != null) {
				fields.put(each.getKey(),
						(values == Values.SHOWN && !field.hidden()) ? JsonValues.of(each.getValue()) : HIDDEN);
			}
			else {
				more = true;
			}
		}
		if (more) {
			fields.put("…", HIDDEN);
		}
		return fields;
	}

	private static @Nullable Object result(JobInstance<?> job, @Nullable JobClass<?> known, Values values) {
		Object stored;
		try {
			stored = job.result(Object.class);
		}
		catch (RuntimeException ex) {
			// it is there, and nobody here can read it
			return HIDDEN;
		}
		return (known != null) ? values.of(stored, () -> JsonValues.of(stored)) : Values.HIDDEN.of(stored);
	}

	private static List<ChangeDescriptor> history(JobInstance<?> job, Values values) {
		return job.history()
			.stream()
			.map((change) -> new ChangeDescriptor(change.at(), change.from().value(), change.to().value(), change.by(),
					values.text(change.reason())))
			.toList();
	}

}
