package io.rocketjob.benchmark.rocketjob;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.benchmark.process.Latencies;
import io.rocketjob.benchmark.process.RunRecord;
import org.jspecify.annotations.Nullable;

/** Notes how long ago it was created. */
@RocketJob
class StampJob implements Job<StampJob.Fields> {

	private final RunRecord record;

	private final Latencies latencies;

	StampJob(RunRecord record, Latencies latencies) {
		this.record = record;
		this.latencies = latencies;
	}

	@Override
	public @Nullable Object perform(Fields fields, JobContext context) {
		this.latencies.since(fields.createdMicros());
		this.record.begin();
		this.record.end(1);
		return null;
	}

	/**
	 * What it knows.
	 *
	 * @param createdMicros when it was about to be created, in microseconds since the
	 * epoch
	 */
	record Fields(long createdMicros) {
	}

}
