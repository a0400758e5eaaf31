package io.rocketjob.dirmon;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.rocketjob.BatchJob;
import io.rocketjob.InvalidJobException;
import io.rocketjob.Job;
import io.rocketjob.JobOptions;
import io.rocketjob.RecordSource;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.JobEngine;
import io.rocketjob.jobclass.JobClass;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.io.FileSystemResource;

/**
 * Makes the jobs of files. A job is stored so that it cannot run, until it is noted that
 * it is stored: else it might have run and be gone before that, and be made again.
 *
 * @param engine the jobs
 * @param entries what jobs entries make
 * @param rocketJob creates them
 */
record FileJobs(JobEngine engine, EntryJobs entries, ObjectProvider<RocketJobTemplate> rocketJob) {

	/** The time for which jobs are stored that cannot run yet. */
	static final Instant HELD = Instant.parse("9000-01-01T00:00:00Z");

	/**
	 * The stored job of a file.
	 * @param id its id
	 * @return the job, {@code null} when there is none
	 */
	@Nullable JobRecord find(ObjectId id) {
		return this.engine.store().find(id);
	}

	boolean isUploading(JobRecord job) {
		return !this.engine.isReady(job);
	}

	/**
	 * Stores the job of a file, so that it cannot run yet.
	 * @param entry what the entry says
	 * @param note the file
	 */
	void store(DirectoryEntry entry, FileNote note) {
		JobClass<?> jobClass = this.entries.jobClass(entry);
		List<String> problems = new ArrayList<>();
		Consumer<JobOptions> options = this.entries.options(entry, jobClass, problems);
		Object fields = this.entries.fields(entry, jobClass, note.target(), problems);
		if (!problems.isEmpty()) {
			throw new InvalidJobException(jobClass.name(), problems);
		}
		Consumer<JobOptions> all = options.andThen((job) -> job.id(note.job()).runAt(HELD));
		if (EntryJobs.isBatch(jobClass)) {
			storeBatch(jobClass, fields, all, entry.fileField() == null ? (writer) -> {
				requireUnchanged(note);
				writer.writeFile(new FileSystemResource(note.target()));
				requireUnchanged(note);
			} : null);
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
			@Nullable RecordSource<Object> source) {
		var batch = this.rocketJob.getObject()
			.batch((Class<? extends BatchJob<@Nullable Object, Object, ?>>) jobClass.type())
			.options(options);
		if (fields != null) {
			batch.fields(fields);
		}
		if (source != null) {
			batch.upload(source);
		}
		batch.create();
	}

	private static void requireUnchanged(FileNote note) throws IOException {
		String changed = FileMove.changed(note);
		if (changed != null) {
			throw new ChangedFileException(changed);
		}
	}

	/**
	 * Lets a stored job run, unless it was let already.
	 * @param id its id
	 */
	void release(ObjectId id) {
		JobRecord job = find(id);
		if (job != null) {
			this.engine.release(job, HELD);
		}
	}

	/**
	 * Deletes a stored job that must not run, unless it was let run.
	 * @param id its id
	 */
	void giveUp(ObjectId id) {
		JobRecord job = find(id);
		if (job != null) {
			this.engine.deleteHeld(job, HELD);
		}
	}

	/** A file is no longer what it was when it was taken. */
	static final class ChangedFileException extends IllegalStateException {

		ChangedFileException(String message) {
			super(message);
		}

	}

}
