package io.rocketjob.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.rocketjob.integration.app.KeyCreator;
import io.rocketjob.integration.app.KeyedJob;
import io.rocketjob.integration.app.RatedJob;
import io.rocketjob.testsupport.ChildProcess;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many jobs start within a second, and are created within an hour, on four servers.
 */
class RateTests {

	/** Fewer than one would like, so that the build is quick. */
	private static final int STARTS = Integer.getInteger("rocketjob.test.starts", 1000);

	private static final int KEYS = Integer.getInteger("rocketjob.test.keys", 200);

	/** How many of many starts may be in a second. */
	private static final int LONG_LIMIT = 1000;

	private static final int SECOND = 1000;

	/** How many jobs are created at a time. */
	private static final int PORTION = 5000;

	private static final Duration LONG = Duration.ofMinutes(14);

	/**
	 * A worker may begin a job, and reach its first line much later on a slow machine. So
	 * what is asserted is a time shorter than a second; two bursts beside each other
	 * would be in it.
	 */
	private static final int ASSERTED = 600;

	@RegisterExtension
	final Cluster cluster = new Cluster();

	@Test
	@Timeout(900)
	void neverMoreStartThanTheRateHoweverTheSecondIsLaid() {
		int limit = (STARTS > 10_000) ? LONG_LIMIT : RatedJob.LIMIT;
		String rate = "rocketjob.jobs.RatedJob.throttle-rate.limit=" + limit;
		ChildProcess[] servers = { this.cluster.start("server1", rate), this.cluster.start("server2", rate),
				this.cluster.start("server3", rate), this.cluster.start("server4", rate) };
		this.cluster.awaitRunning(servers);
		for (int created = 0; created < STARTS; created += PORTION) {
			// what waits is kept small, because the stand-in has all of it in its memory
			Cluster.await("there is room").atMost(LONG).until(() -> this.cluster.unfinished() < PORTION);
			this.cluster.rocketJob()
				.createAll(RatedJob.class, Collections.nCopies(Math.min(PORTION, STARTS - created), null));
		}
		if (STARTS < 10_000) {
			Cluster.await("a part has started").until(() -> starts() > STARTS / 4);
			servers[0].kill();
		}
		Cluster.await("all have started").atMost(LONG).until(() -> this.cluster.unfinished() == 0);
		List<Long> times = new ArrayList<>();
		this.cluster.collection(RatedJob.STARTS).find().forEach((start) -> times.add(start.getDate("at").getTime()));
		Collections.sort(times);
		int most = most(times, SECOND);
		long took = times.get(times.size() - 1) - times.get(0);
		Cluster.report("{} starts in {} ms, at most {} within a second, {} may be, of each server {}", times.size(),
				took, most, limit, this.cluster.countByProcess(RatedJob.STARTS));
		assertThat(times).hasSizeGreaterThanOrEqualTo(STARTS);
		assertThat(most(times, ASSERTED)).isLessThanOrEqualTo(limit);
	}

	private long starts() {
		return this.cluster.collection(RatedJob.STARTS).countDocuments();
	}

	private static int most(List<Long> sorted, int length) {
		int most = 0;
		for (int first = 0, last = 0; last < sorted.size(); last++) {
			while (sorted.get(last) - sorted.get(first) >= length) {
				first++;
			}
			most = Math.max(most, last - first + 1);
		}
		return most;
	}

	@Test
	@Timeout(900)
	void oneJobIsCreatedForEachKeyWhoeverIsKilled() {
		List<ChildProcess> servers = new ArrayList<>();
		for (int i = 1; i <= 4; i++) {
			servers.add(this.cluster.start("server" + i, "rocketjob.server.heartbeat-interval=1s"));
		}
		this.cluster.awaitRunning(servers.toArray(ChildProcess[]::new));
		for (int seed = 1; seed <= 8; seed++) {
			this.cluster.rocketJob().create(KeyCreator.class, new KeyCreator.Task(KEYS, seed));
		}
		Cluster.await("a part is created").atMost(LONG).until(() -> keyed() > KEYS / 4);
		servers.get(0).kill();
		Cluster.await("all is done").atMost(LONG).until(() -> this.cluster.unfinished() == 0);
		Cluster.report("{} keys, {} jobs", KEYS, keyed());
		assertThat(keyed()).isEqualTo(KEYS);
		assertThat(this.cluster.collection(KeyedJob.RUNS)
			.countDocuments(new Document("jobs.1", new Document("$exists", true)))).as("keys with two jobs").isZero();
		assertThat(this.cluster.collection("rocketjob.keys").countDocuments()).isEqualTo(KEYS);
	}

	private long keyed() {
		return this.cluster.collection(KeyedJob.RUNS).countDocuments();
	}

}
