package io.rocketjob.job;

import io.rocketjob.JobState;
import io.rocketjob.JobTransition;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.logging.ExceptionLogging;
import io.rocketjob.work.WorkNotifier;
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

	private final EndedJobCleanup cleanup;

	private final WorkNotifier notifier;

	TransitionEffects(JobStore store, ActiveRuns runs, RunningSlots slots, DependentJobs dependents,
			EndedJobCleanup cleanup, WorkNotifier notifier) {
		this.store = store;
		this.runs = runs;
		this.slots = slots;
		this.dependents = dependents;
		this.cleanup = cleanup;
		this.notifier = notifier;
	}

	/**
	 * Follows a transition that a user has asked for.
	 * @param job the job as it was before
	 * @param moved the job as it is now
	 */
	void madeByHand(JobRecord job, JobRecord moved) {
		follow(moved);
		this.store.mongo().afterCommit(() -> this.slots.released(job));
		if (moved.state() == JobState.QUEUED) {
			this.notifier.signalOlderWork(moved.type());
		}
		else if (moved.state() == JobState.RUNNING) {
			this.notifier.signalSlices();
		}
	}

	/**
	 * Follows the end of a running job that no worker holds.
	 * @param job the job as it was before
	 */
	void endedUnclaimed(JobRecord job) {
		if (job.has(JobFields.DEPENDENTS)) {
			this.dependents.settleAfterCommit(job.id());
		}
		this.slots.released(job);
	}

	/**
	 * Follows a claim that was given up.
	 * @param job the job as it was claimed
	 */
	void released(JobRecord job) {
		this.slots.released(job);
	}

	private void follow(JobRecord moved) {
		if (moved.has(JobFields.SETTLE)) {
			this.dependents.settleAfterCommit(moved.id());
		}
		if (moved.has(JobFields.DISCARD)) {
			this.cleanup.drop(moved.id());
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
	void tellRun(JobRecord job, JobTransition transition, @Nullable String reason, ExceptionLogging logging) {
		if (this.store.mongo().isTransactionActive()) {
			return;
		}
		String why = "the job was " + past(transition, reason);
		String loggable = "the job was " + past(transition, logging.showsTexts() ? reason : null)
				+ ((reason != null && !logging.showsTexts()) ? " " + logging.text(reason) : "");
		if (job.has(JobFields.CLAIM)) {
			this.runs.endedByHand(job.claimKey()::equals, why, loggable);
		}
		else {
			this.runs.leave(job.id(), why, loggable);
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
