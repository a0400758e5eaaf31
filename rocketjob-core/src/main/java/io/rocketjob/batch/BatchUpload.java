package io.rocketjob.batch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.rocketjob.JobCancelledException;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobException;
import io.rocketjob.document.ClaimKey;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.document.JobUpdateDocument;
import io.rocketjob.job.TransitionUpdates;
import io.rocketjob.mongo.DeferredWrite;
import io.rocketjob.work.ServerIdentity;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Creates one batch job: inserts its document, uploads its records, queues it. While it
 * uploads, the document says so and by whom.
 */
final class BatchUpload {

	private static final Logger logger = LoggerFactory.getLogger(BatchUpload.class);

	private final UploadQueue queue;

	private final ServerIdentity holder;

	private final JobRecord job;

	private final ObjectId id;

	private final ObjectId token = new ObjectId();

	/**
	 * The id of the job when it is queued in the caller's transaction: a document of its
	 * own, because what is inserted outside of a transaction may not be seen in it.
	 */
	private final @Nullable ObjectId becomes;

	private final NewBatchData data;

	/** Whether it is queued when a transaction of another database is committed. */
	private final boolean waitsForCommit;

	/** The key by which it is created once. */
	private final @Nullable String onceKey;

	BatchUpload(UploadQueue queue, ServerIdentity holder, JobRecord job, NewBatchData data,
			@Nullable Boolean afterCommit) {
		this.queue = queue;
		this.holder = holder;
		this.job = job;
		this.id = job.id();
		this.data = data;
		this.becomes = queue.store().mongo().isTransactionActive() ? new ObjectId() : null;
		this.waitsForCommit = queue.store().waitsForCommit(afterCommit);
		this.onceKey = OnceKeys.keyOf(job);
	}

	/**
	 * Creates the job, which is queued when its records are uploaded.
	 * @return the job as it is then
	 */
	JobRecord create() {
		this.queue.keys().check(this.job);
		return this.waitsForCommit ? createAfterCommit() : create(Segment.State.UPLOADING);
	}

	/**
	 * Creates the job, which workers may begin while its records are uploaded.
	 * @return the job as it is when they are
	 */
	JobRecord createLive() {
		if ((this.becomes != null || this.waitsForCommit) && !this.data.isEmpty()) {
			throw new IllegalStateException("Workers cannot process records while they are uploaded within a"
					+ " transaction, because they do not see the job before the commit");
		}
		this.queue.keys().check(this.job);
		return this.waitsForCommit ? createAfterCommit() : create(Segment.State.LIVE);
	}

	/**
	 * Whether it is created by one write, or with the caller's transaction: nothing is
	 * uploaded, and no key has to be decided before it may run.
	 */
	private boolean isPlain() {
		return this.data.isEmpty() && (this.onceKey == null || this.becomes != null);
	}

	private JobRecord create(Segment.State state) {
		Set<ObjectId> waitedFor = this.queue.store()
			.mongo()
			.translating(() -> this.queue.links().prepare(List.of(this.job)));
		if (isPlain()) {
			this.queue.keys().takeInTransaction(this.job, this.id);
			this.queue.uniqueJobs().insert(List.of(this.job));
			this.queue.notifier().signalWork(this.job.type());
			return linked(this.job, waitedFor);
		}
		// one that waits for others cannot begin meanwhile
		return linked(createWithRecords(waitedFor.isEmpty() ? state : Segment.State.UPLOADING), waitedFor);
	}

	private JobRecord linked(JobRecord created, Set<ObjectId> waitedFor) {
		this.queue.links().finish(List.of(created), waitedFor);
		return this.queue.links().present(created);
	}

	/**
	 * Uploads the records now, and queues the job with the commit.
	 */
	private JobRecord createAfterCommit() {
		List<Segment> complete = isPlain() ? List.of() : uploadAhead();
		this.queue.store().mongo().afterForeignCommit(new DeferredWrite() {

			@Override
			public void write() {
				queueAfterCommit(complete);
			}

			@Override
			public void dropped() {
				if (!isPlain()) {
					discard("the transaction that created it was rolled back");
					endUpload();
				}
			}

			@Override
			public String toString() {
				return BatchUpload.this.job.type() + " " + BatchUpload.this.id;
			}

		});
		return this.job;
	}

	private List<Segment> uploadAhead() {
		List<Segment> complete = new ArrayList<>();
		List<Segment> segments = this.data.segments(Segment.State.UPLOADING);
		this.queue.uploads().begin(this.id, this.token);
		boolean done = false;
		try {
			attempt(() -> {
				complete.addAll(upload(segments, Segment.State.UPLOADING));
				return this.job;
			});
			done = true;
			return complete;
		}
		finally {
			if (!done) {
				endUpload();
			}
		}
	}

