package io.rocketjob.job;

import java.lang.annotation.Annotation;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;

import io.rocketjob.JobState;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.plugin.PluginJob;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A job document as plugins see it.
 */
class JobView implements PluginJob {

	private final JobRecord job;

	private final JobClass<?> jobClass;

	private final JobBinder binder;

	JobView(JobRecord job, JobClass<?> jobClass, JobBinder binder) {
		this.job = job;
		this.jobClass = jobClass;
		this.binder = binder;
	}

	final JobRecord job() {
		return this.job;
	}

	@Override
	public ObjectId id() {
		return this.job.id();
	}

	@Override
	public String jobClass() {
		return this.job.type();
	}

	@Override
	public JobState state() {
		return this.job.state();
	}

	@Override
	public int priority() {
		return this.job.priority();
	}

	@Override
	public Instant createdAt() {
		return Objects.requireNonNull(this.job.instant(JobFields.CREATED_AT));
	}

	@Override
	public @Nullable Instant runAt() {
		return this.job.instant(JobFields.RUN_AT);
	}

	@Override
	public @Nullable Instant expiresAt() {
		return this.job.instant(JobFields.EXPIRES_AT);
	}

	@Override
	public int failureCount() {
		return this.job.failureCount();
	}

	@Override
	public boolean hasStartedBefore() {
		long starts = this.job.history().stream().filter((entry) -> entry.to() == JobState.RUNNING).count();
		return starts > ((state() == JobState.RUNNING) ? 1 : 0);
	}

	@Override
	public <F> F fields(Class<F> type) {
		return Objects.requireNonNull(type.cast(this.binder.fields(this.job).get()), "The job has no fields");
	}

	@Override
	public <A extends Annotation> A options(Class<A> annotation) {
		return this.jobClass.plugins().options().ofJob(annotation, this.job.options());
	}

	@Override
	public Map<String, Object> data(String plugin) {
		return Collections.unmodifiableMap(this.job.pluginData().get(plugin, new Document()));
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
