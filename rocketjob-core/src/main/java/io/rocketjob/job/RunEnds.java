package io.rocketjob.job;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.rocketjob.AbortJobException;
import io.rocketjob.JobTimeoutException;
import io.rocketjob.JobTransition;
import io.rocketjob.document.ClaimKey;
import io.rocketjob.document.FailureDocument;
import io.rocketjob.document.JobRecord;
import io.rocketjob.jobclass.CallbackChain;
import io.rocketjob.logging.Redaction;
import io.rocketjob.logging.RunLogging;
import io.rocketjob.mongo.DatabaseErrors;
import io.rocketjob.mongo.RetriedWrite;
import io.rocketjob.observation.RunOutcome;
import io.rocketjob.plugin.FailurePolicy.Again;
import io.rocketjob.plugin.Series;
import io.rocketjob.work.RunResult;
import io.rocketjob.work.WorkRecorder;
import io.rocketjob.work.WorkRecorder.RunTimes;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the runs of jobs: records how each ended, in the way that its hold allows.
 * Thread-safe.
 */
final class RunEnds {

	private static final Logger logger = LoggerFactory.getLogger(RunEnds.class);

	private static final String STUCK = "Failed {} on {}: {}, and it does not react to an interrupt. Its thread is left"
			+ " alone and replaced";

	private final JobStore store;

	private final JobBinder binder;

	private final RetryDecisions failures;

	private final NextOccurrences nextOccurrences;

	private final WorkRecorder recorder;

	RunEnds(JobStore store, JobBinder binder, RetryDecisions failures, NextOccurrences nextOccurrences,
			WorkRecorder recorder) {
		this.store = store;
		this.binder = binder;
		this.failures = failures;
		this.nextOccurrences = nextOccurrences;
		this.recorder = recorder;
	}

	/**
	 * Records the end of a run.
	 * @param run the run, which has returned
	 * @param callbacks the callbacks of its class
	 * @param value what it has returned
	 * @param thrown what it has thrown instead
	 * @param duration how long it took
	 * @return how it ended
	 */
	RunResult end(Run<@Nullable Object> run, CallbackChain<@Nullable Object> callbacks, @Nullable Object value,
			@Nullable Throwable thrown, Duration duration) {
		RunResult result = store(run, callbacks, value, thrown, duration);
		boolean ended = switch (result.outcome()) {
			case COMPLETED -> isPart(run, JobTransition.COMPLETE);
			case FAILED, ABORTED -> isPart(run, JobTransition.FAIL);
			case RELEASED, LOST -> false;
		};
		if (ended) {
			tell(run, result.outcome(), duration);
		}
		return result;
	}

	private void tell(Run<?> run, RunResult.Outcome outcome, Duration duration) {
		if (run.claimKey() != null) {
			this.recorder.jobRun(run.jobClass(), outcome, () -> {
				JobRecord job = run.job();
				Instant began = this.store.clock().now().minus(run.age());
				Instant first = this.store.kinds().of(job).goesOn(job) ? job.claimedAt() : null;
				return (first != null) ? RunTimes.of(job, first, Duration.between(first, began).plus(duration))
						: RunTimes.of(job, began, duration);
			});
		}
	}

	private RunResult store(Run<@Nullable Object> run, CallbackChain<@Nullable Object> callbacks,
			@Nullable Object value, @Nullable Throwable thrown, Duration duration) {
		if (run.isAbandoned() || run.isLost()) {
			return lost(run, thrown);
		}
		Duration timeout = run.timeout();
		if (run.isTimedOut() && timeout != null) {
			JobTimeoutException exception = new JobTimeoutException(timeout);
			if (thrown != null) {
				exception.addSuppressed(thrown);
			}
			return fail(run, callbacks, exception, duration);
		}
		if (thrown == null) {
			return complete(run, callbacks, value, duration);
		}
		if (thrown instanceof AbortJobException abort) {
			return abort(run, callbacks, abort);
		}
		if (run.isStopping()) {
			return release(run, callbacks, thrown);
		}
		return fail(run, callbacks, thrown, duration);
	}

