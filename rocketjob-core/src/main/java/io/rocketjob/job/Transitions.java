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
import io.rocketjob.BatchPhase;
import io.rocketjob.JobHistoryEntry;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.JobTransition;
import io.rocketjob.RocketJobException;
import io.rocketjob.job.Failures.PartialRetry;
import io.rocketjob.plugin.FailurePolicy.Again;
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
	 * Queues a failed batch again of which somebody has queued a slice; others that have
	 * failed stay so.
	 * @param id the id of the job
	 * @return the job as it is then
	 */
	public Document retryPart(ObjectId id) {
		return byHand(id, JobTransition.RETRY, null, (update) -> update.unset(JobDocument.RETRY_FAILED));
	}

	private Document byHand(ObjectId id, JobTransition transition, @Nullable String given,
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
				.append(JobDocument.PHASE, value(job, "phase"))
				.append(JobDocument.RETRY_FAILED, value(job, "retryFailed"))
				.append(JobDocument.PROCESSING, job.get(JobDocument.PROCESSING))
				.append(JobDocument.WAITS_FOR, JobDocument.presence(job, JobDocument.WAITS_FOR))
				.append(JobDocument.DEPENDENTS, job.get(JobDocument.DEPENDENTS));
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
				if (transition == JobTransition.ABORT && JobDocument.isBatch(job)) {
					this.engine.discard(id);
				}
				if (JobDocument.state(moved) == JobState.QUEUED) {
					this.engine.signalOlderWork(JobDocument.type(moved));
				}
				else if (JobDocument.state(moved) == JobState.RUNNING) {
					this.engine.batchOpened();
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

	private static @Nullable Object value(Document job, String name) {
		return job.get(JobDocument.BATCH, new Document()).get(name);
	}

	/**
	 * Refuses a transition that is impossible from the state that a job is in.
	 * @param job the job
	 * @param wanted the transition
	 * @return what to throw, which says what is possible instead
	 */
	static JobStateException refused(Document job, JobTransition wanted) {
		return refused(job, "cannot " + wanted.name().toLowerCase(Locale.ROOT));
	}

	private static JobStateException refused(Document job, String problem) {
		String possible = BY_HAND.stream()
			.filter((transition) -> isPossible(job, transition))
			.map((transition) -> transition.name().toLowerCase(Locale.ROOT))
			.collect(Collectors.joining(", "));
		return new JobStateException(JobDocument.type(job), JobDocument.id(job), JobDocument.state(job),
				problem + "; possible from here: " + (possible.isEmpty() ? "none" : possible));
	}

	private static boolean isPossible(Document job, JobTransition transition) {
		JobState state = JobDocument.state(job);
		if (!transition.isPossibleFrom(state)
				|| (job.containsKey(JobDocument.UPLOADING) && transition != JobTransition.ABORT)) {
			return false;
		}
		return transition != JobTransition.PAUSE || state != JobState.RUNNING || (JobDocument.isBatch(job)
				? job.containsKey(JobDocument.PROCESSING) : job.getBoolean(JobDocument.PAUSABLE, false));
	}

	private static void check(Document job, JobTransition transition) {
		JobState state = JobDocument.state(job);
		if (!transition.isPossibleFrom(state)) {
			throw refused(job, transition);
		}
		if (job.containsKey(JobDocument.UPLOADING) && transition != JobTransition.ABORT) {
			throw new JobStateException(JobDocument.type(job), JobDocument.id(job), state,
					"its records are still being uploaded; until that is done it can only be aborted or deleted");
		}
		if (transition == JobTransition.PAUSE && state == JobState.RUNNING && JobDocument.isBatch(job)) {
			if (!job.containsKey(JobDocument.PROCESSING)) {
				throw new JobStateException(JobDocument.type(job), JobDocument.id(job), state, "it is in its phase "
						+ value(job, "phase") + ", and can be paused only while its records are processed");
			}
			return;
		}
		if (transition == JobTransition.PAUSE && state == JobState.RUNNING
				&& !job.getBoolean(JobDocument.PAUSABLE, false)) {
			throw refused(job, "cannot pause while it is running, because its class is not pausable"
					+ " (@RocketJob(pausable = true))");
		}
	}

	private JobUpdateDocument update(Document job, JobTransition transition, @Nullable String reason) {
		Instant now = (job.getDate(JobDocument.RUN_AT) != null) ? this.engine.measuredNow() : this.engine.clock().now();
		JobHistoryEntry entry = new JobHistoryEntry(now, JobDocument.state(job), target(job, transition),
				this.engine.processName(), reason);
		boolean retry = transition == JobTransition.RETRY;
		JobClass<?> jobClass = this.engine.classes().find(JobDocument.type(job));
		Instant runAt = retry ? null : JobDocument.instant(job, JobDocument.RUN_AT);
		JobUpdateDocument update = JobDocument.moveTo(job, entry.to(), runAt, entry);
		if (retry) {
			update.unset(JobDocument.RUN_AT).unset(JobDocument.EXCEPTION);
			List<String> keys = (jobClass != null) ? jobClass.plugins().keys(new JobView(job, jobClass, this.engine))
					: List.of();
			if (!keys.isEmpty()) {
				update.set(JobDocument.UNIQUE, keys);
			}
			if (JobDocument.isBatch(job)) {
				update.set(JobDocument.RETRY_FAILED, true).unset(JobDocument.NOT_RETRIED);
			}
		}
		if (transition == JobTransition.FAIL) {
			update.set(JobDocument.EXCEPTION, FailureDocument.byHand((reason != null) ? reason : "Failed by hand"))
				.increment(JobDocument.FAILURE_COUNT);
		}
		return update;
	}

	/**
	 * The state in which a transition ends: a batch that was paused while it was
	 * processed goes on at once, because nobody has to begin it; but not before it has a
	 * place where only some may run.
	 */
	private JobState target(Document job, JobTransition transition) {
		boolean goesOn = transition == JobTransition.RESUME && BatchPhase.PROCESSING.value().equals(value(job, "phase"))
				&& value(job, "retryFailed") == null && !this.engine.slots().mayNeedPlace(JobDocument.type(job));
		return goesOn ? JobState.RUNNING : transition.to();
	}

	/**
	 * Fails a batch of which only failed slices are left, and logs what has become of it.
	 * @param job the job as it was read before its slices
	 * @param exception what to record
	 * @param reason a short reason
	 * @param loggable what to log of it
	 * @param thrown what to log with its stack traces, or {@code null}
	 * @return whether this call did it
	 */
	public boolean failProcessed(Document job, Document exception, String reason, String loggable,
			@Nullable Throwable thrown) {
		return failProcessed(job, exception, List.of(exception), reason, loggable, thrown);
	}

	/**
	 * Fails a batch of which only failed slices are left, and logs what has become of it.
	 * @param job the job as it was read before its slices
	 * @param exception what to record
	 * @param failures an exception of each kind of which there are failed slices
	 * @param reason a short reason
	 * @param loggable what to log of it
	 * @param thrown what to log with its stack traces, or {@code null}
	 * @return whether this call did it
	 */
	public boolean failProcessed(Document job, Document exception, List<Document> failures, String reason,
			String loggable, @Nullable Throwable thrown) {
		DocumentContext<@Nullable Object> context = new DocumentContext<>(job, this.engine.fields(job), reason, null);
		CallbackChain<@Nullable Object> callbacks = callbacksIfPossible(job);
		JobHistoryEntry entry = new JobHistoryEntry(this.engine.clock().now(), JobState.RUNNING, JobState.FAILED,
				this.engine.processName(), reason);
		PartialRetry retry = this.engine.failures().retry(job, failures);
		if (retry != null) {
			boolean won = failProcessedForNow(job, exception, retry, entry, context.queuedAgain(), callbacks);
			if (won) {
				logger(job).atWarn()
					.setCause(thrown)
					.log("Failed {} {}: {}; {}", JobDocument.type(job), JobDocument.id(job), loggable,
							retry.again().reason());
			}
			return won;
		}
		callbacks.beforeUnstoppable(JobTransition.FAIL, context);
		if (this.engine.successions().concern(job)) {
			this.engine.successions().handOverByHand(job, processed(job));
		}
		JobUpdateDocument update = JobDocument.moveTo(job, JobState.FAILED, null, entry)
			.set(JobDocument.EXCEPTION, exception)
			.increment(JobDocument.FAILURE_COUNT);
		Document filter = processed(job).append(JobDocument.DEPENDENTS, job.get(JobDocument.DEPENDENTS));
		boolean won = this.engine.jobs().updateOne(filter, update.build()).getMatchedCount() == 1;
		if (won) {
			logger(job).atError()
				.setCause(thrown)
				.log("Failed {} {}: {}", JobDocument.type(job), JobDocument.id(job), loggable);
			callbacks.afterStored(JobTransition.FAIL, context);
			if (job.containsKey(JobDocument.DEPENDENTS)) {
				this.engine.settle(JobDocument.id(job));
			}
			this.engine.slots().released(job);
		}
		return won;
	}

	/** Those who wait for an end look at the logger of the class. */
	private Logger logger(Document job) {
		JobClass<?> jobClass = this.engine.classes().find(JobDocument.type(job));
		return (jobClass != null) ? LoggerFactory.getLogger(jobClass.type()) : logger;
	}

	private boolean failProcessedForNow(Document job, Document exception, PartialRetry retry, JobHistoryEntry failed,
			DocumentContext<@Nullable Object> context, CallbackChain<@Nullable Object> callbacks) {
		callbacks.beforeUnstoppable(JobTransition.FAIL, context);
		callbacks.beforeUnstoppable(JobTransition.RETRY, context);
		Again again = retry.again();
		JobUpdateDocument update = JobDocument.failForNow(job, exception, again, failed)
			.set(JobDocument.RETRY_FAILED, true)
			.setOrUnset(JobDocument.NOT_RETRIED, retry.without().isEmpty() ? null : retry.without());
		boolean won = this.engine.jobs().updateOne(processed(job), update.build()).getMatchedCount() == 1;
		if (won) {
			this.engine.slots().released(job);
			callbacks.afterStored(JobTransition.FAIL, context);
			callbacks.afterStored(JobTransition.RETRY, context);
		}
		return won;
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
			.append(JobDocument.UPLOADING, JobDocument.presence(job, JobDocument.UPLOADING))
			.append(JobDocument.DEPENDENTS, job.get(JobDocument.DEPENDENTS));
		Document moved = this.engine.jobs().findOneAndUpdate(filter, update.build(), AFTER);
		if (moved != null) {
			tellUnstored(unstorable, context);
			callbacks.afterStored(transition, context);
			if (transition == JobTransition.ABORT && JobDocument.isBatch(job)) {
				this.engine.discard(JobDocument.id(job));
			}
		}
		return moved;
	}

	/**
	 * Matches a batch as long as what was seen of its slices holds.
	 * @param job the job as it was read before its slices
	 * @return the filter of the write that ends its processing
	 */
	public static Document processed(Document job) {
		return new Document(JobDocument.ID, JobDocument.id(job)).append(JobDocument.PROCESSING, true)
			.append(JobDocument.UPLOADING, null)
			.append(JobDocument.VERSION, value(job, "version"));
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
		JobUpdateDocument update = JobDocument.moveTo(job, JobState.QUEUED,
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
