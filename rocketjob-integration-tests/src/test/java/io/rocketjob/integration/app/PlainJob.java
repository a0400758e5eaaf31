package io.rocketjob.integration.app;

import java.time.Duration;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;

/**
 * Takes a while, without callbacks, so that its end may be stored together with others.
 * Records when a run begins.
 */
@RocketJob
public class PlainJob implements Job<PlainJob.Fields> {

	private final RunRecorder recorder;

	PlainJob(RunRecorder recorder) {
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
