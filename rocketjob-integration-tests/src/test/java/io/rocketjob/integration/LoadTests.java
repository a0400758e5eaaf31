package io.rocketjob.integration;

import java.util.Collections;
import java.util.Map;

import io.rocketjob.integration.app.CountJob;
import io.rocketjob.integration.app.RunRecorder;
import io.rocketjob.testsupport.ChildProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Many jobs on several servers where nothing goes wrong. */
class LoadTests {

	private static final int JOBS = 10_000;

	@RegisterExtension
	final Cluster cluster = new Cluster();

	@Test
	@Timeout(120)
	void threeServersRunTenThousandJobsEachExactlyOnce() {
		this.cluster.rocketJob().createAll(CountJob.class, Collections.nCopies(JOBS, null));
		ChildProcess[] servers = { this.cluster.start("first", "app.gated=true"),
				this.cluster.start("second", "app.gated=true"), this.cluster.start("third", "app.gated=true") };
		this.cluster.openGate(servers);
		this.cluster.awaitRunning(servers);
		this.cluster.awaitAllDone();
		assertThat(this.cluster.collection(RunRecorder.DUPLICATES).find()).isEmpty();
		assertThat(this.cluster.jobs().countDocuments()).isZero();
		Map<String, Integer> runs = this.cluster.countByProcess(RunRecorder.RUNS);
		Cluster.report("Runs of each server: {}", runs);
		assertThat(runs.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(JOBS);
		assertThat(runs).containsOnlyKeys("first", "second", "third");
		assertThat(servers).allMatch(ChildProcess::isAlive);
	}

}
