package io.rocketjob.benchmark.rocketjob;

import java.util.List;
import java.util.Map;

import io.rocketjob.RocketJobTemplate;
import io.rocketjob.benchmark.process.ContenderArguments;
import io.rocketjob.benchmark.process.Latencies;
import io.rocketjob.benchmark.process.RunRecord;

/**
 * One job after the other on an idle system. {@code --wait} is whether this process runs
 * them, so that it can wait for each.
 */
final class LatencyWorkload implements Workload {

	private final Latencies latencies;

	private final boolean waits;

	LatencyWorkload(ContenderArguments arguments, Latencies latencies) {
		this.latencies = latencies;
		this.waits = Boolean.parseBoolean(arguments.get("wait", "true"));
	}

	@Override
	public List<Class<?>> jobClasses() {
		return List.of(StampJob.class);
	}

	@Override
	public void create(RocketJobTemplate rocketJob, int count) throws Exception {
		for (int i = 0; i < count; i++) {
			int before = this.latencies.count();
			rocketJob.create(StampJob.class, new StampJob.Fields(RunRecord.nowMicros()));
			if (this.waits) {
				this.latencies.awaitMoreThan(before);
			}
		}
	}

	@Override
	public Map<String, Object> details(RocketJobTemplate rocketJob) {
		return this.latencies.details();
	}

}
