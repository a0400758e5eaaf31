package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import io.rocketjob.JobHistoryEntry;
import io.rocketjob.JobState;
import io.rocketjob.document.ClaimKey;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.document.JobUpdateDocument;
import io.rocketjob.job.ActiveRuns;
import io.rocketjob.job.DependentJobs;
import io.rocketjob.job.EndedJobCleanup;
import io.rocketjob.job.JobStore;
import io.rocketjob.job.TransitionUpdates;
import io.rocketjob.mongo.ContendedWrite;
import io.rocketjob.work.ProcessName;
import io.rocketjob.work.RecoverableWork;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The uploads that create jobs, and what becomes of a job whose upload does not come to
 * its end. Thread-safe.
 */
final class Uploads implements RecoverableWork {

	private static final Logger logger = LoggerFactory.getLogger(Uploads.class);

	/** The id of the job that is queued in a transaction with what was uploaded. */
	static final String BECOMES = "becomes";

	private final JobStore store;

	private final ProcessName processName;

	private final TransitionUpdates updates;

	private final ActiveRuns runs;

	private final DependentJobs dependents;

	private final EndedJobCleanup cleanup;

	private final Set<ClaimKey> mine = ConcurrentHashMap.newKeySet();

	Uploads(JobStore store, ProcessName processName, TransitionUpdates updates, ActiveRuns runs,
			DependentJobs dependents, EndedJobCleanup cleanup) {
		this.store = store;
		this.processName = processName;
		this.updates = updates;
		this.runs = runs;
		this.dependents = dependents;
		this.cleanup = cleanup;
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
			JobRecord job = this.store.jobs().find(held(id, token)).map(JobRecord::new).first();
			if (job == null) {
				return false;
			}
			if (discard(job, token, reason)) {
				return true;
			}
		}
	}

	private boolean discard(JobRecord job, ObjectId token, String reason) {
		ObjectId id = job.id();
		ObjectId becomes = uploading(job).getObjectId(BECOMES);
		if (becomes != null
				&& this.store.jobs().find(new Document(JobFields.ID, becomes)).map(JobRecord::new).first() != null) {
			return ContendedWrite.delete(this.store.jobs(), held(id, token));
		}
		boolean queued = job.state() == JobState.QUEUED && !job.has(JobFields.CLAIMABLE) && !job.has(JobFields.DUE_AT);
		JobHistoryEntry entry = new JobHistoryEntry(this.store.clock().now(), job.state(), JobState.ABORTED,
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
		if (job.has(JobFields.DEPENDENTS)) {
			this.dependents.settleAfterCommit(id);
		}
		this.cleanup.drop(id);
		return true;
	}

	@Override
	public Set<ObjectId> claimants() {
		return ClaimEntry.claimants(entries());
	}

	@Override
	public Set<ClaimKey> claimsOf(ObjectId server) {
		return ClaimEntry.claimsOf(server, entries());
	}

	@Override
	public Set<ClaimKey> attended() {
		return Set.copyOf(this.mine);
	}

	@Override
	public int requeue(ObjectId server, Predicate<ClaimKey> which, String reason) {
		int count = 0;
		for (JobRecord job : uploads()) {
			ClaimEntry entry = entry(job);
			if (server.equals(entry.server()) && which.test(entry.claimKey())
					&& discard(job.id(), entry.claimKey().token(), "its upload did not come to its end: " + reason)) {
				logger.warn("Removed {} {}: its upload did not come to its end, because {}", job.type(), job.id(),
						reason);
				count++;
			}
		}
		return count;
	}

	private List<JobRecord> uploads() {
		return this.store.jobs()
			.find(new Document(BatchDocument.UPLOADING_SERVER, new Document("$gt", new ObjectId(0, 0))))
			.projection(new Document(BatchDocument.UPLOADING, 1).append(JobFields.TYPE, 1))
			.map(JobRecord::new)
			.into(new ArrayList<>());
	}

	private List<ClaimEntry> entries() {
		return uploads().stream().map(Uploads::entry).toList();
	}

	private static ClaimEntry entry(JobRecord job) {
		return ClaimEntry.of(job.id(), uploading(job));
	}

	private static Document uploading(JobRecord job) {
		return Objects.requireNonNull(job.part(BatchDocument.UPLOADING));
	}

}
