package io.rocketjob.batch;

import java.time.Duration;
import java.util.Optional;

import io.rocketjob.document.JobRecord;
import io.rocketjob.job.ActiveRuns;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Chooses batches that are processed, and lets workers join them. Thread-safe.
 */
final class BatchWork {

	private final BatchSessions sessions;

	private final SliceClaims claims;

	private final ActiveRuns runs;

	private final Duration recheckInterval;

	BatchWork(BatchSessions sessions, SliceClaims claims, ActiveRuns runs, Duration recheckInterval) {
		this.sessions = sessions;
		this.claims = claims;
		this.runs = runs;
		this.recheckInterval = recheckInterval;
	}

	/**
	 * How long workers may be at batches before it is looked whether they are wanted
	 * elsewhere.
	 * @return the interval
	 */
	Duration recheckInterval() {
		return this.recheckInterval;
	}

	/**
	 * Whether there are batches to work on, as far as this process knows.
	 * @return whether any is open
	 */
	boolean isAnyOpen() {
		return !open().list().isEmpty();
	}

	private OpenBatches open() {
		return this.sessions.open();
	}

	private BatchAdmission admission() {
		return this.sessions.admission();
	}

	/**
	 * Finds a batch whose records are processed.
	 * @return the most urgent that this process can work on, as it is now
	 */
	Optional<JobRecord> openBatch() {
		return open().read().stream().filter(this::isCandidate).findFirst();
	}

	boolean isCandidate(JobRecord batch) {
		ObjectId id = batch.id();
		if (!admission().isKnown(batch) || open().isFull(id) || admission().isLeftOut(id)) {
			return false;
		}
		// outside of its windows a worker must see now and then whether it is done
		return admission().isWithinWindows(batch) ? !open().isDry(id) : open().isToBeLookedAt(id);
	}

	/**
	 * Whether a batch may be one that a worker would join, for a caller that does not
	 * look on behalf of an idle worker: nothing is noted as looked at.
	 * @param batch the job
	 * @return whether it may be
	 */
	boolean mayBeCandidate(JobRecord batch) {
		ObjectId id = batch.id();
		return admission().isKnown(batch) && !open().isFull(id) && !admission().isLeftOut(id)
				&& (admission().isWithinWindows(batch) ? !open().wasDry(id) : !open().wasLookedAt(id));
	}

	/**
	 * How many more workers a batch can use, as far as this process knows. Where no slice
	 * was left lately, one is enough to see whether there is any.
	 * @param batch the job
	 * @return how many
	 */
	int places(JobRecord batch) {
		if (open().isDoubtful(batch.id())) {
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
	@Nullable BatchSession join(JobRecord batch, ObjectId server, String worker, @Nullable SliceGroups groups) {
		ObjectId id = batch.id();
		Integer limit = BatchDocument.throttle(batch);
		if (limit == null) {
			return new BatchSession(this.sessions, new BatchSession.Place(id, server, worker, null), groups,
					(groups != null) ? groups.join(id) : single());
		}
		ObjectId slot = this.sessions.slots().take(id, limit, server, worker);
		// where places are few, no slice waits for a worker
		return (slot != null)
				? new BatchSession(this.sessions, new BatchSession.Place(id, server, worker, slot), null, single())
				: null;
	}

	private SliceGroupClaimer single() {
		return new SliceGroupClaimer(this.claims, this.runs, 1);
	}

}