	private void queueAfterCommit(List<Segment> complete) {
		if (isPlain()) {
			create(Segment.State.UPLOADING);
			return;
		}
		try {
			attempt(() -> {
				Set<ObjectId> waitedFor = this.queue.links().prepare(List.of(this.job));
				return linked(queue(complete, Segment.State.UPLOADING), waitedFor);
			});
		}
		finally {
			endUpload();
		}
	}

	private JobRecord createWithRecords(Segment.State state) {
		List<Segment> segments = this.data.segments(state);
		this.queue.uploads().begin(this.id, this.token);
		boolean done = false;
		try {
			JobRecord created = attempt(() -> queue(upload(segments, state), state));
			done = true;
			return created;
		}
		finally {
			if (done && this.becomes != null) {
				endWithTransaction();
			}
			else {
				endUpload();
			}
		}
	}

	private List<Segment> upload(List<Segment> segments, Segment.State state) {
		begin(segments, state);
		return this.data.upload(segments, (records) -> progress(records, state));
	}

	private void endUpload() {
		this.queue.uploads().end(this.id, this.token);
	}

	/**
	 * Does a part of it, and removes all that is stored when that fails.
	 */
	private JobRecord attempt(Supplier<JobRecord> part) {
		boolean done = false;
		try {
			JobRecord created = this.queue.store().mongo().translating(part);
			done = true;
			return created;
		}
		catch (RuntimeException ex) {
			JobRecord queued = (this.becomes == null && ex instanceof DataAccessException) ? queuedAfterAll() : null;
			if (queued != null) {
				done = true;
				return queued;
			}
			if (ex instanceof RocketJobException || ex instanceof DataAccessException) {
				throw ex;
			}
			throw new RocketJobException("The upload of " + this.job.type() + " " + this.id
					+ " failed, and nothing of it is kept: " + reason(ex), ex);
		}
		finally {
			if (!done) {
				discard("its upload failed");
			}
		}
	}

	/** The message of what says that an option is wrong is written for people. */
	private static String reason(RuntimeException ex) {
		String message = ex.getMessage();
		boolean said = ex.getClass() == IllegalArgumentException.class || ex.getClass() == IllegalStateException.class;
		return (said && message != null) ? message : ex.toString();
	}

	/**
	 * Whether the write that queued the job took effect, though its answer was lost.
	 * @return the job, if it is queued
	 */
	private @Nullable JobRecord queuedAfterAll() {
		try {
			JobRecord present = this.queue.store()
				.jobs()
				.find(new Document(JobFields.ID, this.id))
				.map(JobRecord::new)
				.first();
			boolean queued = present != null && !BatchDocument.isUploading(present)
					&& present.state() != JobState.ABORTED;
			return queued ? present : null;
		}
		catch (RuntimeException ex) {
			logger.debug("Whether {} is queued cannot be told", this.id, ex);
			return null;
		}
	}

	private void begin(List<Segment> segments, Segment.State state) {
		this.data.describe(segments);
		Document uploading = ClaimKey.claim(this.token, this.holder.serverId()).append("records", 0L);
		if (this.becomes != null) {
			uploading.append(Uploads.BECOMES, this.becomes);
		}
		Document inserted = new Document(this.job.document()).append(BatchDocument.UPLOADING, uploading);
		// whether those for which it waits have ended is looked at when all is uploaded
		inserted.remove(JobFields.LINKING);
		if (state != Segment.State.LIVE || this.onceKey != null) {
			inserted.remove(JobFields.CLAIMABLE);
			inserted.remove(JobFields.DUE_AT);
		}
		if (this.becomes != null) {
			// the job that it becomes has them
			inserted.remove(JobFields.UNIQUE);
			inserted.remove(JobFields.WAITS_FOR);
			inserted.remove(JobFields.DEPENDENTS);
		}
		this.queue.uniqueJobs().insertAtOnce(new JobRecord(inserted));
		if (this.onceKey != null && this.becomes == null) {
			takeKey(this.onceKey, state);
		}
		this.data.begin(segments);
		if (state == Segment.State.LIVE) {
			this.queue.notifier().signalWork(this.job.type());
		}
	}

	/**
	 * Takes the key of the job. Workers may begin with it only then.
	 */
	private void takeKey(String key, Segment.State state) {
		this.queue.keys().take(this.job, key);
		Document markers = new Document();
		if (state == Segment.State.LIVE) {
			Stream.of(JobFields.CLAIMABLE, JobFields.DUE_AT)
				.filter(this.job::has)
				.forEach((marker) -> markers.append(marker, this.job.get(marker)));
		}
		if (!markers.isEmpty() && !isHeld(markers)) {
			throw cancelled();
		}
	}

	/**
	 * Lets the key count also when the job is gone, which may complete from now on. That
	 * the job was there after its key is certain before: this process may have been
	 * declared dead, and the job removed, before it took the key.
	 */
	private void keepKey(String key, List<Segment> complete) {
		long records = complete.stream().mapToLong(Segment::records).sum();
		if (!isHeld(new Document(BatchDocument.UPLOADED, records)) || !this.queue.keys().confirm(this.job, key)) {
			throw cancelled();
		}
	}

