package io.rocketjob.job;

import io.rocketjob.JobState;
import io.rocketjob.JobTransition;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The kind of jobs that one worker runs from beginning to end.
 */
class SingleJobs implements JobKind {

	@Override
	public boolean includes(Document job) {
		return true;
	}

	@Override
	public @Nullable String refusal(Document job, JobTransition transition) {
		boolean isStopped = transition == JobTransition.PAUSE && JobDocument.state(job) == JobState.RUNNING;
		return (isStopped && !job.getBoolean(JobFields.PAUSABLE, false))
				? "cannot pause while it is running, because its class is not pausable (@RocketJob(pausable = true))"
				: null;
	}

}
