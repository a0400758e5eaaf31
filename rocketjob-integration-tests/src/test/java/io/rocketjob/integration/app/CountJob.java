package io.rocketjob.integration.app;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;

/**
 * Counts that it is run, and does nothing else.
 */
@RocketJob
public class CountJob implements Job<Void> {

	private final RunRecorder recorder;

	CountJob(RunRecorder recorder) {
		this.recorder = recorder;
	}

	@Override
	public Object perform(Void fields, JobContext context) {
		this.recorder.count(context.id());
		return null;
	}

}
