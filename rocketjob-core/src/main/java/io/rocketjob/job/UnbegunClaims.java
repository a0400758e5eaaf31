package io.rocketjob.job;

import java.util.Collection;
import java.util.stream.Collectors;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOptions;
import io.rocketjob.document.CrashDocument;
import io.rocketjob.document.JobIndexes;
import io.rocketjob.mongo.DatabaseErrors;
import io.rocketjob.work.ClaimedJob;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Internal: claims on jobs that no worker has begun. Thread-safe.
 */
public final class UnbegunClaims {

	private static final Logger logger = LoggerFactory.getLogger(UnbegunClaims.class);

	/** Without a hint the database might walk through the index of claimable jobs. */
	private static final UpdateOptions BY_ID = new UpdateOptions().hint(JobIndexes.BY_ID);

	private final JobStore store;

	private final RunningSlots slots;

	UnbegunClaims(JobStore store, RunningSlots slots) {
		this.store = store;
		this.slots = slots;
	}

	/**
	 * Releases claims: the jobs are in the queue again as they were before, as far as
	 * this process still has its claims on them.
	 * @param claimed the jobs, not yet started
	 */
	public void release(Collection<ClaimedJob> claimed) {
		MongoCollection<Document> jobs = this.store.jobs();
		claimed.stream()
			.filter(this::goesOn)
			.forEach((job) -> jobs.updateOne(JobStore.held(job.id(), job.token()),
					TransitionUpdates.release(job.job(), true)));
		claimed.stream()
			.filter((job) -> !goesOn(job))
			.collect(Collectors.groupingBy(ClaimedJob::token))
			.forEach((token, together) -> jobs.updateMany(
					JobStore.held(together.stream().map(ClaimedJob::id).toList(), token),
					TransitionUpdates.release(together.get(0).job(), false), BY_ID));
		claimed.forEach((job) -> this.slots.released(job.job()));
	}

	/**
	 * Says that a worker begins a job, where that is to be known: a server has died that
	 * held the job, and of one that was claimed together with others nobody could tell
	 * whether it had begun. Costs nothing for all other jobs. While the database is away
	 * the job is begun all the same.
	 * @param claimed the job
	 * @return whether this process still has it
	 */
	public boolean begin(ClaimedJob claimed) {
		if (!CrashDocument.mustTellBegin(claimed.job().document())) {
			return true;
		}
		try {
			return this.store.jobs()
				.updateOne(JobStore.held(claimed.id(), claimed.token()),
						CrashDocument.begin(claimed.job().document(), claimed.worker()))
				.getMatchedCount() == 1;
		}
		catch (RuntimeException ex) {
			if (!DatabaseErrors.isPassing(ex)) {
				throw ex;
			}
			logger.debug("That {} begins is not stored, because the database is away", claimed, ex);
			return true;
		}
	}

	private boolean goesOn(ClaimedJob job) {
		return this.store.kinds().of(job.job()).goesOn(job.job());
	}

}
