package io.rocketjob.job;

import io.rocketjob.JobHistoryEntry;
import io.rocketjob.JobState;
import io.rocketjob.JobTransition;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.document.JobUpdateDocument;
import io.rocketjob.document.UnclaimedFailure;
import io.rocketjob.job.RetryDecisions.PartialRetry;
import io.rocketjob.jobclass.CallbackChain;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Internal: fails running jobs that no worker holds, or queues them again where their
 * class says so. Thread-safe.
 */
public final class UnclaimedFailures {

	private static final Logger logger = LoggerFactory.getLogger(UnclaimedFailures.class);

	private final JobStore store;

	private final JobBinder binder;

	private final TransitionUpdates updates;

	private final NextOccurrences nextOccurrences;

	private final RetryDecisions failures;

	private final TransitionEffects effects;

	UnclaimedFailures(JobStore store, JobBinder binder, TransitionUpdates updates, NextOccurrences nextOccurrences,
			RetryDecisions failures, TransitionEffects effects) {
		this.store = store;
		this.binder = binder;
		this.updates = updates;
		this.nextOccurrences = nextOccurrences;
		this.failures = failures;
		this.effects = effects;
	}

	/**
	 * Fails a job, and logs what has become of it.
	 * @param job the job as it was read before its parts
	 * @param failure why it fails
	 * @return whether this call did it
	 */
	public boolean fail(JobRecord job, UnclaimedFailure failure) {
		DocumentContext<@Nullable Object> context = new DocumentContext<>(job, this.binder.fields(job),
				failure.reason(), null);
		CallbackChain<@Nullable Object> callbacks = this.binder.callbacksIfPossible(job);
		PartialRetry retry = this.failures.retry(job, failure.failures());
		return (retry != null) ? retry(job, failure, retry, context.queuedAgain(), callbacks)
				: end(job, failure, context, callbacks);
	}

	private boolean end(JobRecord job, UnclaimedFailure failure, DocumentContext<@Nullable Object> context,
			CallbackChain<@Nullable Object> callbacks) {
		JobHistoryEntry entry = this.updates.entry(JobState.RUNNING, JobState.FAILED, failure.reason());
		callbacks.beforeUnstoppable(JobTransition.FAIL, context);
		if (this.nextOccurrences.concern(job)) {
			this.nextOccurrences.handOverByHand(job, new Document(failure.filter()));
		}
		JobUpdateDocument update = this.updates.moveTo(job, JobState.FAILED, null, entry)
			.set(JobFields.EXCEPTION, failure.exception())
			.increment(JobFields.FAILURE_COUNT);
		Document filter = new Document(failure.filter()).append(JobFields.DEPENDENTS, job.get(JobFields.DEPENDENTS));
		boolean won = this.store.jobs().updateOne(filter, update.build()).getMatchedCount() == 1;
		if (won) {
			this.binder.logger(job, logger)
				.atError()
				.setCause(failure.thrown())
				.log("Failed {} {}: {}", job.type(), job.id(), failure.loggable());
			callbacks.afterStored(JobTransition.FAIL, context);
			this.effects.endedUnclaimed(job);
		}
		return won;
	}

	private boolean retry(JobRecord job, UnclaimedFailure failure, PartialRetry retry,
			DocumentContext<@Nullable Object> context, CallbackChain<@Nullable Object> callbacks) {
		JobHistoryEntry failed = this.updates.entry(JobState.RUNNING, JobState.FAILED, failure.reason());
		callbacks.beforeUnstoppable(JobTransition.FAIL, context);
		callbacks.beforeUnstoppable(JobTransition.RETRY, context);
		JobUpdateDocument update = this.updates.retry(job, failure.exception(), retry.again(), failed);
		this.store.kinds().of(job).retry(update, retry.without());
		boolean won = this.store.jobs().updateOne(failure.filter(), update.build()).getMatchedCount() == 1;
		if (won) {
			this.effects.released(job);
			callbacks.afterStored(JobTransition.FAIL, context);
			callbacks.afterStored(JobTransition.RETRY, context);
			this.binder.logger(job, logger)
				.atWarn()
				.setCause(failure.thrown())
				.log("Failed {} {}: {}; {}", job.type(), job.id(), failure.loggable(), retry.again().reason());
		}
		return won;
	}

}
