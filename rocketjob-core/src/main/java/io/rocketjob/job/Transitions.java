package io.rocketjob.job;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.rocketjob.JobHistoryEntry;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.JobTransition;
import io.rocketjob.RocketJobException;
import io.rocketjob.job.Failures.PartialRetry;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Internal: the transitions that are not made by the run that holds the job: those that
 * somebody asks for, and the requeueing of what the dead have left. Each is one write
 * that filters on what the decision was based on.
 */
public final class Transitions {

	private static final FindOneAndUpdateOptions AFTER = new FindOneAndUpdateOptions()
		.returnDocument(ReturnDocument.AFTER);

	private static final Set<JobTransition> BY_HAND = EnumSet
		.complementOf(EnumSet.of(JobTransition.START, JobTransition.COMPLETE, JobTransition.REQUEUE));

	private static final Logger logger = LoggerFactory.getLogger(Transitions.class);

	private final JobEngine engine;

	Transitions(JobEngine engine) {
		this.engine = engine;
	}

	/**
	 * Makes a transition that somebody asks for.
	 * @param id the id of the job
	 * @param transition the transition, other than START, COMPLETE and REQUEUE
	 * @param reason why
	 * @return the job as it is then
	 * @throws JobNotFoundException when there is no such job
	 * @throws JobStateException when its state does not allow it
	 */
	public Document byHand(ObjectId id, JobTransition transition, @Nullable String reason) {
		return byHand(id, transition, reason, (update) -> {
		});
	}

	/**
	 * Makes a transition that somebody asks for, and changes more with it.
	 * @param id the id of the job
	 * @param transition the transition, other than START, COMPLETE and REQUEUE
	 * @param given why
	 * @param more adds to the update
	 * @return the job as it is then
	 */
	public Document byHand(ObjectId id, JobTransition transition, @Nullable String given,
			Consumer<JobUpdateDocument> more) {
		while (true) {
			Document job = this.engine.reload(id);
			check(job, transition);
			FieldsState<@Nullable Object> fields = this.engine.fields(job);
			String reason = (given != null) ? fields.redaction().text(given) : null;
			DocumentContext<@Nullable Object> context = new DocumentContext<>(job, fields, reason, null);
			CallbackChain<@Nullable Object> callbacks = this.engine.callbacks(job);
			before(callbacks, transition, context);
			if ((transition == JobTransition.ABORT || transition == JobTransition.FAIL)
					&& this.engine.successions().concern(job)) {
				this.engine.successions().handOverByHand(job, asSeen(job));
			}
			Document filter = new Document(JobDocument.ID, id)
				.append(JobDocument.STATE, job.getString(JobDocument.STATE))
				.append(JobDocument.RUN_AT, job.getDate(JobDocument.RUN_AT))
				.append(JobDocument.WAITS_FOR, JobDocument.presence(job, JobDocument.WAITS_FOR))
				.append(JobDocument.DEPENDENTS, job.get(JobDocument.DEPENDENTS));
			filter.putAll(this.engine.kinds().of(job).asSeen(job));
			JobUpdateDocument update = update(job, transition, reason);
			fields.addChanges(update);
			more.accept(update);
			Document moved = this.engine.uniqueJobs()
				.update(job, update.build(),
						() -> this.engine.transactionalJobs().findOneAndUpdate(filter, update.build(), AFTER));
			if (moved != null) {
				callbacks.afterStored(transition, context);
				tellRun(job, transition, reason);
				if (moved.containsKey(JobDocument.SETTLE)) {
					this.engine.settle(id);
				}
				this.engine.mongo().afterCommit(() -> this.engine.slots().released(job));
				if (moved.containsKey(JobDocument.DISCARD)) {
					this.engine.removal().discard(id);
				}
				if (JobDocument.state(moved) == JobState.QUEUED) {
					this.engine.signalOlderWork(JobDocument.type(moved));
				}
				else if (JobDocument.state(moved) == JobState.RUNNING) {
					this.engine.signalSlices();
				}
				return moved;
			}
			// somebody was faster: look at what they made of it
		}
	}

	private static Document asSeen(Document job) {
		return new Document(JobDocument.ID, JobDocument.id(job)).append(JobDocument.STATE,
				job.getString(JobDocument.STATE));
	}

