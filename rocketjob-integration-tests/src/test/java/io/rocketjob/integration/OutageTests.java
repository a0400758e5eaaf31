package io.rocketjob.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import com.mongodb.client.model.Filters;
import io.rocketjob.embedded.TestDatabase;
import io.rocketjob.integration.app.RunRecorder;
import io.rocketjob.integration.app.WorkJob;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A database that dies under load and comes back. */
class OutageTests {

	private static final int JOBS = 1_000;

	private static final int OUTAGES = Integer.getInteger("rocketjob.test.outages", 1);

	@RegisterExtension
	final Cluster cluster = new Cluster();

	@Test
	@Timeout(150)
	void serversGoOnByThemselvesWhenTheDatabaseHasBeenKilledAndIsBack() {
		assumeTrue(TestDatabase.get().isEmbedded(),
				"Skipped: the database server was given, so this test must not kill it");
		DatabaseServer database = this.cluster.useKillableDatabase();
		ChildProcess[] servers = { this.cluster.start("first"), this.cluster.start("second") };
		List<Document> registered = this.cluster.awaitRunning(servers);
		List<ObjectId> jobs = this.cluster.rocketJob()
			.createAll(WorkJob.class, IntStream.range(0, JOBS).mapToObj((i) -> new WorkJob.Fields(5 + i % 16)).toList(),
					(options) -> options.destroyOnComplete(false));
		for (int outage = 1; outage <= OUTAGES; outage++) {
			long completedBefore = (long) JOBS * outage / (OUTAGES + 2);
			Cluster.await(completedBefore + " jobs are completed").until(() -> completed() >= completedBefore);
			database.kill();
			long before = System.nanoTime();
			database.restart();
			long stored = completed();
			assertThat(stored).as("completed jobs after the restart").isGreaterThanOrEqualTo(completedBefore);
			Cluster.await("jobs are completed again").until(() -> completed() > stored);
			System.out.println("Outage " + outage + ": " + stored + " jobs were completed, the first one after it came "
					+ Duration.ofNanos(System.nanoTime() - before).toMillis() + " ms after the restart began");
		}
		this.cluster.awaitAllDone();
		assertThat(completed()).as("completed jobs").isEqualTo(JOBS);
		assertThat(this.cluster.jobs().countDocuments()).isEqualTo(JOBS);
		assertThat(
				this.cluster.collection(RunRecorder.ATTEMPTS).distinct("job", ObjectId.class).into(new ArrayList<>()))
			.as("jobs that were run")
			.containsExactlyInAnyOrderElementsOf(jobs);
		System.out.println(this.cluster.collection(RunRecorder.ATTEMPTS).countDocuments() + " runs of " + JOBS
				+ " jobs: " + this.cluster.countByProcess(RunRecorder.ATTEMPTS));
		assertThat(servers).allMatch(ChildProcess::isAlive)
			.extracting(ChildProcess::printed)
			.allMatch((log) -> log.contains("The database is away; the end of "));
		assertThat(this.cluster.awaitRunning(servers)).extracting((server) -> server.getObjectId("_id"))
			.as("nobody was declared dead by one that was back earlier")
			.isEqualTo(registered.stream().map((server) -> server.getObjectId("_id")).toList());
	}

	private long completed() {
		return this.cluster.jobs().countDocuments(Filters.eq("state", "completed"));
	}

}
