package io.rocketjob.batch;

import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.rocketjob.BatchPhase;
import io.rocketjob.Statistics;
import io.rocketjob.document.ClaimKey;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.JobStore;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.RunResult;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Decides that the records of a batch are done, or that it has failed. Thread-safe.
 */
final class ProcessingEnd {

	private static final FindOneAndUpdateOptions AFTER = new FindOneAndUpdateOptions()
		.returnDocument(ReturnDocument.AFTER);

	private final JobStore store;

	private final OpenBatches open;

	private final SliceClaims claims;

	private final BatchCollections collections;

	private final BatchFailures failures;

	private final Phases phases;

	ProcessingEnd(JobStore store, OpenBatches open, SliceClaims claims, BatchCollections collections,
			BatchFailures failures, Phases phases) {
		this.store = store;
		this.open = open;
		this.claims = claims;
		this.collections = collections;
		this.failures = failures;
		this.phases = phases;
	}

	/**
	 * Ends the processing of a batch of which nothing is left to do: begins what comes
	 * after, or fails the job. Of several that try one does it.
	 * @param id the job
	 * @param server the id of this server
	 * @param worker the name of the worker
	 * @param serverName the name of this server
	 * @return how the run of what comes after ended, if this call has begun it
	 */
	Optional<RunResult> finishIfDone(ObjectId id, ObjectId server, String worker, String serverName) {
		while (true) {
			JobRecord job = this.open.read(id);
			if (job == null || BatchDocument.isUploading(job)) {
				return Optional.empty();
			}
			List<Segment> segments = Segment.readable(job);
			if (this.claims.isAnythingLeft(segments)) {
				return Optional.empty();
			}
			if (!this.claims.isEmpty(segments)) {
				if (this.failures.fail(job)) {
					return Optional.empty();
				}
			}
			else {
				Set<String> missing = this.collections.missing(segments);
				if (missing.isEmpty()) {
					ClaimedJob claimed = claimForAfter(job, server, worker);
					if (claimed != null) {
						return Optional.of(this.phases.afterProcessing(claimed, serverName));
					}
				}
				else if (isAtIt(job) && this.failures.failIncomplete(job, missing)) {
					return Optional.empty();
				}
			}
			// another worker was faster, or a slice was queued again
		}
	}

	/**
	 * Whether the processing has not been ended since the job was read. Otherwise its
	 * collections may be gone because it has completed and was destroyed.
	 */
	private boolean isAtIt(JobRecord job) {
		return this.store.jobs()
			.find(BatchKind.processed(job))
			.projection(new Document(JobFields.ID, 1))
			.map(JobRecord::new)
			.first() != null;
	}

	private @Nullable ClaimedJob claimForAfter(JobRecord job, ObjectId server, String worker) {
		ObjectId token = new ObjectId();
		Document set = new Document(BatchDocument.PHASE, BatchPhase.AFTER.value())
			.append(JobFields.CLAIM, ClaimKey.begunClaim(token, server))
			.append(JobFields.WORKER_NAME, worker)
			.append(BatchDocument.PROCESSED_AT, Date.from(this.store.clock().now()));
		Map<String, Long> counters = this.collections.sumCounters(job.id());
		if (counters.size() <= Statistics.MOST_NAMES) {
			// more would make the document of the job too large; they stay with the
			// output
			set.append(BatchDocument.STATISTICS, BatchDocument.counters(counters));
		}
		Document update = new Document("$set", set).append("$unset",
				new Document(BatchDocument.PROCESSING, "").append(BatchDocument.ACTIVE, ""));
		Document claimed = this.store.jobs().findOneAndUpdate(BatchKind.processed(job), update, AFTER);
		return (claimed != null) ? new ClaimedJob(new JobRecord(claimed), token, worker) : null;
	}

}
