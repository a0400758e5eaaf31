package io.rocketjob.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.rocketjob.JobInstance;
import io.rocketjob.integration.app.PlainJob;
import io.rocketjob.testsupport.ChildProcess;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How soon an idle server starts what another process creates: as soon as an event tells
 * it, although it looks by itself only once in a minute.
 */
class WakeTests {

	/** How many jobs are created one after the other. */
	private static final int JOBS = Integer.getInteger("rocketjob.test.wakes", 40);

	/** The first ones warm up. */
	private static final int WARM_UP = 10;

	private static final Duration TAILING = Duration.ofMillis(50);

	private static final Duration POLLING = Duration.ofMillis(300);

	/** How much slower other machines may be whose processors have other things to do. */
	private static final int PATIENCE = 3;

	@RegisterExtension
	final Cluster cluster = new Cluster();

	@Test
	@Timeout(300)
	void aJobStartsWithinMomentsInAnotherProcess() {
		ChildProcess server = this.cluster.start("server", "rocketjob.server.poll-interval=1m");
		this.cluster.awaitRunning(server);
		List<Long> delays = new ArrayList<>();
		for (int i = -WARM_UP; i < JOBS; i++) {
			JobInstance<?> job = this.cluster.rocketJob().create(PlainJob.class, new PlainJob.Fields(0));
			Cluster.await("a job is run")
				.pollInterval(Duration.ofMillis(10))
				.until(() -> !this.cluster.attempts(job.id()).isEmpty());
			long start = this.cluster.attempts(job.id()).get(0).getDate("at").getTime();
			if (i >= 0) {
				delays.add(start - job.createdAt().toEpochMilli());
			}
		}
		Collections.sort(delays);
		long median = delays.get(JOBS / 2);
		long p99 = delays.get((int) Math.ceil(JOBS * 0.99) - 1);
		boolean tailing = areEventsCapped();
		Cluster.report("From create to start in another process, {}: median {} ms, p99 {} ms of {}",
				tailing ? "tailing" : "polling", median, p99, JOBS);
		Duration bound = tailing ? TAILING : POLLING;
		assertThat(Duration.ofMillis(median)).as("median").isLessThan(bound);
		assertThat(Duration.ofMillis(p99)).as("99th percentile").isLessThan(bound.multipliedBy(PATIENCE));
	}

	private boolean areEventsCapped() {
		Document events = this.cluster.database()
			.listCollections()
			.filter(new Document("name", "rocketjob.events"))
			.first();
		return events != null && events.get("options", new Document()).getBoolean("capped", false);
	}

}
