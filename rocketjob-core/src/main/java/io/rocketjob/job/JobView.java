package io.rocketjob.job;

import java.lang.annotation.Annotation;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;

import io.rocketjob.JobState;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.plugin.PluginJob;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A job document as plugins see it.
 */
class JobView implements PluginJob {

	private final Document job;

	private final JobClass<?> jobClass;

	private final JobBinder binder;

	JobView(Document job, JobClass<?> jobClass, JobBinder binder) {
		this.job = job;
		this.jobClass = jobClass;
		this.binder = binder;
	}

	final Document document() {
		return this.job;
	}

	@Override
	public ObjectId id() {
		return JobDocument.id(this.job);
	}

	@Override
	public String jobClass() {
		return JobDocument.type(this.job);
	}

	@Override
	public JobState state() {
		return JobDocument.state(this.job);
	}

	@Override
	public int priority() {
		return this.job.getInteger(JobFields.PRIORITY);
	}

	@Override
	public Instant createdAt() {
		return Objects.requireNonNull(JobDocument.instant(this.job, JobFields.CREATED_AT));
	}

	@Override
	public @Nullable Instant runAt() {
		return JobDocument.instant(this.job, JobFields.RUN_AT);
	}

	@Override
	public @Nullable Instant expiresAt() {
		return JobDocument.instant(this.job, JobFields.EXPIRES_AT);
	}

	@Override
	public int failureCount() {
		return this.job.getInteger(JobFields.FAILURE_COUNT, 0);
	}

	@Override
	public boolean hasStartedBefore() {
		long starts = JobDocument.history(this.job).stream().filter((entry) -> entry.to() == JobState.RUNNING).count();
		return starts > ((state() == JobState.RUNNING) ? 1 : 0);
	}

	@Override
	public <F> F fields(Class<F> type) {
		return Objects.requireNonNull(type.cast(this.binder.fields(this.job).get()), "The job has no fields");
	}

	@Override
	public <A extends Annotation> A options(Class<A> annotation) {
		return this.jobClass.plugins().options().ofJob(annotation, JobDocument.options(this.job));
	}

	@Override
	public Map<String, Object> data(String plugin) {
		return Collections.unmodifiableMap(JobDocument.pluginData(this.job).get(plugin, new Document()));
	}

	@Override
	public Instant now() {
		return this.binder.clock().now();
	}

	@Override
	public String toString() {
		return jobClass() + " " + id();
	}

}
