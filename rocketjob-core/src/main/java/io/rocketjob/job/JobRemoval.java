package io.rocketjob.job;

import java.util.ArrayList;
import java.util.List;

import com.mongodb.client.MongoCollection;
import io.rocketjob.JobHistoryEntry;
import io.rocketjob.JobState;
import io.rocketjob.mongo.DatabaseErrors;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Internal: deletes jobs, and drops what belongs to those that have ended. A job to which
 * more belongs than its document, or for which others may wait, is marked first: when the
 * process dies, the recovery goes on from the mark. Thread-safe.
 */
public final class JobRemoval {

	private static final Logger logger = LoggerFactory.getLogger(JobRemoval.class);

	/** What is not needed to decide, and may be large. */
	private static final Document WITHOUT_CONTENT = new Document(JobDocument.FIELDS, 0).append(JobDocument.RESULT, 0)
		.append(JobDocument.EXCEPTION, 0);

	private static final Document MARKED = new Document(JobDocument.DISCARD, new Document("$exists", true));

	private final JobEngine engine;

	private final JobStore store;

	private final Document plain;

	JobRemoval(JobEngine engine, JobStore store) {
		this.engine = engine;
		this.store = store;
		this.plain = store.kinds().withoutData().append(JobDocument.DEPENDENTS, null);
	}

	boolean deleteById(ObjectId id) {
		boolean deleted = this.store.mongo().translating(() -> deleteAll(new Document(JobDocument.ID, id)) == 1);
		if (deleted && !this.store.mongo().isTransactionActive()) {
			this.engine.runs()
				.endedByHand((held) -> held.id().equals(id), "the job was deleted", "the job was deleted");
		}
		return deleted;
	}

	/**
	 * Deletes jobs.
	 * @param filter which jobs
	 * @return how many
	 */
	long deleteAll(Document filter) {
		Document wanted = both(filter, new Document(JobDocument.DISCARD, new Document("$ne", JobDocument.ALL)));
		long count = transactionalJobs().deleteMany(both(wanted, this.plain)).getDeletedCount();
		for (Document job : transactionalJobs().find(both(wanted, new Document("$nor", List.of(this.plain))))
			.projection(new Document(JobDocument.ID, 1))
			.into(new ArrayList<>())) {
			if (deleteOne(JobDocument.id(job), wanted)) {
				count++;
			}
		}
		return count;
	}

	private boolean deleteOne(ObjectId id, Document filter) {
		Document wanted = both(new Document(JobDocument.ID, id), filter);
		while (true) {
			Document job = transactionalJobs().find(wanted).projection(WITHOUT_CONTENT).first();
			if (job == null) {
				return false;
			}
			boolean isPlain = !this.store.kinds().of(job).ownsData() && !job.containsKey(JobDocument.DEPENDENTS);
			if (isPlain ? transactionalJobs().deleteOne(both(wanted, this.plain)).getDeletedCount() == 1
					: markDeleted(job, wanted)) {
				return true;
			}
			// it has changed in this moment
		}
	}

	private boolean markDeleted(Document job, Document wanted) {
		ObjectId id = JobDocument.id(job);
		Document asRead = new Document(JobDocument.STATE, job.getString(JobDocument.STATE))
			.append(JobDocument.DEPENDENTS, job.get(JobDocument.DEPENDENTS));
		if (transactionalJobs().updateOne(both(wanted, asRead), deletion(job).build()).getMatchedCount() == 0) {
			return false;
		}
		if (!this.store.mongo().isTransactionActive()) {
			this.engine.runs().leave(id, "the job was deleted");
		}
		if (job.containsKey(JobDocument.DEPENDENTS)) {
			this.engine.settle(id);
		}
		discard(id);
		return true;
	}

	private JobUpdateDocument deletion(Document job) {
		JobState state = JobDocument.state(job);
		// who waits for one that has completed is not to hear that it was aborted
		JobState to = (state == JobState.COMPLETED) ? state : JobState.ABORTED;
		JobHistoryEntry entry = new JobHistoryEntry(this.store.clock().now(), state, to, this.engine.processName(),
				"it was deleted");
		return JobDocument.moveTo(this.store.kinds().of(job), job, to, null, entry)
			.set(JobDocument.DISCARD, JobDocument.ALL);
	}

	/**
	 * Drops what belongs to a job that has just been marked for it, when the caller's
	 * transaction is committed if there is one. When that fails the recovery does it.
	 * @param id the job
	 */
	public void discard(ObjectId id) {
		this.store.mongo().afterCommit(() -> {
			try {
				discardMarked(id);
			}
			catch (RuntimeException ex) {
				logger.warn("What belongs to job {} is not dropped yet; this is tried again", id, ex);
			}
		});
	}

	/**
	 * Drops what belongs to jobs that are marked for it. Whoever has marked them does so
	 * at once; this is for those who could not.
	 */
	public void recover() {
		for (Document job : this.store.jobs()
			.find(MARKED)
			.projection(new Document(JobDocument.ID, 1))
			.into(new ArrayList<>())) {
			try {
				discardMarked(JobDocument.id(job));
			}
			catch (RuntimeException ex) {
				if (DatabaseErrors.isPassing(ex)) {
					throw ex;
				}
				// one job that cannot be read must not keep the others
				logger.error("What belongs to job {} cannot be dropped", JobDocument.id(job), ex);
			}
		}
	}

	private void discardMarked(ObjectId id) {
		Document job = this.store.jobs().find(new Document(MARKED).append(JobDocument.ID, id)).first();
		if (job == null) {
			return;
		}
		this.store.kinds().of(job).drop(job);
		String mark = job.getString(JobDocument.DISCARD);
		Document marked = new Document(JobDocument.ID, id).append(JobDocument.DISCARD, mark);
		if (JobDocument.ALL.equals(mark)) {
			// not before those have been told that wait for it
			this.store.jobs().deleteOne(marked.append(JobDocument.DEPENDENTS, null));
		}
		else {
			this.store.jobs().updateOne(marked, new Document("$unset", new Document(JobDocument.DISCARD, "")));
		}
	}

	private static Document both(Document one, Document other) {
		return new Document("$and", List.of(one, other));
	}

	private MongoCollection<Document> transactionalJobs() {
		return this.store.transactionalJobs();
	}

}
