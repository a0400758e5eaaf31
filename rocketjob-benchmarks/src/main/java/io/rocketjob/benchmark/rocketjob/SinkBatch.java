package io.rocketjob.benchmark.rocketjob;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.RocketJob;
import io.rocketjob.benchmark.process.CpuWork;
import io.rocketjob.benchmark.process.RunRecord;
import org.jspecify.annotations.Nullable;

/** Makes nothing of a line, but may need the processor for it. */
@RocketJob
class SinkBatch implements BatchJob<Void, String, String> {

	private final RunRecord record;

	private final CpuWork work;

	SinkBatch(RunRecord record, CpuWork work) {
		this.record = record;
		this.work = work;
	}

	@Override
	public @Nullable String perform(String line, BatchContext<Void> context) {
		this.record.begin();
		this.work.run();
		this.record.end(1);
		return null;
	}

}
