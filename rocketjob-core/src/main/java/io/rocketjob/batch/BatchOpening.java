package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.rocketjob.BatchPhase;
import io.rocketjob.JobCancelledException;
import io.rocketjob.RocketJobException;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.document.JobUpdateDocument;
import io.rocketjob.job.FieldsState;
import io.rocketjob.job.JobClaimHandle;
import io.rocketjob.work.ClaimedJob;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The hold on a batch until its records are processed. To complete it is to open the
 * batch for all workers.
 */
final class BatchOpening extends JobClaimHandle {

	private final BatchOpenings openings;

	private final ClaimedJob claimed;

	/** The collections that this attempt has made. */
	private final List<String> own = new ArrayList<>();

	private final List<Segment> segments = new ArrayList<>();

	private final Map<String, String> lookups = new HashMap<>();

	BatchOpening(BatchOpenings openings, ClaimedJob claimed) {
		super(claimed, openings.handles());
		this.openings = openings;
		this.claimed = claimed;
	}

	/**
	 * Checks that all is there that was uploaded before.
	 * @throws RocketJobException when slices are missing
	 */
	void checkComplete() {
		this.openings.claims().checkComplete(this.claimed.job());
	}

	/**
	 * Drops what an earlier attempt has made that did not come to its end.
	 */
	void dropStaged() {
		List<String> staged = BatchDocument.staged(this.claimed.job());
		if (!staged.isEmpty()) {
			staged.forEach((collection) -> this.openings.collections().named(collection).drop());
			writeOrStop(new Document("$unset", new Document(BatchDocument.STAGED, "")));
		}
	}

	/**
	 * Says that a collection is going to be made, which counts once the batch is opened.
	 * @param collection its name
	 */
	void stage(String collection) {
		this.own.add(collection);
		writeOrStop(new Document("$push", new Document(BatchDocument.STAGED, collection)));
	}

	void uploaded(Segment segment) {
		this.segments.removeIf((other) -> other.number() == segment.number());
		this.segments.add(segment);
	}

	void lookedUp(String name, String collection) {
		this.lookups.put(name, collection);
	}

	/**
	 * How many records this attempt has uploaded.
	 * @return the count
	 */
	long uploadedRecords() {
		return this.segments.stream().mapToLong(Segment::records).sum();
	}

	private void writeOrStop(Document update) {
		if (!write(update)) {
			throw new JobCancelledException(this.claimed.id(), "its claim is gone");
		}
	}

	@Override
	public boolean complete(@Nullable FieldsState<?> fields, @Nullable Object result, @Nullable String note) {
		JobRecord job = this.claimed.job();
		if (BatchDocument.of(job).getBoolean("retryFailed", false)) {
			if (!write(new Document("$set", new Document(BatchDocument.RETRY_FAILED, true)))) {
				return isOpenedByThis();
			}
			this.openings.claims().requeueFailed(job);
		}
		JobUpdateDocument update = new JobUpdateDocument().set(BatchDocument.PHASE, BatchPhase.PROCESSING.value())
			.set(BatchDocument.PROCESSING, true)
			.set(BatchDocument.OPENED_BY, this.claimed.token())
			// a worker that has seen its slices before must not decide on them
			.increment(BatchDocument.VERSION)
			.unset(JobFields.CLAIM)
			.unset(BatchDocument.RETRY_FAILED)
			.unset(BatchDocument.NOT_RETRIED)
			.unset(BatchDocument.STAGED)
			.unset(BatchDocument.ACTIVE);
		if (BatchDocument.of(job).containsKey("retried")) {
			update.unset(BatchDocument.RETRIED).setOrUnset(BatchDocument.TOLERATED, stillFailed(job));
		}
		Document claimed = job.claimEntry();
		if (claimed != null) {
			update.push(JobFields.HISTORY, List.of(claimed));
		}
		if (job.has(JobFields.CRASHES)) {
			// the run of the first phase has ended well
			update.unset(JobFields.CRASHES);
		}
		if (BatchDocument.phase(job) == BatchPhase.BEFORE) {
			this.segments.forEach((segment) -> update.set(segment.path(), segment.toDocument()));
			this.lookups.forEach((name, collection) -> update.set(BatchDocument.LOOKUPS + "." + name, collection));
			update.set(BatchDocument.OPENED_AT, Date.from(this.openings.handles().store().clock().now()));
			lowerPriority(job, update);
		}
		if (fields != null) {
			fields.addChanges(update);
		}
		boolean opened = write(update.build()) || isOpenedByThis();
		if (opened) {
			this.openings.notifier().signalSlices();
		}
		return opened;
	}

	/** How many slices stay failed though the batch is retried. */
	private @Nullable Long stillFailed(JobRecord job) {
		return (BatchDocument.failFast(job) != null)
				? this.openings.claims().countFailed(Segment.readable(job), Integer.MAX_VALUE) : null;
	}

	/**
	 * Whether an earlier attempt of the same write took effect whose answer was lost.
	 */
	private boolean isOpenedByThis() {
		return this.openings.handles()
			.store()
			.jobs()
			.find(new Document(JobFields.ID, this.claimed.id()).append(BatchDocument.OPENED_BY, this.claimed.token()))
			.projection(new Document(JobFields.ID, 1))
			.map(JobRecord::new)
			.first() != null;
	}

	/**
	 * Drops what this has made, because it has lost the job and nobody knows of that any
	 * more. Nothing else writes there.
	 */
	void dropAfterLoss() {
		if (!this.own.isEmpty() && !isOpenedByThis()) {
			this.own.forEach((collection) -> this.openings.collections().named(collection).drop());
		}
	}

	private void lowerPriority(JobRecord job, JobUpdateDocument update) {
		BatchClass batchClass = this.openings.classes().find(job.type());
		long each = (batchClass != null) ? batchClass.lowerPriority() : 0;
		if (each > 0) {
			long records = BatchDocument.recordCount(job) + uploadedRecords();
			long priority = job.priority() + records / each;
			update.set(JobFields.PRIORITY, (int) Math.min(priority, BatchClass.LOWEST_PRIORITY));
		}
	}

}
