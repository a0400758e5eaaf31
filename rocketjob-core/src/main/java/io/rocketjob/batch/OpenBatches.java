package io.rocketjob.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.JobStore;
import io.rocketjob.work.WorkSignal;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The batches whose records are processed, most urgent first, as they were at most a
 * second ago. Thread-safe.
 */
final class OpenBatches {

	static final Duration MEMORY = Duration.ofSeconds(1);

	private static final Duration LOOK = Duration.ofSeconds(30);

	/** How many batches workers choose among. */
	private static final int MOST = 1_000;

	/** What is not needed to decide who works on what, and may be large. */
	private static final Document PROJECTION = new Document(JobFields.TYPE, 1).append(JobFields.PRIORITY, 1)
		.append(BatchDocument.BATCH, 1)
		.append(BatchDocument.UPLOADING, 1);

	private final JobStore store;

	private final WorkSignal signal;

	/** Batches without slices to claim. */
	private final RecentIds dry = new RecentIds(MEMORY);

	/** Batches without a place for another worker. */
	private final RecentIds full = new RecentIds(MEMORY);

	/** Batches outside of their windows that a worker has looked at. */
	private final RecentIds looked = new RecentIds(LOOK);

	private List<JobRecord> known = List.of();

	private @Nullable Long readAt;

	private List<JobRecord> allKnown = List.of();

	private @Nullable Long allReadAt;

	OpenBatches(JobStore store, WorkSignal signal) {
		this.store = store;
		this.signal = signal;
	}

	/**
	 * The batches that are open.
	 * @return what is of use to choose one
	 */
	synchronized List<JobRecord> list() {
		Long last = this.readAt;
		if (last == null || System.nanoTime() - last > MEMORY.toNanos()) {
			this.known = read(MOST);
			this.readAt = System.nanoTime();
			forgetOthers();
		}
		return this.known;
	}

	private void forgetOthers() {
		Set<ObjectId> ids = new HashSet<>();
		this.known.forEach((batch) -> ids.add(batch.id()));
		this.dry.forgetAllBut(ids);
		this.full.forgetAllBut(ids);
		this.looked.forgetAllBut(ids);
	}

	/**
	 * Reads all batches that are open.
	 * @return what they are now
	 */
	List<JobRecord> read() {
		return read(0);
	}

	/**
	 * All batches that are open, for a caller that looks at them several times in a row.
	 * @return what they were at most a second ago
	 */
	synchronized List<JobRecord> all() {
		Long last = this.allReadAt;
		if (last == null || System.nanoTime() - last > MEMORY.toNanos()) {
			this.allKnown = read();
			this.allReadAt = System.nanoTime();
		}
		return this.allKnown;
	}

	private List<JobRecord> read(int limit) {
		return this.store.jobs()
			.find(new Document(BatchDocument.PROCESSING, true))
			.hintString(BatchKind.PROCESSING_INDEX)
			.sort(new Document(JobFields.PRIORITY, 1).append(JobFields.ID, 1))
			.limit(limit)
			.projection(PROJECTION)
			.map(JobRecord::new)
			.into(new ArrayList<>());
	}

	/**
	 * Reads a batch with all that is known of it.
	 * @param id the job
	 * @return the batch as it is now, or {@code null} when it is not open
	 */
	@Nullable JobRecord read(ObjectId id) {
		return this.store.jobs().find(isOpen(id)).map(JobRecord::new).first();
	}

	private static Document isOpen(ObjectId id) {
		return new Document(JobFields.ID, id).append(BatchDocument.PROCESSING, true);
	}

	@Nullable JobRecord find(ObjectId id) {
		for (JobRecord batch : list()) {
			if (id.equals(batch.id())) {
				return batch;
			}
		}
		// the list is not complete when there are very many
		return (list().size() < MOST) ? null
				: this.store.jobs().find(isOpen(id)).projection(PROJECTION).map(JobRecord::new).first();
	}

	/**
	 * There is nothing to do for another worker in a batch. After a second one worker may
	 * look again, because slices may be queued again by anybody.
	 * @param id the job
	 */
	synchronized void dry(ObjectId id) {
		this.dry.note(id);
	}

	/**
	 * There is something to do in a batch. Wakes workers if that is news.
	 * @param id the job
	 * @return whether it is
	 */
	boolean notDry(ObjectId id) {
		return wakeIf(forget(this.dry, id));
	}

	private synchronized boolean forget(RecentIds noted, ObjectId id) {
		return noted.forget(id);
	}

	/** Not to be called under the lock, because the signal has one of its own. */
	private boolean wakeIf(boolean news) {
		if (news) {
			this.signal.wake();
		}
		return news;
	}

	/**
	 * Whether a worker need not join a batch.
	 * @param id the job
	 * @return whether there was nothing to do lately
	 */
	synchronized boolean isDry(ObjectId id) {
		return !this.dry.isToBeRenewed(id) && this.dry.has(id);
	}

	/**
	 * Whether there was nothing to do in a batch lately, without a look.
	 * @param id the job
	 * @return whether it is so
	 */
	synchronized boolean wasDry(ObjectId id) {
		return this.dry.has(id);
	}

	/**
	 * Whether there was nothing to do in a batch some time ago, and no worker has found
	 * anything since.
	 * @param id the job
	 * @return whether it is so
	 */
	synchronized boolean isDoubtful(ObjectId id) {
		return this.dry.isNoted(id);
	}

	/**
	 * Whether a worker has looked lately at a batch that is outside of its windows.
	 * @param id the job
	 * @return whether it is so
	 */
	synchronized boolean wasLookedAt(ObjectId id) {
		return this.looked.has(id);
	}

	/**
	 * There is no place for another worker in a batch. Forgotten after a second, because
	 * a worker of any server may leave.
	 * @param id the job
	 */
	synchronized void full(ObjectId id) {
		this.full.note(id);
	}

	/**
	 * A worker has left a batch whose number of workers is limited. Wakes workers if
	 * another one waits for the place.
	 * @param id the job
	 * @return whether one does
	 */
	boolean notFull(ObjectId id) {
		return wakeIf(forget(this.full, id));
	}

	synchronized boolean isFull(ObjectId id) {
		return this.full.has(id);
	}

	/**
	 * Whether to look at a batch that is outside of its windows, which is so once in a
	 * while.
	 * @param id the job
	 * @return whether the caller is the one to look
	 */
	synchronized boolean isToBeLookedAt(ObjectId id) {
		boolean look = !this.looked.has(id);
		if (look) {
			this.looked.note(id);
		}
		return look;
	}

	/** What is known may be out of date. */
	synchronized void forget() {
		this.readAt = null;
		this.allReadAt = null;
		this.dry.forgetAll();
		this.full.forgetAll();
	}

}
