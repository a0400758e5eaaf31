package io.rocketjob.integration;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import io.rocketjob.integration.app.CronJobs;
import io.rocketjob.integration.app.RunRecorder;
import io.rocketjob.testsupport.ChildProcess;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Schedules when several servers start, are restarted and work at once. */
class CronTests {

	private static final String JANUARY = "app.schedule=0 0 1 1 * UTC";

	private static final String FEBRUARY = "app.schedule=0 0 1 2 * UTC";

	private static final String EACH_SECOND = "app.schedule=* * * * * * UTC";

	@RegisterExtension
	final Cluster cluster = new Cluster();

	@Test
	@Timeout(240)
	void serversThatStartTogetherAndAreReplacedOneByOneKeepOneJobForEachClass() {
		ChildProcess[] servers = IntStream.range(0, 3)
			.mapToObj((i) -> this.cluster.start("server" + i, JANUARY, "app.gated=true"))
			.toArray(ChildProcess[]::new);
		this.cluster.openGate(servers);
		this.cluster.awaitRunning(servers);
		Cluster.await("all first occurrences are there")
			.until(() -> this.cluster.jobs().countDocuments() == CronJobs.CLASSES);
		checkOneEach("-01-01T00:00:00Z");
		for (int i = 0; i < servers.length; i++) {
			servers[i].terminate();
			servers[i].awaitExit(Cluster.PATIENCE);
			if (i == 0) {
				this.cluster.awaitRunning(this.cluster.start("again" + i, FEBRUARY));
			}
			assertThat(this.cluster.jobs().countDocuments()).isEqualTo(CronJobs.CLASSES);
		}
		// a server moves them while it starts to run
		Cluster.await("all are moved").untilAsserted(() -> checkOneEach("-02-01T00:00:00Z"));
	}

	@Test
	@Timeout(120)
	void eachOccurrenceRunsOnceThoughAServerIsKilled() {
		ChildProcess[] servers = IntStream.range(0, 3)
			.mapToObj((i) -> this.cluster.start("server" + i, EACH_SECOND, "app.gated=true",
					"rocketjob.server.heartbeat-interval=500ms"))
			.toArray(ChildProcess[]::new);
		this.cluster.openGate(servers);
		this.cluster.awaitRunning(servers);
		Instant begin = Instant.now();
		Cluster.await("some runs").until(() -> runs() > 4 * CronJobs.CLASSES);
		servers[0].kill();
		Cluster.await("more runs").until(() -> runs() > 8 * CronJobs.CLASSES);
		servers[1].terminate();
		servers[1].awaitExit(Cluster.PATIENCE);
		servers[2].terminate();
		servers[2].awaitExit(Cluster.PATIENCE);
		long seconds = Duration.between(begin, Instant.now()).toSeconds();
		Map<String, Set<ObjectId>> occurrences = new HashMap<>();
		this.cluster.collection(RunRecorder.ATTEMPTS)
			.find(new Document("class", new Document("$exists", true)))
			.forEach((Document run) -> occurrences.computeIfAbsent(run.getString("class"), (first) -> new HashSet<>())
				.add(run.getObjectId("job")));
		assertThat(occurrences).hasSize(CronJobs.CLASSES);
		// not more occurrences than there were seconds; those of the killed server may be
		// late, but nothing ends a series
		assertThat(occurrences.values()).allMatch((jobs) -> jobs.size() <= seconds + 2 && jobs.size() > 3);
		// one that has fallen due while the last server stopped is claimable, and no
		// longer
		// scheduled
		List<String> waiting = this.cluster.jobs()
			.distinct("type", new Document("state", "queued"), String.class)
			.into(new ArrayList<>());
		assertThat(waiting).hasSize(CronJobs.CLASSES);
		assertThat(this.cluster.jobs().countDocuments(new Document("unique", new Document("$exists", true))))
			.isEqualTo(CronJobs.CLASSES);
	}

	private long runs() {
		return this.cluster.collection(RunRecorder.ATTEMPTS).countDocuments();
	}

	private void checkOneEach(String time) {
		Set<String> types = new HashSet<>();
		this.cluster.jobs().find().forEach((Document job) -> {
			assertThat(job.get("runAt", Date.class).toInstant().toString()).endsWith(time);
			types.add(job.getString("type"));
		});
		assertThat(types).hasSize(CronJobs.CLASSES);
		assertThat(this.cluster.jobs().countDocuments()).isEqualTo(CronJobs.CLASSES);
	}

}
