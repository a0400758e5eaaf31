package io.rocketjob.benchmark.rocketjob;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.benchmark.process.RunRecord;

/** Returns each line as it is. */
@RocketJob
@OutputCategory
class EchoBatch implements BatchJob<Void, String, String> {

	private final RunRecord record;

	EchoBatch(RunRecord record) {
		this.record = record;
	}

	@Override
	public String perform(String line, BatchContext<Void> context) {
		this.record.begin();
		this.record.end(1);
		return line;
	}

}
