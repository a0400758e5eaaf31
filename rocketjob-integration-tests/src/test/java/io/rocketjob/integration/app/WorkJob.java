package io.rocketjob.integration.app;

import java.time.Duration;
import java.util.Date;

import io.rocketjob.Job;
import io.rocketjob.JobCallbacks;
import io.rocketjob.JobContext;
import io.rocketjob.JobTransition;
import io.rocketjob.RocketJob;
import io.rocketjob.TransitionContext;

/**
 * Takes a while. Records when a run begins, and that its end is stored.
 */
@RocketJob
public class WorkJob implements Job<WorkJob.Fields>, JobCallbacks<WorkJob.Fields> {

	private final RunRecorder recorder;

	WorkJob(RunRecorder recorder) {
		this.recorder = recorder;
	}

	@Override
	public Object perform(Fields fields, JobContext context) throws InterruptedException {
		this.recorder.begin(context.id());
		Thread.sleep(Duration.ofMillis(fields.millis()).toMillis());
		return null;
	}

	@Override
	public void after(JobTransition transition, TransitionContext<Fields> context) {
		if (transition == JobTransition.COMPLETE) {
			this.recorder.note(context.id(), "endStoredAt", new Date());
		}
	}

	/**
	 * The fields.
	 *
	 * @param millis how long it takes
	 */
	public record Fields(int millis) {
	}

}
