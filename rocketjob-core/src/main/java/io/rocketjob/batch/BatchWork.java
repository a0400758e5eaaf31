package io.rocketjob.batch;

import java.util.Optional;

import io.rocketjob.job.JobDocument;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Internal: chooses batches that are processed, and lets workers join them. Thread-safe.
 */
public final class BatchWork {

	private final BatchEngine engine;

	BatchWork(BatchEngine engine) {
		this.engine = engine;
	}

	/**
	 * Finds a batch whose records are processed.
	 * @return the most urgent that this process can work on, as it is now
	 */
	public Optional<Document> openBatch() {
		return this.engine.open().read().stream().filter(this::isCandidate).findFirst();
	}

	boolean isCandidate(Document batch) {
		ObjectId id = JobDocument.id(batch);
		if (this.engine.classes().find(JobDocument.type(batch)) == null || this.engine.open().isFull(id)
				|| this.engine.sliceThrottles().isLeftOut(id)) {
			return false;
		}
		// outside of its windows somebody must see now and then whether it is done
		return this.engine.isWithinWindows(batch) ? !this.engine.open().isDry(id)
				: this.engine.open().isToBeLookedAt(id);
	}

	/**
	 * Whether a batch may be one that a worker would join, for somebody who does not look
	 * on behalf of an idle worker: nothing is noted as looked at.
	 * @param batch the job
	 * @return whether it may be
	 */
	boolean mayBeCandidate(Document batch) {
		ObjectId id = JobDocument.id(batch);
		return this.engine.classes().find(JobDocument.type(batch)) != null && !this.engine.open().isFull(id)
				&& !this.engine.sliceThrottles().isLeftOut(id) && (this.engine.isWithinWindows(batch)
						? !this.engine.open().wasDry(id) : !this.engine.open().wasLookedAt(id));
	}

	/**
	 * How many more workers a batch can use, as far as this process knows. Where no slice
	 * was left lately, one is enough to see whether there is any.
	 * @param batch the job
	 * @return how many
	 */
	int places(Document batch) {
		if (this.engine.open().isDoubtful(JobDocument.id(batch))) {
			return 1;
		}
		Integer limit = BatchDocument.throttle(batch);
		return (limit != null) ? limit - BatchDocument.activeTokens(batch).size() : Integer.MAX_VALUE;
	}

	/**
	 * Joins a batch.
	 * @param batch the job
	 * @param server the id of this server
	 * @param worker the name of the worker
	 * @param groups what it shares with other workers of its server, if anything
	 * @return the stay, or {@code null} when there is no place
	 */
	@Nullable Join join(Document batch, ObjectId server, String worker, @Nullable SliceGroups groups) {
		ObjectId id = JobDocument.id(batch);
		Integer limit = BatchDocument.throttle(batch);
		if (limit == null) {
			return new Join(this.engine, id, server, worker, null, groups);
		}
		ObjectId slot = this.engine.slots().take(id, limit, server, worker);
		if (slot == null) {
			this.engine.open().full(id);
			return null;
		}
		return new Join(this.engine, id, server, worker, slot, groups);
	}

}
