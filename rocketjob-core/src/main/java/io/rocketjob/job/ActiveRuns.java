package io.rocketjob.job;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

import io.rocketjob.document.ClaimKey;
import io.rocketjob.document.JobRecord;
import org.bson.types.ObjectId;

/**
 * Internal: the runs that go on in this process. Thread-safe.
 */
public final class ActiveRuns {

	/** Far longer than anything is let wait for a worker. */
	private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

	private static final Duration HUNG = Duration.ofMinutes(1);

	private final Set<Run<?>> runs = ConcurrentHashMap.newKeySet();

	/** What has been claimed and waits for a worker, and since when. */
	private final Map<ClaimKey, Long> waiting = new ConcurrentHashMap<>();

	private final Semaphore lastChance = new Semaphore(1);

	private final JobCosts costs;

	private final RunningSlots slots;

	ActiveRuns(JobCosts costs, RunningSlots slots) {
		this.costs = costs;
		this.slots = slots;
	}

	/**
	 * What runs of jobs cost.
	 */
	JobCosts costs() {
		return this.costs;
	}

	/**
	 * What lets this process run one at a time of what one more crash fails.
	 * @return a permit
	 */
	public Semaphore lastChance() {
		return this.lastChance;
	}

	void add(Run<?> run) {
		this.runs.add(run);
	}

	/**
	 * The end of a run is stored, or has been given up. If it has held a job, its place
	 * may be free.
	 * @param run the run
	 */
	public void ended(Run<?> run) {
		this.runs.remove(run);
		if (run.holdsJob()) {
			released(run.job());
		}
	}

	/**
	 * A job may have given up its place.
	 * @param job the job as it was claimed
	 */
	void released(JobRecord job) {
		this.slots.released(job);
	}

	/**
	 * Jobs or slices have been claimed and wait for a worker.
	 * @param claimed what is held
	 */
	public void await(Collection<ClaimKey> claimed) {
		long now = System.nanoTime();
		claimed.forEach((claim) -> this.waiting.put(claim, now));
	}

	/**
	 * A job or slice does not wait any more.
	 * @param claim the claim on it
	 * @return whether it is still to be run, as far as this process knows
	 */
	public boolean stopWaiting(ClaimKey claim) {
		return this.waiting.remove(claim) != null;
	}

	/**
	 * All jobs and slices that this process believes to hold. What waits for a worker for
	 * longer than it ever should is not among them, so that it is taken back whatever
	 * went wrong.
	 * @return what is run, what waits to be, and what has ended and is not yet stored
	 */
	public Set<ClaimKey> attended() {
		long now = System.nanoTime();
		Set<ClaimKey> all = new HashSet<>();
		this.waiting.forEach((claim, since) -> {
			if (now - since < LONGEST_WAIT.toNanos()) {
				all.add(claim);
			}
		});
		this.runs.forEach((run) -> {
			ClaimKey claim = run.claimKey();
			if (claim != null && !run.isLost()) {
				all.add(claim);
			}
		});
		return all;
	}

	/**
	 * The classes of which a run takes long at this moment, whatever is usual. One that
	 * goes on for more than a minute says nothing of others.
	 * @return their names
	 */
	Set<String> slow() {
		Set<String> slow = new HashSet<>();
		this.runs.forEach((run) -> {
			// most of many have ended and wait for that to be stored
			if (!run.hasReturned() && run.holdsJob()) {
				Duration age = run.age();
				if (age.compareTo(JobCosts.SHORT) > 0 && age.compareTo(HUNG) < 0) {
					slow.add(run.jobClass());
				}
			}
		});
		return slow;
	}

	/**
	 * The runs that go on now.
	 * @return a view of the runs
	 */
	public Collection<Run<?>> all() {
		return Collections.unmodifiableSet(this.runs);
	}

	/**
	 * The claims that the runs of this process believe to hold.
	 * @param age only of runs that have been going on for this long
	 * @return the jobs that they hold
	 */
	public Set<ClaimKey> claims(Duration age) {
		Set<ClaimKey> claims = new HashSet<>();
		this.runs.forEach((run) -> {
			ClaimKey claim = run.claimKey();
			if (claim != null && run.holdsJob() && !run.isLost() && run.age().compareTo(age) >= 0) {
				claims.add(claim);
			}
		});
		return claims;
	}

	/**
	 * Tells the run that holds a claim, if this process has it, that the claim is gone.
	 * @param claim the claim
	 * @param why what happened
	 */
	public void lose(ClaimKey claim, String why) {
		this.runs.forEach((run) -> {
			if (claim.equals(run.claimKey())) {
				run.lose(why);
			}
		});
	}

	/**
	 * Lets the runs that work on parts of a job leave it.
	 * @param job the job
	 * @param why what happened
	 */
	public void leave(ObjectId job, String why) {
		leave(job, why, why);
	}

	/**
	 * The same where a user has written why.
	 * @param job the job
	 * @param why what happened
	 * @param loggable the same without what a user has written
	 */
	void leave(ObjectId job, String why, String loggable) {
		this.runs.forEach((run) -> {
			if (!run.holdsJob() && run.id().equals(job)) {
				run.leave(why, loggable);
			}
		});
	}

	/**
	 * Tells all that everything has been taken from them.
	 * @param why what happened
	 */
	public void loseAll(String why) {
		this.waiting.clear();
		this.runs.forEach((run) -> {
			if (run.claimKey() != null) {
				run.loseWithAll(why);
			}
		});
	}

	/**
	 * Tells runs that a user of this process has ended or paused their job.
	 * @param which the jobs
	 * @param why what happened
	 * @param loggable the same without what a user has written
	 */
	void endedByHand(Predicate<ClaimKey> which, String why, String loggable) {
		this.waiting.keySet().removeIf(which);
		this.runs.forEach((run) -> {
			ClaimKey claim = run.claimKey();
			if (claim != null && run.holdsJob() && which.test(claim)) {
				run.endedByHand(why, loggable);
			}
		});
	}

}
