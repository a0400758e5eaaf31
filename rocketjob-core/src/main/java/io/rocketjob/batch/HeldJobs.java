package io.rocketjob.batch;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.rocketjob.BatchJob;
import io.rocketjob.InvalidJobException;
import io.rocketjob.Job;
import io.rocketjob.JobOptions;
import io.rocketjob.RecordSource;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.JobEngine;
import io.rocketjob.jobclass.JobClass;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Internal: jobs that are stored so that they cannot run, until who has stored them has
 * noted that: else one might have run and be gone before that, and be made again. They
 * are made of texts. Thread-safe.
 */
public final class HeldJobs {

	/** The time for which jobs are stored that cannot run yet. */
	private static final Instant HELD = Instant.parse("9000-01-01T00:00:00Z");

	private final JobEngine engine;

	private final JobTexts texts;

	private final ObjectProvider<RocketJobTemplate> rocketJob;

	/**
	 * Makes it.
	 * @param engine the jobs
	 * @param rocketJob creates them
	 */
	public HeldJobs(JobEngine engine, ObjectProvider<RocketJobTemplate> rocketJob) {
		this.engine = engine;
		this.texts = new JobTexts(engine);
		this.rocketJob = rocketJob;
	}

	/**
	 * Says what is wrong with a job, without storing it.
	 * @param form the job
	 * @param problems receives a text for each problem
	 */
	public void check(Form form, List<String> problems) {
		this.texts.check(form, problems);
	}

	/**
	 * A stored job.
	 * @param id its id
	 * @return the job, {@code null} when there is none
	 */
	public @Nullable JobRecord find(ObjectId id) {
		return this.engine.store().find(id);
	}

	/**
	 * Whether the records of a stored job are still being uploaded, or an upload has died
	 * that is not removed yet, or is being removed: that has two steps.
	 * @param job the job as it was read
	 * @return whether not all of it is there, or it is about to go
	 */
	public boolean isUploading(JobRecord job) {
		return !this.engine.isReady(job) || JobFields.ALL.equals(job.text(JobFields.DISCARD));
	}

	/**
	 * Stores a job so that it cannot run yet.
	 * @param form the job
	 * @param id its id
	 * @param file the path for the field that the form names for it, {@code null} where
	 * it names none
	 * @param records the records of a batch whose form names no field for a path
	 * @throws IllegalArgumentException when there is no such class here
	 * @throws InvalidJobException when something else is wrong with it
	 */
	public void store(Form form, ObjectId id, @Nullable Path file, RecordSource<Object> records) {
		JobClass<?> jobClass = this.texts.jobClass(form);
		List<String> problems = new ArrayList<>();
		JobTexts.checkPlace(form, jobClass, problems);
		Consumer<JobOptions> options = this.texts.options(form, jobClass, problems);
		Object fields = this.texts.fields(form, jobClass, file, problems);
		if (!problems.isEmpty()) {
			throw new InvalidJobException(jobClass.name(), problems);
		}
		// who stores it notes that, and lets it run, before a transaction of the caller
		// ends
		Consumer<JobOptions> all = options.andThen((job) -> job.id(id).runAt(HELD).afterCommit(false));
		if (JobTexts.isBatch(jobClass)) {
			storeBatch(jobClass, fields, all, (form.fileField() == null) ? records : null);
		}
		else {
			store(jobClass, fields, all);
		}
	}

	@SuppressWarnings({ "unchecked", "NullAway" }) // the fields were made for the class
	private void store(JobClass<?> jobClass, @Nullable Object fields, Consumer<JobOptions> options) {
		this.rocketJob.getObject().create((Class<? extends Job<@Nullable Object>>) jobClass.type(), fields, options);
	}

	@SuppressWarnings("unchecked") // the fields were made for the class
	private void storeBatch(JobClass<?> jobClass, @Nullable Object fields, Consumer<JobOptions> options,
			@Nullable RecordSource<Object> records) {
		var batch = this.rocketJob.getObject()
			.batch((Class<? extends BatchJob<@Nullable Object, Object, ?>>) jobClass.type())
			.options(options);
		if (fields != null) {
			batch.fields(fields);
		}
		if (records != null) {
			batch.upload(records);
		}
		batch.create();
	}

	/**
	 * Lets a stored job run, unless it was let already, or is gone.
	 * @param id its id
	 */
	public void release(ObjectId id) {
		JobRecord job = find(id);
		if (job != null) {
			this.engine.release(job, HELD);
		}
	}

	/**
	 * Deletes a stored job that must not run, unless it was let run.
	 * @param id its id
	 */
	public void giveUp(ObjectId id) {
		JobRecord job = find(id);
		if (job != null) {
			this.engine.deleteHeld(job, HELD);
		}
	}

	/**
	 * A job as somebody writes it.
	 *
	 * @param jobClass the name of its class
	 * @param properties options and editable fields, by name
	 * @param fileField the field that gets the path of a file, {@code null} to upload the
	 * file into a batch
	 */
	public record Form(String jobClass, Map<String, String> properties, @Nullable String fileField) {
	}

}
