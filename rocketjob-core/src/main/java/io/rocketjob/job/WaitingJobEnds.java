package io.rocketjob.job;

import java.util.List;

import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.rocketjob.JobTransition;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.document.JobUpdateDocument;
import io.rocketjob.jobclass.CallbackChain;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Ends jobs that wait, because of one for which they do. Thread-safe.
 */
final class WaitingJobEnds {

	private static final FindOneAndUpdateOptions AFTER = new FindOneAndUpdateOptions()
		.returnDocument(ReturnDocument.AFTER);

	private final JobStore store;

	private final JobBinder binder;

	private final ManualUpdates updates;

	private final NextOccurrences nextOccurrences;

	private final EndedJobCleanup cleanup;

	WaitingJobEnds(JobStore store, JobBinder binder, ManualUpdates updates, NextOccurrences nextOccurrences,
			EndedJobCleanup cleanup) {
		this.store = store;
		this.binder = binder;
		this.updates = updates;
		this.nextOccurrences = nextOccurrences;
		this.cleanup = cleanup;
	}

	/**
	 * Ends a job.
	 * @param job the job as it was read
	 * @param transition FAIL or ABORT, possible from its state
	 * @param reason why
	 * @param rest for which jobs it waits then
	 * @return the job as it is then, or {@code null} when it has changed meanwhile and
	 * nothing was done
	 */
	@Nullable JobRecord end(JobRecord job, JobTransition transition, String reason, List<ObjectId> rest) {
		FieldsState<@Nullable Object> fields = this.binder.fields(job);
		DocumentContext<@Nullable Object> context = new DocumentContext<>(job, fields, reason, null);
		CallbackChain<@Nullable Object> callbacks = this.binder.callbacksIfPossible(job);
		callbacks.beforeUnstoppable(transition, context);
		if (this.nextOccurrences.concern(job)) {
			this.nextOccurrences.handOverByHand(job, JobStore.inState(job));
		}
		JobUpdateDocument update = this.updates.of(job, transition, reason);
		Throwable unstorable = fields.addChangesIfPossible(update);
		if (transition == JobTransition.FAIL) {
			update.setOrUnset(JobFields.WAITS_FOR, rest.isEmpty() ? null : rest);
		}
		Document filter = JobStore.inState(job)
			.append(JobFields.WAITS_FOR, job.waitsFor())
			.append(JobFields.DEPENDENTS, job.get(JobFields.DEPENDENTS));
		filter.putAll(this.store.kinds().asReadyAs(job));
		JobRecord moved = JobRecord.ofNullable(this.store.jobs().findOneAndUpdate(filter, update.build(), AFTER));
		if (moved != null) {
			context.logUnstorable(unstorable);
			callbacks.afterStored(transition, context);
			if (moved.has(JobFields.DISCARD)) {
				this.cleanup.drop(job.id());
			}
		}
		return moved;
	}

}