	private RunResult complete(Run<@Nullable Object> run, CallbackChain<@Nullable Object> callbacks,
			@Nullable Object value, Duration duration) {
		boolean held;
		try {
			if (!isPart(run, JobTransition.COMPLETE) || isPlain(run, callbacks)) {
				logOnceStored(run, duration);
				if (run.handle().completeLater(run)) {
					return new RunResult(RunResult.Outcome.COMPLETED, value, null);
				}
			}
			held = isPart(run, JobTransition.COMPLETE) ? handOver(run) && persistCompletion(run, value)
					: persist(run, () -> run.handle().complete(run.fieldsState(), value, null));
		}
		catch (RuntimeException ex) {
			if (!DatabaseErrors.isAboutTheDocument(ex)) {
				throw ex;
			}
			// what comes next would work with what cannot be stored
			return fail(run, callbacks, ex, duration);
		}
		if (!held) {
			return lost(run, null);
		}
		logCompletion(run, duration);
		afterStored(run, callbacks, JobTransition.COMPLETE, context(run, null, null));
		return new RunResult(RunResult.Outcome.COMPLETED, value, null);
	}

	private static void logCompletion(Run<?> run, Duration duration) {
		run.logger().atLevel(run.execution().level()).log("Completed {} in {} ms", run, duration.toMillis());
	}

	/**
	 * The thread that stores the completion logs it, as if it were done here.
	 */
	private void logOnceStored(Run<?> run, Duration duration) {
		if (run.logger().isEnabledForLevel(run.execution().level())) {
			run.onStored(RunLogging.later(run.job().logLevel(), () -> logCompletion(run, duration)));
		}
	}

	private RunResult fail(Run<@Nullable Object> run, CallbackChain<@Nullable Object> callbacks, Throwable thrown,
			Duration duration) {
		Redaction redaction = run.redaction();
		Document exception = FailureDocument.of(thrown, run.workerName(), redaction);
		String reason = FailureDocument.summary(exception);
		DocumentContext<@Nullable Object> context = context(run, reason, thrown);
		boolean stored = run.claimKey() != null;
		Again again = (stored && isPart(run, JobTransition.FAIL)) ? this.failures.again(run.job(), exception) : null;
		if (again != null) {
			return failForNow(run, callbacks, thrown, exception, again, context.queuedAgain());
		}
		beforeUnstoppable(run, callbacks, JobTransition.FAIL, context);
		if (!handOver(run) || !persistWithFields(run, (fields) -> run.handle().fail(exception, reason, fields))) {
			return lost(run, thrown);
		}
		run.execution().logFailure(run, duration, exception, () -> loggable(run, thrown));
		afterStored(run, callbacks, JobTransition.FAIL, context);
		return new RunResult(RunResult.Outcome.FAILED, null, thrown);
	}

	private RunResult failForNow(Run<@Nullable Object> run, CallbackChain<@Nullable Object> callbacks, Throwable thrown,
			Document exception, Again again, DocumentContext<@Nullable Object> context) {
		callbacks.beforeUnstoppable(JobTransition.FAIL, context);
		callbacks.beforeUnstoppable(JobTransition.RETRY, context);
		String reason = FailureDocument.summary(exception);
		if (!persistWithFields(run, (fields) -> run.handle().failForNow(exception, reason, again, fields))) {
			return lost(run, thrown);
		}
		run.logger().warn("Failed {}; {}", run, again.reason(), loggable(run, thrown));
		run.observation().stop(RunOutcome.RETRIED, thrown, run::redaction);
		callbacks.afterStored(JobTransition.FAIL, context);
		callbacks.afterStored(JobTransition.RETRY, context);
		return new RunResult(RunResult.Outcome.FAILED, null, thrown);
	}

	private RunResult abort(Run<@Nullable Object> run, CallbackChain<@Nullable Object> callbacks,
			AbortJobException abort) {
		String reason = run.redaction().textOrNull(abort.getMessage());
		DocumentContext<@Nullable Object> context = context(run, reason, abort);
		beforeUnstoppable(run, callbacks, JobTransition.ABORT, context);
		if (!handOver(run) || !persistWithFields(run, (fields) -> run.handle().abort(reason, fields))) {
			return lost(run, abort);
		}
		run.logger().info("Aborted {}: {}", run, this.binder.exceptionLogging().text(reason));
		afterStored(run, callbacks, JobTransition.ABORT, context);
		return new RunResult(RunResult.Outcome.ABORTED, null, abort);
	}

