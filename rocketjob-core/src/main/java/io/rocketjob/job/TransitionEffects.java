package io.rocketjob.job;

import io.rocketjob.JobState;
import io.rocketjob.JobTransition;
import io.rocketjob.logging.ExceptionLogging;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What follows when a transition is stored that is not made by the run that holds the
 * job: the run is told, places become free, jobs that wait are told, data is dropped,
 * workers look for work. Thread-safe.
 */
final class TransitionEffects {

	private final JobStore store;

	private final ActiveRuns runs;

	private final RunningSlots slots;

	private final DependentJobs dependents;

	private final DiscardedData discarded;

	private final WorkNotifier notifier;

	TransitionEffects(JobStore store, ActiveRuns runs, RunningSlots slots, DependentJobs dependents,
			DiscardedData discarded, WorkNotifier notifier) {
		this.store = store;
		this.runs = runs;
		this.slots = slots;
		this.dependents = dependents;
		this.discarded = discarded;
		this.notifier = notifier;
	}

	/**
	 * Follows a transition that a user has asked for.
	 * @param job the job as it was before
	 * @param moved the job as it is now
	 */
	void madeByHand(Document job, Document moved) {
		follow(moved);
		this.store.mongo().afterCommit(() -> this.slots.released(job));
		if (JobDocument.state(moved) == JobState.QUEUED) {
			this.notifier.signalOlderWork(JobDocument.type(moved));
		}
		else if (JobDocument.state(moved) == JobState.RUNNING) {
			this.notifier.signalSlices();
		}
	}

	/**
	 * Follows the end of a running job that no worker holds.
	 * @param job the job as it was before
	 */
	void endedUnclaimed(Document job) {
		if (job.containsKey(JobFields.DEPENDENTS)) {
			this.dependents.settleAfterCommit(JobDocument.id(job));
		}
		this.slots.released(job);
	}

	/**
	 * Follows a claim that was given up.
	 * @param job the job as it was claimed
	 */
	void released(Document job) {
		this.slots.released(job);
	}

	private void follow(Document moved) {
		if (moved.containsKey(JobFields.SETTLE)) {
			this.dependents.settleAfterCommit(JobDocument.id(moved));
		}
		if (moved.containsKey(JobFields.DISCARD)) {
			this.discarded.drop(JobDocument.id(moved));
		}
	}

	/**
	 * Tells the run, if it is one of this process. Others find out by themselves; so does
	 * this one where the transition could still be rolled back.
	 * @param job the job as it was before
	 * @param transition what was done
	 * @param reason why
	 * @param logging how much of the reason is logged
	 */
	void tellRun(Document job, JobTransition transition, @Nullable String reason, ExceptionLogging logging) {
		if (this.store.mongo().isTransactionActive()) {
			return;
		}
		String why = "the job was " + past(transition, reason);
		String loggable = "the job was " + past(transition, logging.showsTexts() ? reason : null)
				+ ((reason != null && !logging.showsTexts()) ? " " + logging.text(reason) : "");
		if (job.containsKey(JobFields.CLAIM)) {
			this.runs.endedByHand(JobDocument.held(job)::equals, why, loggable);
		}
		else {
			this.runs.leave(JobDocument.id(job), why, loggable);
		}
	}

	private static String past(JobTransition transition, @Nullable String reason) {
		return switch (transition) {
			case ABORT -> "aborted";
			case PAUSE -> "paused";
			case FAIL -> "failed by hand";
			default -> "changed";
		} + ((reason != null) ? " (" + reason + ")" : "");
	}

}
