package io.rocketjob.batch;

import java.util.EnumSet;
import java.util.Set;

import io.rocketjob.BatchPhase;
import io.rocketjob.JobTransition;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.JobClaimHandle;
import io.rocketjob.job.JobRunner;
import io.rocketjob.job.Run;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.RunResult;
import org.jspecify.annotations.Nullable;

/**
 * What one worker does of a batch, under the claim on the job: what comes before and
 * after its records. Thread-safe.
 */
final class Phases {

	private static final Set<JobTransition> OPENING = EnumSet.complementOf(EnumSet.of(JobTransition.COMPLETE));

	private static final Set<JobTransition> ENDING = EnumSet.complementOf(EnumSet.of(JobTransition.START));

	private static final Set<JobTransition> ALL = EnumSet.allOf(JobTransition.class);

	private final JobRunner runner;

	private final BatchOpenings openings;

	private final BatchHookRegistry hooks;

	private final LookupStore lookups;

	private final SegmentWriters segments;

	Phases(JobRunner runner, BatchOpenings openings, BatchHookRegistry hooks, LookupStore lookups,
			SegmentWriters segments) {
		this.runner = runner;
		this.openings = openings;
		this.hooks = hooks;
		this.lookups = lookups;
		this.segments = segments;
	}

	/**
	 * Runs the phase that a claimed batch is in.
	 * @param claimed the job, claimed from the queue
	 * @param server the name of this server
	 * @return how that ended
	 */
	RunResult run(ClaimedJob claimed, String server) {
		BatchPhase phase = BatchDocument.phase(claimed.job());
		return switch (phase) {
			case BEFORE, PROCESSING -> open(claimed, phase, server);
			case AFTER -> after(claimed, ALL, server);
		};
	}

	private RunResult open(ClaimedJob claimed, BatchPhase phase, String server) {
		BatchOpening handle = new BatchOpening(this.openings, claimed);
		PhaseExecution.Action action = (phase == BatchPhase.BEFORE) ? (run) -> before(claimed, handle, run) : (run) -> {
		};
		RunResult result = this.runner.run(claimed.job(), claimed.worker(), server, handle,
				new PhaseExecution(claimed.job(), phase, OPENING, action));
		if (result.outcome() == RunResult.Outcome.LOST) {
			handle.dropAfterLoss();
		}
		return result;
	}

	private void before(ClaimedJob claimed, BatchOpening handle, Run<@Nullable Object> run) throws Exception {
		handle.dropStaged();
		JobRecord job = claimed.job();
		handle.checkComplete();
		PhaseUploads uploads = new PhaseUploads(this.segments, claimed, handle, run);
		LookupFactory shared = new StoredLookups(this.lookups, job, uploads::makeLookup);
		this.hooks.of(job.type())
			.before(new PhaseContext(run, shared, () -> BatchDocument.recordCount(job) + uploads.recordCount(),
					uploads));
		uploads.finish();
	}

	/**
	 * Runs what comes after the records, for the worker that has ended their processing.
	 * @param claimed the job, claimed from that
	 * @param server the name of this server
	 * @return how that ended
	 */
	RunResult afterProcessing(ClaimedJob claimed, String server) {
		return after(claimed, ENDING, server);
	}

	private RunResult after(ClaimedJob claimed, Set<JobTransition> transitions, String server) {
		JobRecord job = claimed.job();
		PhaseExecution.Action action = (run) -> this.hooks.of(job.type())
			.after(new PhaseContext(run, new StoredLookups(this.lookups, job, null),
					() -> BatchDocument.recordCount(job), null));
		return this.runner.run(job, claimed.worker(), server, new JobClaimHandle(claimed, this.openings.handles()),
				new PhaseExecution(job, BatchPhase.AFTER, transitions, action));
	}

}
