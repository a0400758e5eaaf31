package io.rocketjob.integration.app;

import java.util.concurrent.TimeUnit;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;

/** Ends the process that runs it, if it is told to. */
@RocketJob
public class PoisonJob implements Job<PoisonJob.Fields> {

	private final RunRecorder recorder;

	PoisonJob(RunRecorder recorder) {
		this.recorder = recorder;
	}

	@Override
	public Object perform(Fields fields, JobContext context) throws InterruptedException {
		this.recorder.begin(context.id());
		TimeUnit.MILLISECONDS.sleep(fields.millis());
		if (fields.poisonous()) {
			Runtime.getRuntime().halt(1);
		}
		return null;
	}

	/**
	 * The fields.
	 *
	 * @param millis how long it takes
	 * @param poisonous whether the process ends then
	 */
	public record Fields(int millis, boolean poisonous) {
	}

}
