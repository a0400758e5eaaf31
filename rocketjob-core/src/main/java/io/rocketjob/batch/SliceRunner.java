package io.rocketjob.batch;

import io.rocketjob.document.CrashDocument;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.JobRunner;
import io.rocketjob.work.RunResult;
import io.rocketjob.work.WorkRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Runs slices in the calling thread. Thread-safe.
 */
final class SliceRunner {

	private final JobRunner runner;

	private final WorkRecorder recorder;

	private final SliceClaimHandles handles;

	private final SliceExecutions executions;

	private final LookupStore lookups;

	SliceRunner(JobRunner runner, WorkRecorder recorder, SliceClaimHandles handles, SliceExecutions executions,
			LookupStore lookups) {
		this.runner = runner;
		this.recorder = recorder;
		this.handles = handles;
		this.executions = executions;
		this.lookups = lookups;
	}

	/**
	 * Makes the lookups that a worker needs for the slices of a job.
	 * @param job the job
	 * @return its lookups, for one thread
	 */
	LookupFactory lookups(JobRecord job) {
		return new StoredLookups(this.lookups, job, null);
	}

	/**
	 * Runs a slice.
	 * @param slice the slice, claimed for the worker that calls
	 * @param shared the lookups of its job
	 * @param server the name of this server
	 * @param completions ends slices in groups, {@code null} to end this by itself
	 * @return how the run ended
	 */
	RunResult run(ClaimedSlice slice, LookupFactory shared, String server, @Nullable SliceCompleter completions) {
		boolean alone = CrashDocument.isLastChance(slice.document());
		SliceClaimHandle handle = new SliceClaimHandle(this.handles, slice, alone ? null : completions);
		int done = ResumePoint.done(slice.document());
		SliceExecution execution = new SliceExecution(this.executions, handle, shared);
		RunResult result;
		try {
			result = this.runner.run(slice.job(), slice.worker(), server, handle, execution);
		}
		finally {
			execution.ended();
		}
		this.recorder.sliceRun(slice.job().type(), result.outcome(),
				handle.state().isKept() ? handle.state().done() - done : 0);
		return result;
	}

}
