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

	ActiveRuns() {
	}

	void add(Run<?> run) {
		this.runs.add(run);
	}

	void remove(Run<?> run) {
		this.runs.remove(run);
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
	 * The claims on parts of jobs that the runs of this process believe to hold.
	 * @return what they hold
	 */
	public Set<Held> parts() {
		Set<Held> parts = new HashSet<>();
		this.runs.forEach((run) -> {
			Held held = run.held();
			if (held != null && !run.holdsJob() && !run.isLost()) {
				parts.add(held);
			}
		});
		return parts;
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
	 * Tells runs that somebody in this process has ended or paused their job.
	 * @param which the runs
	 * @param why what happened
	 */
	void endedByHand(Predicate<Run<?>> which, String why) {
		this.runs.forEach((run) -> {
			if (run.held() != null && run.holdsJob() && which.test(run)) {
				run.endedByHand(why);
			}
		});
	}

}