	/**
	 * Refuses a transition that is impossible from the state that a job is in.
	 * @param job the job
	 * @param wanted the transition
	 * @return what to throw, which says what is possible instead
	 */
	JobStateException refused(Document job, JobTransition wanted) {
		return refused(job, "cannot " + wanted.name().toLowerCase(Locale.ROOT));
	}

	private JobStateException refused(Document job, String problem) {
		String possible = BY_HAND.stream()
			.filter((transition) -> transition.isPossibleFrom(JobDocument.state(job)))
			.filter((transition) -> this.engine.kinds().of(job).refusal(job, transition) == null)
			.map((transition) -> transition.name().toLowerCase(Locale.ROOT))
			.collect(Collectors.joining(", "));
		return new JobStateException(JobDocument.type(job), JobDocument.id(job), JobDocument.state(job),
				problem + "; possible from here: " + (possible.isEmpty() ? "none" : possible));
	}

	private void check(Document job, JobTransition transition) {
		if (!transition.isPossibleFrom(JobDocument.state(job))) {
			throw refused(job, transition);
		}
		String refusal = this.engine.kinds().of(job).refusal(job, transition);
		if (refusal != null) {
			throw refused(job, refusal);
		}
	}

	private JobUpdateDocument update(Document job, JobTransition transition, @Nullable String reason) {
		Instant now = (job.getDate(JobDocument.RUN_AT) != null) ? this.engine.measuredNow() : this.engine.clock().now();
		JobHistoryEntry entry = new JobHistoryEntry(now, JobDocument.state(job), target(job, transition),
				this.engine.processName(), reason);
		boolean retry = transition == JobTransition.RETRY;
		JobClass<?> jobClass = this.engine.classes().find(JobDocument.type(job));
		Instant runAt = retry ? null : JobDocument.instant(job, JobDocument.RUN_AT);
		JobKind kind = this.engine.kinds().of(job);
		JobUpdateDocument update = JobDocument.moveTo(kind, job, entry.to(), runAt, entry);
		if (retry) {
			update.unset(JobDocument.RUN_AT).unset(JobDocument.EXCEPTION);
			List<String> keys = (jobClass != null) ? jobClass.plugins().keys(new JobView(job, jobClass, this.engine))
					: List.of();
			if (!keys.isEmpty()) {
				update.set(JobDocument.UNIQUE, keys);
			}
			kind.retry(update, List.of());
		}
		if (transition == JobTransition.FAIL) {
			update.set(JobDocument.EXCEPTION, FailureDocument.byHand((reason != null) ? reason : "Failed by hand"))
				.increment(JobDocument.FAILURE_COUNT);
		}
		return update;
	}

	/**
	 * The state in which a transition ends: a job that no worker has to claim goes on as
	 * soon as it is resumed; but not before it has a place where only some may run.
	 */
	private JobState target(Document job, JobTransition transition) {
		boolean goesOn = transition == JobTransition.RESUME && this.engine.kinds().of(job).resumesAtOnce(job)
				&& !this.engine.slots().mayNeedPlace(JobDocument.type(job));
		return goesOn ? JobState.RUNNING : transition.to();
	}

	/**
	 * Fails a running job that no worker holds, and logs what has become of it.
	 * @param job the job as it was read before its parts
	 * @param failure why it fails
	 * @return whether this call did it
	 */
	public boolean failUnclaimed(Document job, UnclaimedFailure failure) {
		DocumentContext<@Nullable Object> context = new DocumentContext<>(job, this.engine.fields(job),
				failure.reason(), null);
		CallbackChain<@Nullable Object> callbacks = callbacksIfPossible(job);
		JobHistoryEntry entry = new JobHistoryEntry(this.engine.clock().now(), JobState.RUNNING, JobState.FAILED,
				this.engine.processName(), failure.reason());
		PartialRetry retry = this.engine.failures().retry(job, failure.failures());
		return (retry != null) ? retryUnclaimed(job, failure, retry, entry, context.queuedAgain(), callbacks)
				: endUnclaimed(job, failure, entry, context, callbacks);
	}

