package io.rocketjob.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.rocketjob.DuplicateJobException;
import io.rocketjob.JobState;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.document.JobUpdateDocument;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.jobclass.JobClasses;
import io.rocketjob.mongo.ContendedWrite;
import io.rocketjob.plugin.OnConflict;
import io.rocketjob.plugin.UniqueKey;
import org.bson.Document;
import org.bson.types.ObjectId;
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

	/** How often a job is inserted whose key becomes free meanwhile. */
	private static final int ATTEMPTS = 3;

	private final JobStore store;

	private final JobClasses classes;

	private final KeptKeys kept;

	UniqueJobs(JobStore store, JobClasses classes, KeptKeys kept) {
		this.store = store;
		this.classes = classes;
		this.kept = kept;
	}

	/**
	 * Inserts new jobs.
	 * @param jobs the jobs; when they have unique keys they are inserted one by one
	 * @return the jobs, in place of one that was not inserted the job that has its key
	 * @throws DuplicateJobException when there is another job with the key of one, and
	 * its class does not say to keep or replace that; those before it are inserted then
	 */
	public List<JobRecord> insert(List<JobRecord> jobs) {
		if (jobs.stream().noneMatch((job) -> job.has(JobFields.UNIQUE))) {
			for (int start = 0; start < jobs.size(); start += MOST_AT_ONCE) {
				List<Document> some = jobs.subList(start, Math.min(jobs.size(), start + MOST_AT_ONCE))
					.stream()
					.map(JobRecord::document)
					.toList();
				this.store.mongo().translating(() -> this.store.transactionalJobs().insertMany(some));
			}
			return jobs;
		}
		return jobs.stream().map(this::insert).toList();
	}

	private JobRecord insert(JobRecord job) {
		for (int attempt = 1;; attempt++) {
			try {
				Map<String, Long> keys = this.kept.of(job);
				if (keys.isEmpty()) {
					store(job, job.document(), () -> this.store.transactionalJobs().insertOne(job.document()));
				}
				else {
					insert(job, keys);
				}
				return job;
			}
			catch (DuplicateJobException ex) {
				JobRecord first = instead(job, ex);
				if (first != null) {
					return first;
				}
				if (ex.existing() != null || attempt == ATTEMPTS || policy(job, ex) == OnConflict.REJECT) {
					throw ex;
				}
				// the other has ended meanwhile
			}
		}
	}

	/**
	 * Inserts a job of which a key is kept for a time.
	 */
	private void insert(JobRecord job, Map<String, Long> keys) {
		if (this.store.mongo().isTransactionActive()) {
			store(job, job.document(), () -> {
				this.kept.takeInTransaction(job, keys);
				return this.store.transactionalJobs().insertOne(job.document());
			});
			return;
		}
		Document held = this.kept.held(job, keys);
		store(job, held, () -> this.store.jobs().insertOne(held));
		this.store.mongo().translating(() -> {
			this.kept.settle(new JobRecord(held));
			return job;
		});
	}

	private OnConflict policy(JobRecord job, DuplicateJobException conflict) {
		JobClass<?> jobClass = this.classes.find(job.type());
		UniqueKey key = (jobClass != null) ? jobClass.plugins().uniqueKey(conflict.key()) : null;
		// a duplicate has ended the transaction
		return (key == null || this.store.mongo().isTransactionActive()) ? OnConflict.REJECT : key.onConflict();
	}

	/**
	 * The job that the caller gets instead of a new one, if it does not have to be
	 * refused.
	 */
	private @Nullable JobRecord instead(JobRecord job, DuplicateJobException conflict) {
		ObjectId first = conflict.existing();
		return (first == null) ? null : switch (policy(job, conflict)) {
			case REJECT -> null;
			case KEEP -> {
				JobRecord present = this.store.find(first);
				yield (present != null) ? present : gone(job, first);
			}
			case REPLACE -> replaced(job, first);
		};
	}

	/**
	 * What is shown of a job that is no longer stored.
	 */
	private static JobRecord gone(JobRecord job, ObjectId id) {
		Document document = new Document(job.document()).append(JobFields.ID, id)
			.append(JobFields.STATE, JobState.COMPLETED.value())
			.append(JobFields.DESTROY_ON_COMPLETE, true);
		List.of(JobFields.CLAIMABLE, JobFields.DUE_AT, JobFields.WAITS_FOR, JobFields.LINKING, JobFields.UNIQUE)
			.forEach(document::remove);
		return new JobRecord(document);
	}

	/**
	 * Gives a job that has not started the fields of a new one.
	 */
	private @Nullable JobRecord replaced(JobRecord job, ObjectId first) {
		Document notStarted = new Document(JobFields.ID, first)
			.append(JobFields.STATE, new Document("$in", List.of(JobState.QUEUED.value(), JobState.PAUSED.value())))
			.append(JobFields.STARTED_AT, null);
		Document update = new JobUpdateDocument().set(JobFields.UNIQUE, job.texts(JobFields.UNIQUE))
			.setOrUnset(JobFields.FIELDS, job.has(JobFields.FIELDS) ? job.fields() : null)
			.build();
		return JobRecord.ofNullable(update(job, update, () -> this.store.jobs()
			.findOneAndUpdate(notStarted, update, new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER))));
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
