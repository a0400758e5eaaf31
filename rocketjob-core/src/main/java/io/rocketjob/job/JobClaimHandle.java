package io.rocketjob.job;

import java.time.Instant;
import java.util.function.Function;

import io.rocketjob.InvalidJobException;
import io.rocketjob.JobHistoryEntry;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobException;
import io.rocketjob.document.ClaimKey;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.document.JobUpdateDocument;
import io.rocketjob.mongo.ContendedWrite;
import io.rocketjob.mongo.MappingErrors;
import io.rocketjob.plugin.FailurePolicy.Again;
import io.rocketjob.work.ClaimedJob;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Internal: the claim on a job in the database: every write filters on the claim token.
 * The one place that ends the runs of jobs.
 */
public class JobClaimHandle implements ClaimHandle {

	private final ClaimedJob claimed;

	private final JobClaimHandles handles;

	/** Deletes jobs that have completed, or {@code null} to do so at once. */
	private final @Nullable JobCompleter completions;

	public JobClaimHandle(ClaimedJob claimed, JobClaimHandles handles) {
		this(claimed, handles, null);
	}

	JobClaimHandle(ClaimedJob claimed, JobClaimHandles handles, @Nullable JobCompleter completions) {
		this.claimed = claimed;
		this.handles = handles;
		this.completions = completions;
	}

	@Override
	public ClaimKey claimKey() {
		return this.claimed.claimKey();
	}

	@Override
	public boolean progress(int percent) {
		return write(new JobUpdateDocument().set(JobFields.PERCENT_COMPLETE, percent).build());
	}

	@Override
	public boolean complete(@Nullable FieldsState<?> fields, @Nullable Object result, @Nullable String note) {
		JobRecord claimed = this.claimed.job();
		boolean destroyed = claimed.destroyOnComplete();
		if (destroyed && kind().ownsData()) {
			return completeAndDiscard(fields);
		}
		if (destroyed && !claimed.has(JobFields.KEEP_RESULT)) {
			return completeAndDelete();
		}
		Object stored = (result != null) ? storable(result, (fields != null) ? fields.stored() : claimed.fields())
				: null;
		return end((job) -> {
			JobUpdateDocument update = moveTo(job, JobState.COMPLETED, note, fields).set(JobFields.PERCENT_COMPLETE,
					100);
			if (job.has(JobFields.EXCEPTION)) {
				// an earlier run has failed, and what counts is that this has not
				update.unset(JobFields.EXCEPTION);
			}
			return (result != null) ? update.setOrUnset(JobFields.RESULT, stored) : update;
		});
	}

	/**
	 * Deletes the job, unless others may wait for it: then it stays for a while, so that
	 * they can tell that it has completed.
	 */
	private boolean completeAndDelete() {
		return (!hasDependents() && ContendedWrite.delete(this.handles.store().jobs(), withoutDependents()))
				|| endWithDependents((job) -> moveTo(job, JobState.COMPLETED, null, null));
	}

	private boolean completeAndDiscard(@Nullable FieldsState<?> fields) {
		return discarding((job) -> moveTo(job, JobState.COMPLETED, null, fields).set(JobFields.DISCARD,
				job.has(JobFields.DEPENDENTS) ? JobFields.COLLECTIONS : JobFields.ALL));
	}

	@Override
	public boolean completeLater(Run<?> run) {
		return this.completions != null && !kind().ownsData() && !hasDependents()
				&& this.claimed.job().destroyOnComplete() && this.completions.add(run);
	}

	private @Nullable Object storable(Object result, Document fields) {
		try {
			Object stored = this.handles.mapper().writeValue(result);
			FieldsState.checkSize(this.claimed.job().type(), fields, stored);
			return stored;
		}
		catch (InvalidJobException ex) {
			throw ex;
		}
		catch (RuntimeException | StackOverflowError ex) {
			// the history keeps the beginning of it, so what is wrong comes first
			throw new RocketJobException(MappingErrors.reason("result", ex) + "; so the result of " + this.claimed
					+ " cannot be stored: return a record, a simple type, or nothing", ex);
		}
	}

