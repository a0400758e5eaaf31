package io.rocketjob.job;

import java.time.Instant;

import io.rocketjob.InvalidJobException;
import io.rocketjob.JobHistoryEntry;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobException;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Internal: the hold on a job in the database: every write filters on the claim token.
 * The one place that ends the runs of jobs.
 */
public class StoredHold implements Hold {

	private final ClaimedJob claimed;

	private final JobEngine engine;

	public StoredHold(ClaimedJob claimed, JobEngine engine) {
		this.claimed = claimed;
		this.engine = engine;
	}

	@Override
	public Held held() {
		return this.claimed.held();
	}

	@Override
	public boolean progress(int percent) {
		return write(new JobUpdateDocument().set(JobDocument.PERCENT_COMPLETE, percent));
	}

	@Override
	public boolean complete(FieldsState<?> fields, @Nullable Object result) {
		if (this.claimed.document().getBoolean(JobDocument.DESTROY_ON_COMPLETE, true)) {
			if (JobDocument.isBatch(this.claimed.document())) {
				return discarding(moveTo(JobState.COMPLETED, null, fields).set(JobDocument.DISCARD, JobDocument.ALL));
			}
			return this.engine.jobs().deleteOne(filter()).getDeletedCount() == 1;
		}
		JobUpdateDocument update = moveTo(JobState.COMPLETED, null, fields).set(JobDocument.PERCENT_COMPLETE, 100);
		if (result != null) {
			update.setOrUnset(JobDocument.RESULT, storable(result, fields.stored()));
		}
		return write(update);
	}

	private @Nullable Object storable(Object result, Document fields) {
		try {
			Object stored = this.engine.mapper().writeValue(result);
			FieldsState.checkSize(JobDocument.type(this.claimed.document()), fields, stored);
			return stored;
		}
		catch (InvalidJobException ex) {
			throw ex;
		}
		catch (RuntimeException | StackOverflowError ex) {
			throw new RocketJobException("The result of " + this.claimed + ", a " + result.getClass().getName()
					+ ", cannot be stored; return a record, a simple type, or nothing", ex);
		}
	}

	@Override
	public boolean fail(Document exception, String reason, @Nullable FieldsState<?> fields) {
		return write(moveTo(JobState.FAILED, reason, fields).set(JobDocument.EXCEPTION, exception)
			.increment(JobDocument.FAILURE_COUNT));
	}

	@Override
	public boolean abort(@Nullable String reason, @Nullable FieldsState<?> fields) {
		JobUpdateDocument update = moveTo(JobState.ABORTED, reason, fields);
		return JobDocument.isBatch(this.claimed.document()) ? discarding(update) : write(update);
	}

	@Override
	public boolean giveBack(String reason, @Nullable FieldsState<?> fields) {
		return write(moveTo(JobState.QUEUED, reason, fields));
	}

	private JobUpdateDocument moveTo(JobState state, @Nullable String reason, @Nullable FieldsState<?> fields) {
		Instant now = this.engine.clock().now();
		JobUpdateDocument update = JobDocument.moveTo(this.claimed.document(), state,
				JobDocument.instant(this.claimed.document(), JobDocument.RUN_AT),
				new JobHistoryEntry(now, JobState.RUNNING, state, this.claimed.worker(), reason));
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
		return discarding(moveTo(JobState.ABORTED, reason, null).set(JobDocument.DISCARD, JobDocument.ALL));
	}

	private boolean discarding(JobUpdateDocument update) {
		boolean held = write(update);
		if (held) {
			this.engine.discard(this.claimed.id());
		}
		return held;
	}

	/**
	 * Makes a write of the holder.
	 * @param update the update
	 * @return whether the job was still held
	 */
	protected final boolean write(Document update) {
		return this.engine.jobs().updateOne(filter(), update).getMatchedCount() == 1;
	}

	private boolean write(JobUpdateDocument update) {
		return write(update.build());
	}

	private Document filter() {
		return JobClaims.held(this.claimed.id(), this.claimed.token());
	}

}
