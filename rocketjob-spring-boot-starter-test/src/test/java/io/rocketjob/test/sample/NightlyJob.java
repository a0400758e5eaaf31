package io.rocketjob.test.sample;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.plugin.cron.Cron;

@RocketJob(destroyOnComplete = false)
@Cron(schedule = "0 3 * * * UTC")
public class NightlyJob implements Job<Void> {

	@Override
	public Object perform(Void fields, JobContext context) {
		return "cleaned";
	}

}
