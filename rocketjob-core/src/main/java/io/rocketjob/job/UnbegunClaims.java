package io.rocketjob.job;

import java.util.Collection;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOptions;
import io.rocketjob.document.JobIndexes;
import io.rocketjob.work.ClaimedJob;
import org.bson.Document;

/**
 * Internal: claims on jobs that no worker has begun. Thread-safe.
 */
public final class UnbegunClaims {

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
			.forEach((job) -> jobs.updateOne(JobStore.held(job.id(), job.token()), TransitionUpdates.release(true)));
		ClaimedJob.byToken(claimed.stream().filter((job) -> !goesOn(job)).toList())
			.forEach((token, ids) -> jobs.updateMany(JobStore.held(ids, token), TransitionUpdates.release(), BY_ID));
		claimed.forEach((job) -> this.slots.released(job.job()));
	}

	private boolean goesOn(ClaimedJob job) {
		return this.store.kinds().of(job.job()).goesOn(job.job());
	}

}
