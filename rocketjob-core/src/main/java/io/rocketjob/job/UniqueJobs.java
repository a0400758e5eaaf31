package io.rocketjob.job;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.rocketjob.DuplicateJobException;
import io.rocketjob.mongo.ContendedWrite;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DuplicateKeyException;

/**
 * Internal: stores jobs of which the database allows only one with the same key.
 */
public final class UniqueJobs {

	/**
	 * How many are inserted by one command. FerretDB 2.7 says in its hello that it takes
	 * 100,000, as MongoDB does, and refuses more than 25,000.
	 */
	private static final int MOST_AT_ONCE = 10_000;

	private final JobStore store;

	UniqueJobs(JobStore store) {
		this.store = store;
	}

	/**
	 * Inserts new jobs.
	 * @param jobs the jobs; when they have unique keys they are inserted one by one
	 * @throws DuplicateJobException when there is another job with the key of one; those
	 * before it are inserted then
	 */
	public void insert(List<Document> jobs) {
		if (jobs.stream().noneMatch((job) -> job.containsKey(JobFields.UNIQUE))) {
			for (int start = 0; start < jobs.size(); start += MOST_AT_ONCE) {
				List<Document> some = jobs.subList(start, Math.min(jobs.size(), start + MOST_AT_ONCE));
				this.store.mongo().translating(() -> this.store.transactionalJobs().insertMany(some));
			}
			return;
		}
		jobs.forEach((job) -> store(job, job, () -> this.store.transactionalJobs().insertOne(job)));
	}

	/**
	 * Inserts a new job outside of the caller's transaction.
	 * @param job the job
	 * @throws DuplicateJobException when there is another job with a key of it
	 */
	public void insertAtOnce(Document job) {
		store(job, job, () -> this.store.jobs().insertOne(job));
	}

	/**
	 * Makes an update that may give a job unique keys.
	 * @param job the job
	 * @param update the update
	 * @param write makes it
	 * @param <T> the type of its result
	 * @return what the write returned
	 * @throws DuplicateJobException when there is another job with one of its keys
	 */
	<T> @Nullable T update(Document job, Document update, Supplier<@Nullable T> write) {
		return store(job, update.get("$set", new Document()), write);
	}

	private <T> @Nullable T store(Document job, Document keyed, Supplier<@Nullable T> write) {
		try {
			return this.store.mongo()
				.translating(() -> this.store.mongo().isTransactionActive() ? write.get() : ContendedWrite.make(write));
		}
		catch (DuplicateKeyException ex) {
			List<String> keys = keyed.getList(JobFields.UNIQUE, String.class, List.of());
			throw keys.isEmpty() ? ex : duplicate(job, keys, ex);
		}
	}

	private DuplicateJobException duplicate(Document job, List<String> keys, DuplicateKeyException cause) {
		// not within the caller's transaction, which the database has ended
		Document other = this.store.jobs()
			.find(new Document(JobFields.UNIQUE, new Document("$in", keys)).append(JobFields.ID,
					new Document("$ne", JobDocument.id(job))))
			.projection(new Document(JobFields.UNIQUE, 1))
			.first();
		if (other == null) {
			return new DuplicateJobException(JobDocument.type(job), keys.get(0), null, cause);
		}
		List<String> shared = new ArrayList<>(other.getList(JobFields.UNIQUE, String.class));
		shared.retainAll(keys);
		return new DuplicateJobException(JobDocument.type(job), shared.get(0), JobDocument.id(other), cause);
	}

}
