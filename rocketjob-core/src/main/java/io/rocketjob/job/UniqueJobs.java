package io.rocketjob.job;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import io.rocketjob.DuplicateJobException;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DuplicateKeyException;

/**
 * Internal: stores jobs of which the database allows only one with the same key.
 */
public final class UniqueJobs {

	private final JobEngine engine;

	UniqueJobs(JobEngine engine) {
		this.engine = engine;
	}

	/**
	 * Inserts new jobs.
	 * @param jobs the jobs; when they have unique keys they are inserted one by one
	 * @throws DuplicateJobException when there is another job with the key of one; those
	 * before it are inserted then
	 */
	public void insert(List<Document> jobs) {
		if (jobs.stream().noneMatch((job) -> job.containsKey(JobDocument.UNIQUE))) {
			this.engine.mongo().translating(() -> this.engine.transactionalJobs().insertMany(jobs));
			return;
		}
		jobs.forEach((job) -> store(job, () -> this.engine.transactionalJobs().insertOne(job)));
	}

	/**
	 * Inserts a new job outside of the caller's transaction.
	 * @param job the job
	 * @throws DuplicateJobException when there is another job with a key of it
	 */
	public void insertAtOnce(Document job) {
		store(job, () -> this.engine.jobs().insertOne(job));
	}

	/**
	 * Makes a write that may give a job its unique keys.
	 * @param job the job
	 * @param write the write
	 * @param <T> the type of its result
	 * @return what the write returned
	 * @throws DuplicateJobException when there is another job with one of its keys
	 */
	<T> @Nullable T store(Document job, Supplier<@Nullable T> write) {
		try {
			return this.engine.mongo().translating(write);
		}
		catch (DuplicateKeyException ex) {
			throw duplicate(job, ex);
		}
	}

	private RuntimeException duplicate(Document job, DuplicateKeyException cause) {
		JobClass<?> jobClass = Objects.requireNonNull(this.engine.classes().find(JobDocument.type(job)));
		List<String> keys = jobClass.plugins().keys(new JobView(job, jobClass, this.engine));
		if (keys.isEmpty()) {
			return cause;
		}
		// not within the caller's transaction, which the database has ended
		Document other = this.engine.jobs()
			.find(new Document(JobDocument.UNIQUE, new Document("$in", keys)))
			.projection(new Document(JobDocument.UNIQUE, 1))
			.first();
		ObjectId existing = (other != null) ? JobDocument.id(other) : null;
		String key = (other != null) ? other.getList(JobDocument.UNIQUE, String.class)
			.stream()
			.filter(keys::contains)
			.findFirst()
			.orElse(keys.get(0)) : keys.get(0);
		return new DuplicateJobException(JobDocument.type(job), key, existing, cause);
	}

}
