package io.rocketjob.benchmark.rocketjob;

import java.time.Duration;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.plugin.throttle.ThrottleRunningJobs;
import org.jspecify.annotations.Nullable;

/** Takes a while, one at a time. Is not counted, because it is not what is measured. */
@RocketJob
@ThrottleRunningJobs(limit = 1)
class LimitedJob implements Job<Void> {

	private static final Duration DURATION = Duration.ofSeconds(1);

	@Override
	public @Nullable Object perform(Void fields, JobContext context) throws InterruptedException {
		Thread.sleep(DURATION.toMillis());
		return null;
	}

}
