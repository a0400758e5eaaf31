package io.rocketjob.job;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.rocketjob.DuplicateJobException;
import io.rocketjob.JobState;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.document.JobUpdateDocument;
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
	public void insert(List<JobRecord> jobs) {
		if (jobs.stream().noneMatch((job) -> job.has(JobFields.UNIQUE))) {
			for (int start = 0; start < jobs.size(); start += MOST_AT_ONCE) {
				List<Document> some = jobs.subList(start, Math.min(jobs.size(), start + MOST_AT_ONCE))
					.stream()
					.map(JobRecord::document)
					.toList();
				this.store.mongo().translating(() -> this.store.transactionalJobs().insertMany(some));
			}
			return;
		}
		jobs.forEach(
				(job) -> store(job, job.document(), () -> this.store.transactionalJobs().insertOne(job.document())));
	}

	/**
	 * Inserts a new job outside of the caller's transaction.
	 * @param job the job
	 * @throws DuplicateJobException when there is another job with a key of it
	 */
	public void insertAtOnce(JobRecord job) {
		store(job, job.document(), () -> this.store.jobs().insertOne(job.document()));
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
	<T> @Nullable T update(JobRecord job, Document update, Supplier<@Nullable T> write) {
		return store(job, update.get("$set", new Document()), write);
	}

	/**
	 * Frees the unique keys of a job that ends: after the write another job may have
	 * them. A job that is paused or waits keeps its keys. Whatever was read, because an
	 * update may have changed its keys since.
	 * @param to the state that the job goes to
	 * @param update the update that brings it there
	 */
	static void freeKeys(JobState to, JobUpdateDocument update) {
		if (TransitionUpdates.ENDS.contains(to)) {
			update.unset(JobFields.UNIQUE);
		}
	}

	private <T> @Nullable T store(JobRecord job, Document keyed, Supplier<@Nullable T> write) {
		try {
			return this.store.mongo()
				.translating(() -> this.store.mongo().isTransactionActive() ? write.get() : ContendedWrite.make(write));
		}
		catch (DuplicateKeyException ex) {
			List<String> keys = keyed.getList(JobFields.UNIQUE, String.class, List.of());
			throw keys.isEmpty() ? ex : duplicate(job, keys, ex);
		}
	}

	private DuplicateJobException duplicate(JobRecord job, List<String> keys, DuplicateKeyException cause) {
		// not within the caller's transaction, which the database has ended
		JobRecord other = this.store.jobs()
			.find(new Document(JobFields.UNIQUE, new Document("$in", keys)).append(JobFields.ID,
					new Document("$ne", job.id())))
			.projection(new Document(JobFields.UNIQUE, 1))
			.map(JobRecord::new)
			.first();
		if (other == null) {
			return new DuplicateJobException(job.type(), keys.get(0), null, cause);
		}
		List<String> shared = new ArrayList<>(other.texts(JobFields.UNIQUE));
		shared.retainAll(keys);
		return new DuplicateJobException(job.type(), shared.get(0), other.id(), cause);
	}

}
