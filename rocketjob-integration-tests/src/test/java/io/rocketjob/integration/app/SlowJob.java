package io.rocketjob.integration.app;

import io.rocketjob.RocketJob;

/**
 * Takes long, and is known by another name than those that do not.
 */
@RocketJob
public class SlowJob extends PlainJob {

	SlowJob(RunRecorder recorder) {
		super(recorder);
	}

}
