package io.rocketjob.job;

import java.time.Instant;
import java.util.List;

import io.rocketjob.JobState;
import io.rocketjob.JobTransition;
import io.rocketjob.document.FailureDocument;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.document.JobUpdateDocument;
import io.rocketjob.jobclass.JobClass;
import org.jspecify.annotations.Nullable;

/**
 * Composes what a transition writes that no run makes: one that a user asks for, or that
 * follows from the end of another job. Thread-safe.
 */
final class ManualUpdates {

	private final JobStore store;

	private final JobBinder binder;

	private final TransitionUpdates updates;

	private final RunningSlots slots;

	ManualUpdates(JobStore store, JobBinder binder, TransitionUpdates updates, RunningSlots slots) {
		this.store = store;
		this.binder = binder;
		this.updates = updates;
		this.slots = slots;
	}

	/**
	 * Composes the update of a transition.
	 * @param job the job as it was read
	 * @param transition a transition that is possible from its state
	 * @param reason why
	 * @return an update to complete
	 */
	JobUpdateDocument of(JobRecord job, JobTransition transition, @Nullable String reason) {
		Instant now = (job.date(JobFields.RUN_AT) != null) ? this.store.measuredNow() : this.store.clock().now();
		JobState to = target(job, transition);
		boolean retry = transition == JobTransition.RETRY;
		Instant runAt = retry ? null : job.instant(JobFields.RUN_AT);
		JobUpdateDocument update = this.updates.moveTo(job, to, runAt,
				this.updates.entry(job.state(), to, reason, now));
		if (retry) {
			addRetry(job, update);
		}
		if (transition == JobTransition.FAIL) {
			update.set(JobFields.EXCEPTION, FailureDocument.byHand((reason != null) ? reason : "Failed by hand"))
				.increment(JobFields.FAILURE_COUNT);
		}
		return update;
	}

	private void addRetry(JobRecord job, JobUpdateDocument update) {
		update.unset(JobFields.RUN_AT).unset(JobFields.EXCEPTION);
		JobClass<?> jobClass = this.binder.jobClass(job);
		List<String> keys = (jobClass != null) ? jobClass.plugins().keys(this.binder.view(job, jobClass)) : List.of();
		if (!keys.isEmpty()) {
			update.set(JobFields.UNIQUE, keys);
		}
		this.store.kinds().of(job).retry(update, List.of());
	}

	/**
	 * The state in which a transition ends: a job that no worker has to claim goes on as
	 * soon as it is resumed; but not before it has a place where only some may run.
	 */
	private JobState target(JobRecord job, JobTransition transition) {
		boolean goesOn = transition == JobTransition.RESUME && this.store.kinds().of(job).resumesAtOnce(job)
				&& !this.slots.mayNeedPlace(job.type());
		return goesOn ? JobState.RUNNING : transition.to();
	}

}