	private RunResult release(Run<@Nullable Object> run, CallbackChain<@Nullable Object> callbacks, Throwable thrown) {
		String reason = run.interruption().toJob();
		DocumentContext<@Nullable Object> context = context(run, reason, thrown);
		beforeUnstoppable(run, callbacks, JobTransition.REQUEUE, context);
		if (!persistWithFields(run, (fields) -> run.handle().release(reason, fields))) {
			return lost(run, thrown);
		}
		run.logger().info("Gave {} back to the queue: {}", run, run.loggableReason());
		afterStored(run, callbacks, JobTransition.REQUEUE, context);
		return new RunResult(RunResult.Outcome.RELEASED, null, thrown);
	}

	private boolean isPlain(Run<?> run, CallbackChain<@Nullable Object> callbacks) {
		return callbacks.isEmpty() && !this.nextOccurrences.concern(run.job());
	}

	/**
	 * Lets the next occurrence of a job that ends be made, if there is to be one.
	 * @return whether the job is still held
	 */
	private boolean handOver(Run<?> run) {
		ClaimKey claim = run.claimKey();
		return claim == null || !run.holdsJob() || !this.nextOccurrences.concern(run.job())
				|| persist(run, () -> this.nextOccurrences.handOver(run.job(), claim, Series.Moment.END));
	}

	/**
	 * Lets the next occurrence of a job that starts be made, if there is to be one.
	 * @param run the run
	 */
	void handOverAtStart(Run<?> run) {
		ClaimKey claim = run.claimKey();
		if (claim != null && run.holdsJob() && this.nextOccurrences.concern(run.job())
				&& !persist(run, () -> this.nextOccurrences.handOver(run.job(), claim, Series.Moment.START))) {
			run.lose("its claim is gone");
			run.checkCancelled();
		}
	}

	/**
	 * Fails a run whose thread does not return, without its callbacks.
	 */
	void failAbandoned(Run<?> run, JobTimeoutException exception) {
		Document stored = FailureDocument.of(exception, run.workerName());
		String reason = FailureDocument.summary(stored);
		ClaimKey claim = run.claimKey();
		Again again = (claim != null && isPart(run, JobTransition.FAIL)) ? this.failures.again(run.job(), stored)
				: null;
		if (again != null) {
			if (run.handle().failForNow(stored, reason, again, null)) {
				tellAbandoned(run);
				run.logger().warn(STUCK + "; {}", run, run.workerName(), exception.getMessage(), again.reason());
				run.observation().stop(RunOutcome.RETRIED, exception, run::redaction);
			}
			return;
		}
		if (claim != null && run.holdsJob() && this.nextOccurrences.concern(run.job())) {
			this.nextOccurrences.handOver(run.job(), claim, Series.Moment.END);
		}
		if (run.handle().fail(stored, reason, null)) {
			tellAbandoned(run);
			run.logger().error(STUCK, run, run.workerName(), exception.getMessage());
			run.observation().stop(RunOutcome.FAILED, exception, run::redaction);
		}
	}

	private void tellAbandoned(Run<?> run) {
		if (isPart(run, JobTransition.FAIL)) {
			tell(run, RunResult.Outcome.FAILED, run.age());
		}
	}

	static boolean isPart(Run<?> run, JobTransition transition) {
		return run.execution().transitions().contains(transition);
	}

	private static void beforeUnstoppable(Run<?> run, CallbackChain<@Nullable Object> callbacks,
			JobTransition transition, DocumentContext<@Nullable Object> context) {
		if (isPart(run, transition)) {
			callbacks.beforeUnstoppable(transition, context);
		}
	}

	private static void afterStored(Run<?> run, CallbackChain<@Nullable Object> callbacks, JobTransition transition,
			DocumentContext<@Nullable Object> context) {
		if (isPart(run, transition)) {
			callbacks.afterStored(transition, context);
		}
	}

