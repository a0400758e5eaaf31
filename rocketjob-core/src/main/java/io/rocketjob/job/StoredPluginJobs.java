package io.rocketjob.job;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import io.rocketjob.InvalidJobException;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.document.JobUpdateDocument;
import io.rocketjob.jobclass.ClassPlugins;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.jobclass.JobClasses;
import io.rocketjob.plugin.PluginJob;
import io.rocketjob.plugin.PluginJobs;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

/**
 * Internal: what plugins can do with stored jobs.
 */
public final class StoredPluginJobs implements PluginJobs {

	private final JobEngine engine;

	private final Consumer<NewJobRequest> creator;

	/**
	 * Makes it.
	 * @param engine the jobs
	 * @param creator creates a job of any kind
	 */
	public StoredPluginJobs(JobEngine engine, Consumer<NewJobRequest> creator) {
		this.engine = engine;
		this.creator = creator;
	}

	@Override
	public List<PluginJob> withKey(String jobClass, String plugin) {
		JobClass<?> known = Objects.requireNonNull(this.engine.classes().find(jobClass));
		List<PluginJob> jobs = new ArrayList<>();
		for (String name : JobClasses.names(known)) {
			String prefix = ClassPlugins.keyPrefix(plugin, name);
			// one and the same key must be between them, not one above and another below
			Document keys = new Document("$elemMatch",
					new Document("$gte", prefix).append("$lt", prefix + Character.MAX_VALUE));
			this.engine.store()
				.mongo()
				.translating(() -> this.engine.store()
					.jobs()
					.find(new Document(JobFields.UNIQUE, keys))
					.map(JobRecord::new)
					.into(new ArrayList<>()))
				.forEach((job) -> jobs.add(this.engine.binder().view(job, known)));
		}
		return jobs;
	}

	@Override
	public void create(Class<?> jobClass) {
		JobClass<?> known = Objects.requireNonNull(
				this.engine.classes().all().stream().filter((each) -> each.type() == jobClass).findFirst().orElse(null),
				"No job class");
		Class<?> fieldsType = known.fieldsType();
		this.creator.accept(new NewJobRequest(known, (fieldsType != null) ? withoutValues(known, fieldsType) : null));
	}

	private Object withoutValues(JobClass<?> jobClass, Class<?> fieldsType) {
		try {
			return this.engine.mapper().read(jobClass.declaredFields(), new Document());
		}
		catch (RuntimeException ex) {
			throw new InvalidJobException(jobClass.name(), List.of("fields: no " + fieldsType.getName()
					+ " can be made without values: " + NestedExceptionUtils.getMostSpecificCause(ex)), ex);
		}
	}

	@Override
	public boolean reschedule(PluginJob job, Instant runAt, String plugin, Map<String, Object> data) {
		Instant time = runAt.truncatedTo(ChronoUnit.MILLIS);
		String path = JobFields.PLUGINS + "." + plugin;
		JobUpdateDocument update = new JobUpdateDocument().set(path, new Document(data))
			.setOrUnset(JobFields.RUN_AT, TransitionUpdates.date(time));
		if (job instanceof JobView view) {
			JobClass<?> jobClass = this.engine.classes().find(job.jobClass());
			Instant expiresAt = TransitionUpdates.movedExpiry(view.job(),
					(jobClass != null) ? jobClass.defaults().expiresAfter() : null, time);
			update.setOrUnset(JobFields.EXPIRES_AT, TransitionUpdates.date(expiresAt));
		}
		Document filter = asSeen(job).append(path, new Document(job.data(plugin)));
		filter.putAll(this.engine.store().kinds().ready());
		boolean moved;
		if (job.state() == JobState.QUEUED) {
			// one that waits for others gets its marker when they have completed
			moved = write(new Document(filter).append(JobFields.WAITS_FOR, new Document("$exists", true)), update);
			TransitionUpdates.mark(update, time, this.engine.store().measuredNow());
			moved = moved || write(filter.append(JobFields.WAITS_FOR, null), update);
		}
		else {
			moved = write(filter, update);
		}
		if (moved) {
			this.engine.notifier().signalOlderWork(job.jobClass());
		}
		return moved;
	}

	private boolean write(Document filter, JobUpdateDocument update) {
		return this.engine.store()
			.mongo()
			.translating(() -> this.engine.store().jobs().updateOne(filter, update.build()).getMatchedCount() == 1);
	}

	@Override
	public boolean delete(PluginJob job) {
		return this.engine.store().mongo().translating(() -> this.engine.deletion().deleteAll(asSeen(job)) == 1);
	}

	private static Document asSeen(PluginJob job) {
		if (job.state() != JobState.QUEUED && job.state() != JobState.PAUSED) {
			throw new JobStateException(job.jobClass(), job.id(), job.state(),
					"only a queued or paused job can be moved or deleted by a plugin");
		}
		return new Document(JobFields.ID, job.id()).append(JobFields.STATE, job.state().value());
	}

	/**
	 * A job to be created.
	 *
	 * @param jobClass its class
	 * @param fields its fields
	 */
	public record NewJobRequest(JobClass<?> jobClass, @Nullable Object fields) {
	}

}
