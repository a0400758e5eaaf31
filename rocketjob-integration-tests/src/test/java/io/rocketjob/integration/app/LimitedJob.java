package io.rocketjob.integration.app;

import java.time.Duration;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.plugin.throttle.ThrottleRunningJobs;

/**
 * Of these only some run at a time, which they count.
 */
@RocketJob
@ThrottleRunningJobs(limit = LimitedJob.LIMIT)
public class LimitedJob implements Job<Void> {

	/** How many may run at a time. */
	public static final int LIMIT = 3;

	private static final Duration DURATION = Duration.ofMillis(5);

	private final RunRecorder recorder;

	private final RunningCounter counter;

	LimitedJob(RunRecorder recorder, RunningCounter counter) {
		this.recorder = recorder;
		this.counter = counter;
	}

	@Override
	public Object perform(Void fields, JobContext context) throws InterruptedException {
		this.counter.enter(context.id(), LIMIT);
		Thread.sleep(DURATION.toMillis());
		this.recorder.count(context.id());
		this.counter.leave(context.id());
		return null;
	}

}