	@Override
	public boolean fail(Document exception, String reason, @Nullable FieldsState<?> fields) {
		return end((job) -> moveTo(job, JobState.FAILED, reason, fields).set(JobFields.EXCEPTION, exception)
			.increment(JobFields.FAILURE_COUNT));
	}

	@Override
	public boolean failForNow(Document exception, String reason, Again again, @Nullable FieldsState<?> fields) {
		JobUpdateDocument update = this.handles.updates()
			.retry(this.claimed.job(), exception, again, new JobHistoryEntry(this.handles.store().clock().now(),
					JobState.RUNNING, JobState.FAILED, this.claimed.worker(), reason));
		if (fields != null) {
			fields.addChanges(update);
		}
		return write(update.build());
	}

	@Override
	public boolean abort(@Nullable String reason, @Nullable FieldsState<?> fields) {
		Function<JobRecord, JobUpdateDocument> end = (job) -> moveTo(job, JobState.ABORTED, reason, fields);
		return kind().ownsData() ? discarding(end) : end(end);
	}

	@Override
	public boolean release(String reason, @Nullable FieldsState<?> fields) {
		return write(moveTo(this.claimed.job(), JobState.QUEUED, reason, fields).build());
	}

	private JobUpdateDocument moveTo(JobRecord job, JobState state, @Nullable String reason,
			@Nullable FieldsState<?> fields) {
		Instant now = this.handles.store().clock().now();
		JobUpdateDocument update = this.handles.updates()
			.moveTo(job, state, job.instant(JobFields.RUN_AT),
					new JobHistoryEntry(now, JobState.RUNNING, state, this.claimed.worker(), reason));
		if (!this.claimed.worker().equals(this.claimed.job().text(JobFields.WORKER_NAME))) {
			// when it was claimed together with others, it was not known which worker
			update.set(JobFields.WORKER_NAME, this.claimed.worker());
		}
		if (fields != null) {
			fields.addChanges(update);
		}
		return update;
	}

	/**
	 * Ends the job and deletes it with all that belongs to it.
	 * @param reason why
	 * @return whether it was still held
	 */
	boolean destroy(String reason) {
		return discarding((job) -> moveTo(job, JobState.ABORTED, reason, null).set(JobFields.DISCARD, JobFields.ALL));
	}

	private boolean discarding(Function<JobRecord, JobUpdateDocument> end) {
		boolean held = end(end);
		if (held) {
			this.handles.cleanup().drop(this.claimed.id());
		}
		return held;
	}

	/**
	 * Ends the job. Other jobs may have begun to wait for it since it was claimed; then
	 * they are told.
	 * @param end makes the update, of the job as it is
	 * @return whether it was still held
	 */
	private boolean end(Function<JobRecord, JobUpdateDocument> end) {
		boolean alone = !hasDependents() && this.handles.store()
			.jobs()
			.updateOne(withoutDependents(), end.apply(this.claimed.job()).build())
			.getMatchedCount() == 1;
		return alone || endWithDependents(end);
	}

	private boolean endWithDependents(Function<JobRecord, JobUpdateDocument> end) {
		JobRecord job = new JobRecord(new Document(this.claimed.job().document()).append(JobFields.DEPENDENTS, true));
		boolean held = write(end.apply(job).build());
		if (held) {
			this.handles.dependents().settleAfterCommit(this.claimed.id());
		}
		return held;
	}

	private JobKind kind() {
		return this.handles.store().kinds().of(this.claimed.job());
	}

	private boolean hasDependents() {
		return this.claimed.job().has(JobFields.DEPENDENTS);
	}

	/**
	 * Makes a write of the holder.
	 * @param update the update
	 * @return whether the job was still held
	 */
	protected final boolean write(Document update) {
		return this.handles.store().jobs().updateOne(filter(), update).getMatchedCount() == 1;
	}

	private Document filter() {
		return JobStore.held(this.claimed.id(), this.claimed.token());
	}

	private Document withoutDependents() {
		return filter().append(JobFields.DEPENDENTS, null);
	}

}
