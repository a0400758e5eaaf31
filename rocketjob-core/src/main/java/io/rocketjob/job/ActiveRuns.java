package io.rocketjob.job;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
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
	 * @return the jobs by the tokens of their claims
	 */
	public Map<ObjectId, ObjectId> claims(Duration age) {
		Map<ObjectId, ObjectId> claims = new HashMap<>();
		this.runs.forEach((run) -> {
			ObjectId token = run.token();
			if (token != null && run.holdsJob() && !run.isLost() && run.age().compareTo(age) >= 0) {
				claims.put(token, run.id());
			}
		});
		return claims;
	}

	/**
	 * The claims on parts of jobs that the runs of this process believe to hold.
	 * @return their tokens
	 */
	public Set<ObjectId> partTokens() {
		Set<ObjectId> tokens = new HashSet<>();
		this.runs.forEach((run) -> {
			ObjectId token = run.token();
			if (token != null && !run.holdsJob() && !run.isLost()) {
				tokens.add(token);
			}
		});
		return tokens;
	}

	/**
	 * Tells the run that holds a claim, if this process has it, that the claim is gone.
	 * @param token the claim that is gone
	 * @param why what happened
	 */
	public void lose(ObjectId token, String why) {
		this.runs.forEach((run) -> {
			if (token.equals(run.token())) {
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
			if (run.token() != null && run.holdsJob() && which.test(run)) {
				run.endedByHand(why);
			}
		});
	}

}