	/** Changes the job, if it is still uploaded by this. */
	private boolean isHeld(Document changes) {
		return this.queue.store()
			.jobs()
			.updateOne(Uploads.held(this.id, this.token), new Document("$set", changes))
			.getMatchedCount() == 1;
	}

	private void progress(long records, Segment.State state) {
		if (!isHeld(new Document(BatchDocument.UPLOADED, records))) {
			throw cancelled();
		}
		if (state == Segment.State.LIVE) {
			this.queue.notifier().signalSlices();
		}
	}

	private JobCancelledException cancelled() {
		return new JobCancelledException(this.id,
				"it was aborted or deleted, or this process was declared dead, while its records were uploaded");
	}

	private JobRecord queue(List<Segment> complete, Segment.State state) {
		boolean live = state == Segment.State.LIVE;
		if (this.becomes != null) {
			return queueInTransaction(this.becomes, complete);
		}
		if (this.onceKey != null) {
			keepKey(this.onceKey, complete);
		}
		JobRecord queued = null;
		if (this.job.has(JobFields.WAITS_FOR)) {
			queued = queue(heldInQueue(new Document("$exists", true)),
					uploaded(complete).set(JobFields.LINKING, Date.from(this.queue.store().clock().now())));
		}
		if (queued == null) {
			JobUpdateDocument update = uploaded(complete);
			if (!live) {
				Instant runAt = this.job.instant(JobFields.RUN_AT);
				TransitionUpdates.mark(update, runAt,
						(runAt != null) ? this.queue.store().measuredNow() : this.queue.store().clock().now());
			}
			queued = live ? queue(held(), update) : queue(heldInQueue(null), update);
		}
		if (queued == null) {
			throw cancelled();
		}
		if (live) {
			this.queue.notifier().signalSlices();
		}
		else {
			this.queue.notifier().signalWork(this.job.type());
		}
		return queued;
	}

	private static JobUpdateDocument uploaded(List<Segment> complete) {
		JobUpdateDocument update = new JobUpdateDocument().unset(BatchDocument.UPLOADING);
		complete.forEach((segment) -> update.set(segment.path(), segment.toDocument()));
		return update;
	}

	private Document held() {
		return Uploads.held(this.id, this.token).append(JobFields.WAITS_FOR, null);
	}

	/**
	 * Matches the job while no worker can have begun with it.
	 */
	private Document heldInQueue(@Nullable Document waitsFor) {
		return Uploads.held(this.id, this.token)
			.append(JobFields.WAITS_FOR, waitsFor)
			.append(JobFields.STATE, JobState.QUEUED.value());
	}

	private @Nullable JobRecord queue(Document filter, JobUpdateDocument update) {
		return JobRecord.ofNullable(this.queue.store()
			.transactionalJobs()
			.findOneAndUpdate(filter, update.build(),
					new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER)));
	}

	private JobRecord queueInTransaction(ObjectId queuedId, List<Segment> complete) {
		JobRecord queued = new JobRecord(new Document(this.job.document()).append(JobFields.ID, queuedId));
		Document described = BatchDocument.of(queued).get("segments", Document.class);
		complete.forEach((segment) -> described.append(Segment.key(segment.number()), segment.toDocument()));
		this.queue.keys().takeInTransaction(this.job, queuedId);
		this.queue.uniqueJobs().insert(List.of(queued));
		this.queue.notifier().signalWork(this.job.type());
		return queued;
	}

	/**
	 * Removes what this has stored. What cannot be removed now is by the recovery,
	 * because no process attends to the upload any more.
	 */
	private void discard(String reason) {
		try {
			if (!this.queue.uploads().discard(this.id, this.token, reason)) {
				dropIfDiscarded();
			}
		}
		catch (RuntimeException ex) {
			logger.warn("What the failed upload of {} {} has stored is not removed yet; this is tried again",
					this.job.type(), this.id, ex);
		}
	}

	/**
	 * Drops what was written since another process has discarded the job; nothing else
	 * writes there. A job that is queued after all, though the answer was lost, is left
	 * alone.
	 */
	private void dropIfDiscarded() {
		JobRecord present = this.queue.store()
			.jobs()
			.find(new Document(JobFields.ID, this.id))
			.map(JobRecord::new)
			.first();
		if (present == null || present.state() == JobState.ABORTED) {
			this.data.drop();
			if (this.onceKey != null) {
				this.queue.keys().giveFree(this.job, this.onceKey);
			}
		}
	}

	/**
	 * With the commit the upload is over; what it has stored is another job's now. When
	 * the outcome is not known the recovery finds out.
	 */
	private void endWithTransaction() {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCompletion(int status) {
				if (status != STATUS_UNKNOWN) {
					discard("the transaction that created it was rolled back");
				}
				endUpload();
			}

		});
	}

}
