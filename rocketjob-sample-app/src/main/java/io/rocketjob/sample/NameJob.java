package io.rocketjob.sample;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.plugin.retry.Retry;
import jakarta.validation.constraints.Min;

/** Looks for a name, takes some time, and now and then fails and is retried. */
@RocketJob(description = "Finds the name of a character", priority = 60)
@Retry(limit = 2, delay = Retry.Delay.FIXED, initial = "5s")
class NameJob implements Job<NameJob.Fields> {

	private static final int MILLIS = 400;

	private static final int FAILING = 10;

	private final UnicodeData unicodeData;

	NameJob(UnicodeData unicodeData) {
		this.unicodeData = unicodeData;
	}

	@Override
	public String perform(Fields fields, JobContext context) throws IOException, InterruptedException {
		TimeUnit.MILLISECONDS.sleep(MILLIS);
		if (fields.line() % FAILING == 0 && context.failureCount() == 0) {
			throw new IOException("The first attempt of each tenth job fails on purpose");
		}
		List<String> lines = this.unicodeData.lines();
		return UnicodeCharacter.parse(lines.get(fields.line() % lines.size())).name();
	}

	record Fields(@Min(0) int line) {
	}

}
