package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import io.rocketjob.JobHistoryEntry;
import io.rocketjob.JobState;
import io.rocketjob.job.ActiveRuns;
import io.rocketjob.job.ClaimKey;
import io.rocketjob.job.ClaimedWork;
import io.rocketjob.job.DependentJobs;
import io.rocketjob.job.DiscardedData;
import io.rocketjob.job.JobDocument;
import io.rocketjob.job.JobFields;
import io.rocketjob.job.JobStore;
import io.rocketjob.job.JobUpdateDocument;
import io.rocketjob.job.ProcessName;
import io.rocketjob.job.TransitionUpdates;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The uploads that create jobs, and what becomes of a job whose upload does not come to
 * its end. Thread-safe.
 */
final class Uploads implements ClaimedWork {

	private static final Logger logger = LoggerFactory.getLogger(Uploads.class);

	/** The id of the job that is queued in a transaction with what was uploaded. */
	static final String BECOMES = "becomes";

	private final JobStore store;

	private final ProcessName processName;

	private final TransitionUpdates updates;

	private final ActiveRuns runs;

	private final DependentJobs dependents;

	private final DiscardedData discarded;

	private final Set<ClaimKey> mine = ConcurrentHashMap.newKeySet();

	Uploads(JobStore store, ProcessName processName, TransitionUpdates updates, ActiveRuns runs,
			DependentJobs dependents, DiscardedData discarded) {
		this.store = store;
		this.processName = processName;
		this.updates = updates;
		this.runs = runs;
		this.dependents = dependents;
		this.discarded = discarded;
	}

	void begin(ObjectId job, ObjectId token) {
		this.mine.add(new ClaimKey(job, token));
	}

	void end(ObjectId job, ObjectId token) {
		this.mine.remove(new ClaimKey(job, token));
	}

	static Document held(ObjectId job, ObjectId token) {
		return new Document(JobFields.ID, job).append(BatchDocument.UPLOADING_TOKEN, token);
	}

	/**
	 * Removes a job whose upload has failed, or aborts it where workers have begun. Where
	 * another job has taken over what was uploaded, by a transaction, that is kept.
	 * @param id the job
	 * @param token the token of the upload
	 * @param reason what happened
	 * @return whether it was still being uploaded
	 */
	boolean discard(ObjectId id, ObjectId token, String reason) {
		while (true) {
			Document job = this.store.jobs().find(held(id, token)).first();
			if (job == null) {
				return false;
			}
			if (discard(job, token, reason)) {
				return true;
			}
		}
	}

	private boolean discard(Document job, ObjectId token, String reason) {
		ObjectId id = JobDocument.id(job);
		ObjectId becomes = uploading(job).getObjectId(BECOMES);
		if (becomes != null && this.store.jobs().find(new Document(JobFields.ID, becomes)).first() != null) {
			return this.store.jobs().deleteOne(held(id, token)).getDeletedCount() == 1;
		}
		boolean queued = JobDocument.state(job) == JobState.QUEUED && !job.containsKey(JobFields.CLAIMABLE)
				&& !job.containsKey(JobFields.DUE_AT);
		JobHistoryEntry entry = new JobHistoryEntry(this.store.clock().now(), JobDocument.state(job), JobState.ABORTED,
				this.processName.get(), reason);
		JobUpdateDocument update = this.updates.moveTo(job, JobState.ABORTED, null, entry);
		if (queued) {
			update.set(JobFields.DISCARD, JobFields.ALL);
		}
		Document filter = held(id, token).append(JobFields.DEPENDENTS, job.get(JobFields.DEPENDENTS));
		if (this.store.jobs().updateOne(filter, update.build()).getMatchedCount() == 0) {
			return false;
		}
		this.runs.leave(id, reason);
		if (job.containsKey(JobFields.DEPENDENTS)) {
			this.dependents.settleAfterCommit(id);
		}
		this.discarded.drop(id);
		return true;
	}

	@Override
	public Set<ObjectId> holders() {
		return HeldEntry.holders(entries());
	}

	@Override
	public Set<ClaimKey> heldBy(ObjectId server) {
		return HeldEntry.heldBy(server, entries());
	}

	@Override
	public Set<ClaimKey> attended() {
		return Set.copyOf(this.mine);
	}

	@Override
	public int requeue(ObjectId server, Predicate<ClaimKey> which, String reason) {
		int count = 0;
		for (Document job : uploads()) {
			HeldEntry entry = entry(job);
			if (server.equals(entry.server()) && which.test(entry.held()) && discard(JobDocument.id(job),
					entry.held().token(), "its upload did not come to its end: " + reason)) {
				logger.warn("Removed {} {}: its upload did not come to its end, because {}", JobDocument.type(job),
						JobDocument.id(job), reason);
				count++;
			}
		}
		return count;
	}

	private List<Document> uploads() {
		return this.store.jobs()
			.find(new Document(BatchDocument.UPLOADING_SERVER, new Document("$gt", new ObjectId(0, 0))))
			.projection(new Document(BatchDocument.UPLOADING, 1).append(JobFields.TYPE, 1))
			.into(new ArrayList<>());
	}

	private List<HeldEntry> entries() {
		return uploads().stream().map(Uploads::entry).toList();
	}

	private static HeldEntry entry(Document job) {
		return HeldEntry.of(JobDocument.id(job), uploading(job));
	}

	private static Document uploading(Document job) {
		return job.get(BatchDocument.UPLOADING, Document.class);
	}

}