	private boolean endUnclaimed(Document job, UnclaimedFailure failure, JobHistoryEntry entry,
			DocumentContext<@Nullable Object> context, CallbackChain<@Nullable Object> callbacks) {
		callbacks.beforeUnstoppable(JobTransition.FAIL, context);
		if (this.engine.successions().concern(job)) {
			this.engine.successions().handOverByHand(job, new Document(failure.filter()));
		}
		JobUpdateDocument update = JobDocument.moveTo(this.engine.kinds().of(job), job, JobState.FAILED, null, entry)
			.set(JobDocument.EXCEPTION, failure.exception())
			.increment(JobDocument.FAILURE_COUNT);
		Document filter = new Document(failure.filter()).append(JobDocument.DEPENDENTS,
				job.get(JobDocument.DEPENDENTS));
		boolean won = this.engine.jobs().updateOne(filter, update.build()).getMatchedCount() == 1;
		if (won) {
			logger(job).atError()
				.setCause(failure.thrown())
				.log("Failed {} {}: {}", JobDocument.type(job), JobDocument.id(job), failure.loggable());
			callbacks.afterStored(JobTransition.FAIL, context);
			if (job.containsKey(JobDocument.DEPENDENTS)) {
				this.engine.settle(JobDocument.id(job));
			}
			this.engine.slots().released(job);
		}
		return won;
	}

	private boolean retryUnclaimed(Document job, UnclaimedFailure failure, PartialRetry retry, JobHistoryEntry failed,
			DocumentContext<@Nullable Object> context, CallbackChain<@Nullable Object> callbacks) {
		callbacks.beforeUnstoppable(JobTransition.FAIL, context);
		callbacks.beforeUnstoppable(JobTransition.RETRY, context);
		JobKind kind = this.engine.kinds().of(job);
		JobUpdateDocument update = JobDocument.failForNow(kind, job, failure.exception(), retry.again(), failed);
		kind.retry(update, retry.without());
		boolean won = this.engine.jobs().updateOne(failure.filter(), update.build()).getMatchedCount() == 1;
		if (won) {
			this.engine.slots().released(job);
			callbacks.afterStored(JobTransition.FAIL, context);
			callbacks.afterStored(JobTransition.RETRY, context);
			logger(job).atWarn()
				.setCause(failure.thrown())
				.log("Failed {} {}: {}; {}", JobDocument.type(job), JobDocument.id(job), failure.loggable(),
						retry.again().reason());
		}
		return won;
	}

	/** Those who wait for an end look at the logger of the class. */
	private Logger logger(Document job) {
		JobClass<?> jobClass = this.engine.classes().find(JobDocument.type(job));
		return (jobClass != null) ? LoggerFactory.getLogger(jobClass.type()) : logger;
	}

	/**
	 * Ends a job that waits because of one for which it does.
	 * @param job the job as it was read
	 * @param transition FAIL or ABORT, possible from its state
	 * @param reason why
	 * @param rest for which jobs it waits then
	 * @return the job as it is then, or {@code null} when it has changed meanwhile and
	 * nothing was done
	 */
	@Nullable Document endWaiting(Document job, JobTransition transition, String reason, List<ObjectId> rest) {
		FieldsState<@Nullable Object> fields = this.engine.fields(job);
		DocumentContext<@Nullable Object> context = new DocumentContext<>(job, fields, reason, null);
		CallbackChain<@Nullable Object> callbacks = callbacksIfPossible(job);
		callbacks.beforeUnstoppable(transition, context);
		if (this.engine.successions().concern(job)) {
			this.engine.successions().handOverByHand(job, asSeen(job));
		}
		JobUpdateDocument update = update(job, transition, reason);
		Throwable unstorable = addChangesIfPossible(fields, update);
		if (transition == JobTransition.FAIL) {
			update.setOrUnset(JobDocument.WAITS_FOR, rest.isEmpty() ? null : rest);
		}
		Document filter = new Document(JobDocument.ID, JobDocument.id(job))
			.append(JobDocument.STATE, job.getString(JobDocument.STATE))
			.append(JobDocument.WAITS_FOR, JobDocument.waitsFor(job))
			.append(JobDocument.DEPENDENTS, job.get(JobDocument.DEPENDENTS));
		filter.putAll(this.engine.kinds().asReadyAs(job));
		Document moved = this.engine.jobs().findOneAndUpdate(filter, update.build(), AFTER);
		if (moved != null) {
			tellUnstored(unstorable, context);
			callbacks.afterStored(transition, context);
			if (moved.containsKey(JobDocument.DISCARD)) {
				this.engine.removal().discard(JobDocument.id(job));
			}
		}
		return moved;
	}

