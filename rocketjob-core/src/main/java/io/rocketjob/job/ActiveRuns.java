package io.rocketjob.job;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import org.bson.types.ObjectId;

/**
 * Internal: the runs that go on in this process. Thread-safe.
 */
public final class ActiveRuns {

	private final Set<Run<?>> runs = ConcurrentHashMap.newKeySet();

	/** What has been claimed and waits for a worker. */
	private final Set<Held> waiting = ConcurrentHashMap.newKeySet();

	ActiveRuns() {
	}

	void add(Run<?> run) {
		this.runs.add(run);
	}

	/**
	 * The end of a run is stored, or has been given up.
	 * @param run the run
	 */
	public void remove(Run<?> run) {
		this.runs.remove(run);
	}

	/**
	 * Jobs or slices have been claimed and wait for a worker.
	 * @param claimed what is held
	 */
	public void await(Collection<Held> claimed) {
		this.waiting.addAll(claimed);
	}

	/**
	 * A job or slice does not wait any more.
	 * @param held what is held
	 * @return whether it is still to be run, as far as this process knows
	 */
	public boolean stopWaiting(Held held) {
		return this.waiting.remove(held);
	}

	/**
	 * All jobs and slices that this process believes to hold.
	 * @return what is run, what waits to be, and what has ended and is not yet stored
	 */
	public Set<Held> attended() {
		Set<Held> all = new HashSet<>(this.waiting);
		this.runs.forEach((run) -> {
			Held held = run.held();
			if (held != null && !run.isLost()) {
				all.add(held);
			}
		});
		return all;
	}

	/**
	 * The classes of which a run takes long at this moment, whatever is usual.
	 * @return their names
	 */
	Set<String> slow() {
		Set<String> slow = new HashSet<>();
		this.runs.forEach((run) -> {
			if (run.holdsJob() && !run.hasReturned() && run.age().compareTo(RunTimes.SHORT) > 0) {
				slow.add(run.jobClass());
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
	public Set<Held> claims(Duration age) {
		Set<Held> claims = new HashSet<>();
		this.runs.forEach((run) -> {
			Held held = run.held();
			if (held != null && run.holdsJob() && !run.isLost() && run.age().compareTo(age) >= 0) {
				claims.add(held);
			}
		});
		return claims;
	}

	/**
	 * Tells the run that holds a claim, if this process has it, that the claim is gone.
	 * @param held what is no longer held
	 * @param why what happened
	 */
	public void lose(Held held, String why) {
		this.runs.forEach((run) -> {
			if (held.equals(run.held())) {
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
		this.runs.forEach((run) -> {
			if (!run.holdsJob() && run.id().equals(job)) {
				run.leave(why);
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
			if (run.held() != null) {
				run.lose(why);
			}
		});
	}

	/**
	 * Tells runs that somebody in this process has ended or paused their job.
	 * @param which the jobs
	 * @param why what happened
	 */
	void endedByHand(Predicate<Held> which, String why) {
		this.waiting.removeIf(which);
		this.runs.forEach((run) -> {
			Held held = run.held();
			if (held != null && run.holdsJob() && which.test(held)) {
				run.endedByHand(why);
			}
		});
	}

}
