package io.rocketjob.job;

import java.util.ArrayList;
import java.util.List;

import com.mongodb.client.MongoCollection;
import io.rocketjob.JobState;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.document.JobUpdateDocument;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Internal: deletes jobs. One to which more belongs than its document, or for which
 * others may wait, is marked first: when the process dies, the recovery goes on from the
 * mark. Thread-safe.
 */
public final class JobDeletion {

	/** What is not needed to decide, and may be large. */
	private static final Document WITHOUT_CONTENT = new Document(JobFields.FIELDS, 0).append(JobFields.RESULT, 0)
		.append(JobFields.EXCEPTION, 0);

	private final JobStore store;

	private final TransitionUpdates updates;

	private final ActiveRuns runs;

	private final DependentJobs dependents;

	private final EndedJobCleanup cleanup;

	/** Jobs of which nothing is left when their document is deleted. */
	private final Document plain;

	JobDeletion(JobStore store, TransitionUpdates updates, ActiveRuns runs, DependentJobs dependents,
			EndedJobCleanup cleanup) {
		this.store = store;
		this.updates = updates;
		this.runs = runs;
		this.dependents = dependents;
		this.cleanup = cleanup;
		this.plain = store.kinds().withoutData().append(JobFields.DEPENDENTS, null);
	}

	/**
	 * Deletes a job, within the caller's transaction if there is one.
	 * @param id the id of the job
	 * @return whether there was one
	 */
	boolean delete(ObjectId id) {
		boolean deleted = this.store.mongo().translating(() -> deleteAll(new Document(JobFields.ID, id)) == 1);
		if (deleted && !this.store.mongo().isTransactionActive()) {
			this.runs.endedByHand((held) -> held.id().equals(id), "the job was deleted", "the job was deleted");
		}
		return deleted;
	}

	/**
	 * Deletes jobs. Which they are is part of each write, so that a job stays that does
	 * not match any more.
	 * @param filter which jobs
	 * @return how many
	 */
	public long deleteAll(Document filter) {
		Document wanted = both(filter, new Document(JobFields.DISCARD, new Document("$ne", JobFields.ALL)));
		long count = transactionalJobs().deleteMany(both(wanted, this.plain)).getDeletedCount();
		for (JobRecord job : transactionalJobs().find(both(wanted, new Document("$nor", List.of(this.plain))))
			.projection(new Document(JobFields.ID, 1))
			.map(JobRecord::new)
			.into(new ArrayList<>())) {
			if (deleteOne(job.id(), wanted)) {
				count++;
			}
		}
		return count;
	}

	private boolean deleteOne(ObjectId id, Document filter) {
		Document wanted = both(new Document(JobFields.ID, id), filter);
		while (true) {
			JobRecord job = transactionalJobs().find(wanted).projection(WITHOUT_CONTENT).map(JobRecord::new).first();
			if (job == null) {
				return false;
			}
			boolean isPlain = !this.store.kinds().of(job).ownsData() && !job.has(JobFields.DEPENDENTS);
			if (isPlain ? transactionalJobs().deleteOne(both(wanted, this.plain)).getDeletedCount() == 1
					: markDeleted(job, wanted)) {
				return true;
			}
			// it has changed in this moment
		}
	}

	private boolean markDeleted(JobRecord job, Document wanted) {
		ObjectId id = job.id();
		Document asRead = new Document(JobFields.STATE, job.state().value()).append(JobFields.DEPENDENTS,
				job.get(JobFields.DEPENDENTS));
		if (transactionalJobs().updateOne(both(wanted, asRead), mark(job).build()).getMatchedCount() == 0) {
			return false;
		}
		if (!this.store.mongo().isTransactionActive()) {
			this.runs.leave(id, "the job was deleted");
		}
		if (job.has(JobFields.DEPENDENTS)) {
			this.dependents.settleAfterCommit(id);
		}
		this.cleanup.drop(id);
		return true;
	}

	private JobUpdateDocument mark(JobRecord job) {
		JobState state = job.state();
		// who waits for one that has completed is not to hear that it was aborted
		JobState to = (state == JobState.COMPLETED) ? state : JobState.ABORTED;
		return this.updates.moveTo(job, to, null, this.updates.entry(state, to, "it was deleted"))
			.set(JobFields.DISCARD, JobFields.ALL);
	}

	private static Document both(Document one, Document other) {
		return new Document("$and", List.of(one, other));
	}

	private MongoCollection<Document> transactionalJobs() {
		return this.store.transactionalJobs();
	}

}
