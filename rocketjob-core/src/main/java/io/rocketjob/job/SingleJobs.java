package io.rocketjob.job;

import io.rocketjob.JobState;
import io.rocketjob.JobTransition;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import org.jspecify.annotations.Nullable;

/**
 * The kind of jobs that one worker runs from beginning to end.
 */
class SingleJobs implements JobKind {

	@Override
	public boolean includes(JobRecord job) {
		return true;
	}

	@Override
	public @Nullable String refusal(JobRecord job, JobTransition transition) {
		boolean isStopped = transition == JobTransition.PAUSE && job.state() == JobState.RUNNING;
		return (isStopped && !Boolean.TRUE.equals(job.get(JobFields.PAUSABLE)))
				? "cannot pause while it is running, because its class is not pausable (@RocketJob(pausable = true))"
				: null;
	}

}
