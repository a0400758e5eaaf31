package io.rocketjob.batch;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

import io.rocketjob.BatchPhase;
import io.rocketjob.JobState;
import io.rocketjob.document.FailureDocument;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.JobRunner;
import io.rocketjob.job.JobStore;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.RunResult;
import io.rocketjob.work.ServerIdentity;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Internal: runs jobs of any kind in the calling thread. Thread-safe.
 */
public final class BatchRunner {

	private static final Duration PAUSE = Duration.ofMillis(100);

	private final JobStore store;

	private final JobRunner jobs;

	private final Phases phases;

	private final BatchWork work;

	private final SliceThrottles throttles;

	BatchRunner(JobStore store, JobRunner jobs, Phases phases, BatchWork work, SliceThrottles throttles) {
		this.store = store;
		this.jobs = jobs;
		this.phases = phases;
		this.work = work;
		this.throttles = throttles;
	}

	/**
	 * Finds a batch whose records are processed.
	 * @return the most urgent that this process can work on, as it is now
	 */
	public Optional<JobRecord> openBatch() {
		return this.work.openBatch();
	}

	/**
	 * Runs a claimed job: all of one that is no batch, else the phase that it is in.
	 * @param claimed the job
	 * @param server the name of this server
	 * @return how that ended
	 */
	public RunResult run(ClaimedJob claimed, String server) {
		return BatchDocument.isBatch(claimed.job()) ? this.phases.run(claimed, server) : this.jobs.run(claimed, server);
	}

	/**
	 * Runs a claimed job in the calling thread until it has ended, together with other
	 * servers if they work on it as well.
	 * @param claimed the job
	 * @param holder in whose name
	 * @return how it ended
	 */
	public RunResult runToEnd(ClaimedJob claimed, ServerIdentity holder) {
		RunResult result = run(claimed, holder.serverName());
		return (BatchDocument.isBatch(claimed.job()) && result.outcome() == RunResult.Outcome.COMPLETED)
				? workToEnd(claimed.id(), claimed.worker(), holder, result) : result;
	}

	/**
	 * Works on a batch whose records are processed until it has ended.
	 * @param id the job
	 * @param worker the name of the calling thread as a worker
	 * @param holder in whose name
	 * @return how it ended
	 */
	public RunResult workToEnd(ObjectId id, String worker, ServerIdentity holder) {
		return workToEnd(id, worker, holder, new RunResult(RunResult.Outcome.COMPLETED, null, null));
	}

	/**
	 * Does the first thing of a batch, and no more.
	 * @param claimed the job, claimed from the queue
	 * @param holder in whose name
	 * @return what was done: the phase that the batch was in; where its records were
	 * processed, only that they are again
	 */
	public Step begin(ClaimedJob claimed, ServerIdentity holder) {
		return new Step(BatchDocument.phase(claimed.job()), run(claimed, holder.serverName()), null, 0, 0);
	}

	/**
	 * Does the next thing of a batch whose records are processed, and no more: works on
	 * one slice; where none is left, does what comes after the records, or fails the
	 * batch.
	 * @param id the job
	 * @param worker the name of the calling thread as a worker
	 * @param holder in whose name
	 * @return what was done, {@code null} when nothing can be done now
	 */
	public @Nullable Step next(ObjectId id, String worker, ServerIdentity holder) {
		JobRecord job = this.store.find(id);
		BatchSession stay = (job != null && job.state() == JobState.RUNNING && job.has(BatchDocument.PROCESSING))
				? this.work.join(job, holder.serverId(), worker, null) : null;
		if (stay == null) {
			return null;
		}
		stay.run(holder.serverName(), worker, () -> false);
		BatchSession.SliceEnd end = stay.lastSlice();
		if (end != null) {
			return new Step(BatchPhase.PROCESSING, end.result(), end.slice().segment().category(),
					end.slice().firstRecord(), end.slice().recordCount());
		}
		RunResult after = stay.last();
		if (after != null) {
			return new Step(BatchPhase.AFTER, after, null, 0, 0);
		}
		JobRecord present = this.store.find(id);
		return (present != null && present.state() == JobState.RUNNING) ? null : new Step(BatchPhase.PROCESSING,
				ended(present, new RunResult(RunResult.Outcome.COMPLETED, null, null)), null, 0, 0);
	}

	private RunResult workToEnd(ObjectId id, String worker, ServerIdentity holder, RunResult begun) {
		RunResult result = begun;
		while (true) {
			JobRecord job = this.store.jobs().find(new Document(JobFields.ID, id)).map(JobRecord::new).first();
			if (job == null || job.state() != JobState.RUNNING) {
				return ended(job, result);
			}
			if (job.has(BatchDocument.PROCESSING)) {
				BatchSession join = this.work.join(job, holder.serverId(), worker, null);
				if (join != null) {
					join.run(holder.serverName(), worker, () -> true);
				}
				if (join != null && join.last() != null) {
					result = join.last();
					continue;
				}
			}
			if (Thread.currentThread().isInterrupted()) {
				return result;
			}
			if (this.throttles.isLeftOut(id)) {
				return new RunResult(RunResult.Outcome.RELEASED, null, null);
			}
			// others are at work on the rest
			LockSupport.parkNanos(PAUSE.toNanos());
		}
	}

	private static RunResult ended(@Nullable JobRecord job, RunResult result) {
		if (job == null || job.state() == JobState.COMPLETED) {
			return (result.outcome() == RunResult.Outcome.COMPLETED) ? result
					: new RunResult(RunResult.Outcome.COMPLETED, null, null);
		}
		if (job.state() == JobState.FAILED && result.thrown() == null) {
			String reason = FailureDocument.summary(job.document().get(JobFields.EXCEPTION, new Document()));
			return new RunResult(RunResult.Outcome.FAILED, null, new FailedBatchException(reason));
		}
		return (job.state() == JobState.FAILED) ? result : new RunResult(RunResult.Outcome.LOST, null, result.thrown());
	}

	/**
	 * What was done of a batch.
	 *
	 * @param phase in which phase
	 * @param result how it ended
	 * @param category the input category of the slice that was worked on, {@code null}
	 * when it was none
	 * @param firstRecord the number of its first record in the category, from 1
	 * @param recordCount how many records it has
	 */
	public record Step(BatchPhase phase, RunResult result, @Nullable String category, long firstRecord,
			int recordCount) {
	}

}
