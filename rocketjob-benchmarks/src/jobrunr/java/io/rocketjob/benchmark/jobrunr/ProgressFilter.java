package io.rocketjob.benchmark.jobrunr;

import io.rocketjob.benchmark.process.RunRecord;
import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.filters.ApplyStateFilter;
import org.jobrunr.jobs.filters.JobServerFilter;
import org.jobrunr.jobs.states.JobState;
import org.jobrunr.jobs.states.StateName;
import org.jspecify.annotations.Nullable;

/**
 * Notes when jobs begin, and that they have ended: only after JobRunr has stored that
 * they have succeeded, for before that they could run again.
 */
final class ProgressFilter implements JobServerFilter, ApplyStateFilter {

	private final RunRecord record;

	ProgressFilter(RunRecord record) {
		this.record = record;
	}

	@Override
	public void onProcessing(Job job) {
		this.record.begin();
	}

	@Override
	public void onStateApplied(Job job, @Nullable JobState oldState, JobState newState) {
		if (newState.getName() == StateName.SUCCEEDED) {
			this.record.end(1);
		}
	}

}
