package io.rocketjob.job;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.JobTransition;
import io.rocketjob.RocketJobException;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.document.JobUpdateDocument;
import io.rocketjob.jobclass.CallbackChain;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Internal: the transitions that users ask for. Each is one write that filters on what
 * the decision was based on; when that has changed, it decides anew. Thread-safe.
 */
public final class ManualTransitions {

	private static final FindOneAndUpdateOptions AFTER = new FindOneAndUpdateOptions()
		.returnDocument(ReturnDocument.AFTER);

	private static final Set<JobTransition> BY_HAND = EnumSet
		.complementOf(EnumSet.of(JobTransition.START, JobTransition.COMPLETE, JobTransition.REQUEUE));

	private final JobStore store;

	private final JobBinder binder;

	private final ManualUpdates updates;

	private final NextOccurrences nextOccurrences;

	private final UniqueJobs uniqueJobs;

	private final TransitionEffects effects;

	ManualTransitions(JobStore store, JobBinder binder, ManualUpdates updates, NextOccurrences nextOccurrences,
			UniqueJobs uniqueJobs, TransitionEffects effects) {
		this.store = store;
		this.binder = binder;
		this.updates = updates;
		this.nextOccurrences = nextOccurrences;
		this.uniqueJobs = uniqueJobs;
		this.effects = effects;
	}

	/**
	 * Makes a transition.
	 * @param id the id of the job
	 * @param transition the transition, other than START, COMPLETE and REQUEUE
	 * @param reason why
	 * @return the job as it is then
	 * @throws JobNotFoundException when there is no such job
	 * @throws JobStateException when its state does not allow it
	 */
	public JobRecord make(ObjectId id, JobTransition transition, @Nullable String reason) {
		return make(id, transition, reason, (update) -> {
		});
	}

	/**
	 * Makes a transition, and changes more by the same write.
	 * @param id the id of the job
	 * @param transition the transition, other than START, COMPLETE and REQUEUE
	 * @param given why
	 * @param more adds to the update
	 * @return the job as it is then
	 * @throws JobNotFoundException when there is no such job
	 * @throws JobStateException when its state does not allow it
	 */
	public JobRecord make(ObjectId id, JobTransition transition, @Nullable String given,
			Consumer<JobUpdateDocument> more) {
		while (true) {
			JobRecord moved = tryToMake(id, transition, given, more);
			if (moved != null) {
				return moved;
			}
			// another writer was faster: decide anew
		}
	}

	private @Nullable JobRecord tryToMake(ObjectId id, JobTransition transition, @Nullable String given,
			Consumer<JobUpdateDocument> more) {
		JobRecord job = this.store.reload(id);
		check(job, transition);
		FieldsState<@Nullable Object> fields = this.binder.fields(job);
		String reason = (given != null) ? fields.redaction().text(given) : null;
		DocumentContext<@Nullable Object> context = new DocumentContext<>(job, fields, reason, null);
		CallbackChain<@Nullable Object> callbacks = this.binder.callbacks(job);
		before(callbacks, transition, context);
		if ((transition == JobTransition.ABORT || transition == JobTransition.FAIL)
				&& this.nextOccurrences.concern(job)) {
			this.nextOccurrences.handOverByHand(job, JobStore.inState(job));
		}
		JobUpdateDocument update = this.updates.of(job, transition, reason);
		fields.addChanges(update);
		more.accept(update);
		Document filter = asSeen(job);
		JobRecord moved = this.uniqueJobs.update(job, update.build(), () -> JobRecord
			.ofNullable(this.store.transactionalJobs().findOneAndUpdate(filter, update.build(), AFTER)));
		if (moved != null) {
			callbacks.afterStored(transition, context);
			this.effects.tellRun(job, transition, reason, this.binder.exceptionLogging());
			this.effects.madeByHand(job, moved);
		}
		return moved;
	}

	/**
	 * Matches a job as long as all is as it was by which a transition is decided.
	 */
	private Document asSeen(JobRecord job) {
		Document filter = JobStore.inState(job)
			.append(JobFields.RUN_AT, job.date(JobFields.RUN_AT))
			.append(JobFields.WAITS_FOR, job.presence(JobFields.WAITS_FOR))
			.append(JobFields.DEPENDENTS, job.get(JobFields.DEPENDENTS));
		filter.putAll(this.store.kinds().of(job).asSeen(job));
		return filter;
	}

	/**
	 * Refuses a transition that is impossible from the state that a job is in.
	 * @param job the job
	 * @param wanted the transition
	 * @return what to throw, which says what is possible instead
	 */
	JobStateException refused(JobRecord job, JobTransition wanted) {
		return refused(job, "cannot " + wanted.name().toLowerCase(Locale.ROOT));
	}

	private JobStateException refused(JobRecord job, String problem) {
		JobState state = job.state();
		String possible = BY_HAND.stream()
			.filter((transition) -> transition.isPossibleFrom(state))
			.filter((transition) -> this.store.kinds().of(job).refusal(job, transition) == null)
			.map((transition) -> transition.name().toLowerCase(Locale.ROOT))
			.collect(Collectors.joining(", "));
		return new JobStateException(job.type(), job.id(), state,
				problem + "; possible from here: " + (possible.isEmpty() ? "none" : possible));
	}

	private void check(JobRecord job, JobTransition transition) {
		if (!transition.isPossibleFrom(job.state())) {
			throw refused(job, transition);
		}
		String refusal = this.store.kinds().of(job).refusal(job, transition);
		if (refusal != null) {
			throw refused(job, refusal);
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

}