	/**
	 * Completes a job whose work is done: it is not done again for what cannot be stored
	 * of what it has left behind. The result is left out then, else the changes of the
	 * fields, else both.
	 */
	private boolean persistCompletion(Run<?> run, @Nullable Object value) {
		FieldsState<?> fields = run.fieldsState();
		try {
			return persist(run, () -> run.handle().complete(fields, value, null));
		}
		catch (RuntimeException ex) {
			if (!DatabaseErrors.isAboutTheDocument(ex)) {
				throw ex;
			}
			String result = (value != null) ? "its result, a " + value.getClass().getName() : "";
			String changes = "the changes of its fields";
			if (value == null) {
				return completeWithout(run, changes, null, null, ex);
			}
			try {
				return completeWithout(run, result, fields, null, ex);
			}
			catch (RuntimeException second) {
				if (!DatabaseErrors.isAboutTheDocument(second)) {
					throw second;
				}
			}
			try {
				return completeWithout(run, changes, null, value, ex);
			}
			catch (RuntimeException third) {
				if (!DatabaseErrors.isAboutTheDocument(third)) {
					throw third;
				}
			}
			return completeWithout(run, result + ", and " + changes, null, null, ex);
		}
	}

	private boolean completeWithout(Run<?> run, String what, @Nullable FieldsState<?> fields, @Nullable Object value,
			RuntimeException why) {
		String summary = FailureDocument.summary(FailureDocument.of(why, run.workerName(), run.redaction()));
		boolean held = persist(run,
				() -> run.handle().complete(fields, value, "completed without " + what + ": " + summary));
		if (held) {
			logger.warn("{} has completed without {}, which cannot be stored", run, what, loggable(run, why));
		}
		return held;
	}

	/**
	 * Makes a write of the holder with the fields as the run has left them; where they
	 * cannot be stored, without.
	 */
	private boolean persistWithFields(Run<?> run, Predicate<@Nullable FieldsState<?>> write) {
		try {
			return persist(run, () -> write.test(run.fieldsState()));
		}
		catch (RuntimeException ex) {
			if (!DatabaseErrors.isAboutTheDocument(ex)) {
				throw ex;
			}
			boolean stored = persist(run, () -> write.test(null));
			if (stored) {
				logger.warn("The fields of {} cannot be stored as its run has left them; they stay as they were", run,
						loggable(run, ex));
			}
			return stored;
		}
	}

	Throwable loggable(Run<?> run, Throwable thrown) {
		return this.binder.exceptionLogging().loggable(thrown, run.redaction());
	}

	private static boolean persist(Run<?> run, Supplier<Boolean> write) {
		return new RetriedWrite(run).make(write);
	}

	private RunResult lost(Run<?> run, @Nullable Throwable thrown) {
		String reason = run.loggableReason();
		String ended = (run.isEndedByHand() || run.isLeaving()) ? reason : endedElsewhere(run);
		if (ended != null) {
			run.logger().info("The run of {} has ended: {}", run, ended);
		}
		else {
			logger.warn("Lost the claim on {}: {}. The end of this run is not stored", run,
					(reason != null) ? reason : "somebody else has taken the job or ended it");
			this.recorder.lost(run.jobClass(), 1);
		}
		return new RunResult(RunResult.Outcome.LOST, null, thrown);
	}

	/**
	 * Whether a user of another process has ended or paused the job that this run has
	 * had, and not another worker that had it since.
	 * @return what happened, or {@code null} when the claim is lost or it cannot be told
	 */
	private @Nullable String endedElsewhere(Run<?> run) {
		if (run.isAbandoned() || run.isLostWithAll()) {
			return null;
		}
		try {
			JobRecord job = this.store.find(run.id());
			return (job != null) ? ExternalEnds.byHand(run.job(), job, run.holdsJob()) : null;
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	static DocumentContext<@Nullable Object> context(Run<@Nullable Object> run, @Nullable String reason,
			@Nullable Throwable thrown) {
		return new DocumentContext<>(run.job(), run.fieldsState(), reason, thrown);
	}

}
