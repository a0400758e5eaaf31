package io.rocketjob.test.sample;

import java.io.IOException;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.plugin.retry.Retry;

@RocketJob(destroyOnComplete = false)
@Retry(limit = 1)
public class FlakyJob implements Job<FlakyJob.Fields> {

	@Override
	public Object perform(Fields fields, JobContext context) throws IOException {
		if (context.failureCount() < fields.failures()) {
			throw new IOException("failure 100% on purpose");
		}
		return context.failureCount();
	}

	public record Fields(int failures) {

	}

}