	/**
	 * Gives a held job back to the queue, unless its claim has changed.
	 * @param job the job as it was read, with its claim
	 * @param reason why
	 * @return whether this call did it
	 */
	boolean requeue(Document job, String reason) {
		Document claim = job.get(JobDocument.CLAIM, Document.class);
		if (claim == null) {
			return false;
		}
		FieldsState<@Nullable Object> fields = this.engine.fields(job);
		DocumentContext<@Nullable Object> context = new DocumentContext<>(job, fields, reason, null);
		CallbackChain<@Nullable Object> callbacks = callbacksIfPossible(job);
		callbacks.beforeUnstoppable(JobTransition.REQUEUE, context);
		JobHistoryEntry entry = new JobHistoryEntry(this.engine.clock().now(), JobState.RUNNING, JobState.QUEUED,
				this.engine.processName(), reason);
		JobUpdateDocument update = JobDocument.moveTo(this.engine.kinds().of(job), job, JobState.QUEUED,
				JobDocument.instant(job, JobDocument.RUN_AT), entry);
		Throwable unstorable = addChangesIfPossible(fields, update);
		boolean won = this.engine.jobs()
			.updateOne(JobClaims.held(JobDocument.id(job), claim.getObjectId("token")), update.build())
			.getMatchedCount() == 1;
		if (won) {
			tellUnstored(unstorable, context);
			callbacks.afterStored(JobTransition.REQUEUE, context);
			this.engine.slots().released(job);
		}
		return won;
	}

	/**
	 * Adds what callbacks have made of the fields, unless that cannot be stored.
	 * @return why it cannot
	 */
	private static @Nullable Throwable addChangesIfPossible(FieldsState<?> fields, JobUpdateDocument update) {
		try {
			fields.addChanges(update);
			return null;
		}
		catch (RuntimeException ex) {
			return ex;
		}
	}

	private static void tellUnstored(@Nullable Throwable unstorable, DocumentContext<?> context) {
		if (unstorable != null) {
			logger.warn("The fields of {} {} cannot be stored as a callback has left them; they stay as they were",
					context.jobClass(), context.id(), context.loggable(unstorable));
		}
	}

	private CallbackChain<@Nullable Object> callbacksIfPossible(Document job) {
		try {
			return this.engine.callbacks(job);
		}
		catch (RuntimeException ex) {
			logger.error("The callbacks of {} {} cannot be called", JobDocument.type(job), JobDocument.id(job), ex);
			return CallbackChain.none();
		}
	}

	private static void before(CallbackChain<@Nullable Object> callbacks, JobTransition transition,
			DocumentContext<@Nullable Object> context) {
		try {
			callbacks.before(transition, context);
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new RocketJobException("A callback before " + transition + " of " + context.jobClass() + " "
					+ context.id() + " failed, and nothing was changed", ex);
		}
	}

	/**
	 * Tells the run, if it is one of this process. Others find out by themselves; so does
	 * this one where the transition could still be rolled back.
	 */
	private void tellRun(Document job, JobTransition transition, @Nullable String reason) {
		if (this.engine.mongo().isTransactionActive()) {
			return;
		}
		String why = "the job was " + past(transition, reason);
		ExceptionLogging logging = this.engine.exceptionLogging();
		String loggable = "the job was " + past(transition, logging.showsTexts() ? reason : null)
				+ ((reason != null && !logging.showsTexts()) ? " " + logging.text(reason) : "");
		if (job.containsKey(JobDocument.CLAIM)) {
			this.engine.runs().endedByHand(JobDocument.held(job)::equals, why, loggable);
		}
		else {
			this.engine.runs().leave(JobDocument.id(job), why, loggable);
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
