package io.rocketjob.job;

import java.util.ArrayList;
import java.util.List;

import com.mongodb.client.MongoCollection;
import io.rocketjob.JobState;
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

	private final DiscardedData discarded;

	/** Jobs of which nothing is left when their document is deleted. */
	private final Document plain;

	JobDeletion(JobStore store, TransitionUpdates updates, ActiveRuns runs, DependentJobs dependents,
			DiscardedData discarded) {
		this.store = store;
		this.updates = updates;
		this.runs = runs;
		this.dependents = dependents;
		this.discarded = discarded;
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
	 * Deletes jobs.
	 * @param filter which jobs
	 * @return how many
	 */
	long deleteAll(Document filter) {
		Document wanted = both(filter, new Document(JobFields.DISCARD, new Document("$ne", JobFields.ALL)));
		long count = transactionalJobs().deleteMany(both(wanted, this.plain)).getDeletedCount();
		for (Document job : transactionalJobs().find(both(wanted, new Document("$nor", List.of(this.plain))))
			.projection(new Document(JobFields.ID, 1))
			.into(new ArrayList<>())) {
			if (deleteOne(JobDocument.id(job), wanted)) {
				count++;
			}
		}
		return count;
	}

	private boolean deleteOne(ObjectId id, Document filter) {
		Document wanted = both(new Document(JobFields.ID, id), filter);
		while (true) {
			Document job = transactionalJobs().find(wanted).projection(WITHOUT_CONTENT).first();
			if (job == null) {
				return false;
			}
			boolean isPlain = !this.store.kinds().of(job).ownsData() && !job.containsKey(JobFields.DEPENDENTS);
			if (isPlain ? transactionalJobs().deleteOne(both(wanted, this.plain)).getDeletedCount() == 1
					: markDeleted(job, wanted)) {
				return true;
			}
			// it has changed in this moment
		}
	}

	private boolean markDeleted(Document job, Document wanted) {
		ObjectId id = JobDocument.id(job);
		Document asRead = new Document(JobFields.STATE, job.getString(JobFields.STATE)).append(JobFields.DEPENDENTS,
				job.get(JobFields.DEPENDENTS));
		if (transactionalJobs().updateOne(both(wanted, asRead), mark(job).build()).getMatchedCount() == 0) {
			return false;
		}
		if (!this.store.mongo().isTransactionActive()) {
			this.runs.leave(id, "the job was deleted");
		}
		if (job.containsKey(JobFields.DEPENDENTS)) {
			this.dependents.settleAfterCommit(id);
		}
		this.discarded.drop(id);
		return true;
	}

	private JobUpdateDocument mark(Document job) {
		JobState state = JobDocument.state(job);
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
