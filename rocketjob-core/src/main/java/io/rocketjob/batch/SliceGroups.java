package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.rocketjob.job.ActiveRuns;
import org.bson.types.ObjectId;

/**
 * What the workers of one server share of the batches that they have joined. Thread-safe.
 */
final class SliceGroups {

	private final SliceClaims claims;

	private final ActiveRuns runs;

	private final SliceCompleter completions;

	private final int maxGroupSize;

	private final Map<ObjectId, SliceGroupClaimer> supplies = new HashMap<>();

	/**
	 * Makes the groups of a server.
	 * @param claims claims slices
	 * @param runs the runs of this process
	 * @param completions ends slices in groups; not yet started
	 * @param maxGroupSize how many slices to claim at a time at most
	 */
	SliceGroups(SliceClaims claims, ActiveRuns runs, SliceCompleter completions, int maxGroupSize) {
		this.claims = claims;
		this.runs = runs;
		this.completions = completions;
		this.maxGroupSize = maxGroupSize;
	}

	SliceCompleter completions() {
		return this.completions;
	}

	/**
	 * A worker joins a batch.
	 * @param job the job
	 * @return where it gets its slices
	 */
	synchronized SliceGroupClaimer join(ObjectId job) {
		SliceGroupClaimer supply = this.supplies.computeIfAbsent(job,
				(missing) -> new SliceGroupClaimer(this.claims, this.runs, this.maxGroupSize));
		supply.join();
		return supply;
	}

	/**
	 * A worker leaves a batch.
	 * @param job the job
	 * @param supply where it had its slices
	 */
	void leave(ObjectId job, SliceGroupClaimer supply) {
		synchronized (this) {
			if (!supply.leave()) {
				return;
			}
			this.supplies.remove(job, supply);
		}
		supply.release();
	}

	/**
	 * Gives back slices that have waited for a worker for too long. To be called each
	 * second.
	 */
	void giveBackOverdue() {
		List<SliceGroupClaimer> present;
		synchronized (this) {
			present = new ArrayList<>(this.supplies.values());
		}
		present.forEach(SliceGroupClaimer::giveBackOverdue);
	}

}
