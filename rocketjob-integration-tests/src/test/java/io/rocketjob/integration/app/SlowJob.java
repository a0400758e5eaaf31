package io.rocketjob.integration.app;

import java.time.Duration;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;

/**
 * Takes long. Records when a run begins.
 */
@RocketJob
public class SlowJob implements Job<SlowJob.Fields> {

	private final RunRecorder recorder;

	SlowJob(RunRecorder recorder) {
		this.recorder = recorder;
	}

	@Override
	public Object perform(Fields fields, JobContext context) throws InterruptedException {
		this.recorder.begin(context.id());
		Thread.sleep(Duration.ofMillis(fields.millis()).toMillis());
		return null;
	}

	/**
	 * The fields.
	 *
	 * @param millis how long it takes
	 */
	public record Fields(int millis) {
	}

}
