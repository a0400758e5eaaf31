package io.rocketjob.benchmark.rocketjob;

import io.rocketjob.RocketJob;
import io.rocketjob.benchmark.process.RunRecord;
import io.rocketjob.benchmark.process.Starts;
import io.rocketjob.plugin.throttle.ThrottleRate;

/** Does nothing but count, and has a rate that is never reached. */
@RocketJob
@ThrottleRate(limit = 1_000_000, per = "1s")
class RatedJob extends NoOpJob {

	RatedJob(RunRecord record, Starts starts) {
		super(record, starts);
	}

}
