package io.rocketjob.benchmark.rocketjob;

import java.util.concurrent.TimeUnit;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.benchmark.process.RunRecord;
import io.rocketjob.benchmark.process.Starts;
import org.jspecify.annotations.Nullable;

/** Takes a while, without using the processor. */
@RocketJob
class SlowJob implements Job<Void> {

	/** How long it takes, in milliseconds. */
	static final int MILLIS = 100;

	private final RunRecord record;

	private final Starts starts;

	SlowJob(RunRecord record, Starts starts) {
		this.record = record;
		this.starts = starts;
	}

	@Override
	public @Nullable Object perform(Void fields, JobContext context) throws Exception {
		this.record.begin();
		this.starts.add(context.id());
		TimeUnit.MILLISECONDS.sleep(MILLIS);
		this.record.end(1);
		return null;
	}

}
