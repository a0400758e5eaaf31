package io.rocketjob.integration;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

import com.mongodb.client.model.Filters;
import io.rocketjob.BatchInstance;
import io.rocketjob.JobState;
import io.rocketjob.integration.app.LinesBatch;
import io.rocketjob.integration.app.RunRecorder;
import io.rocketjob.integration.app.WorkJob;
import io.rocketjob.testsupport.ChildProcess;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A database that dies under load and comes back. */
class OutageTests {

	private static final int JOBS = 1_000;

	private static final int OUTAGES = Integer.getInteger("rocketjob.test.outages", 1);

	private static final int RECORDS = Integer.getInteger("rocketjob.test.outage-records", 60_000);

	private static final int JOBS_BESIDE = Integer.getInteger("rocketjob.test.outage-jobs", 200);

	@RegisterExtension
	final Cluster cluster = new Cluster();

	@TempDir
	Path directory;

	@BeforeAll
	static void needsADatabaseThatCanBeKilled() {
		assumeTrue(DatabaseServer.canBeKilled(),
				() -> "Skipped: no command kills and starts the given database server again; set "
						+ DatabaseServer.KILL_VARIABLE + " and " + DatabaseServer.START_VARIABLE);
	}

	@Test
	@Timeout(150)
	void serversGoOnByThemselvesWhenTheDatabaseHasBeenKilledAndIsBack() {
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
			long stored = completedOnceItAnswers();
			assertThat(stored).as("completed jobs after the restart").isGreaterThanOrEqualTo(completedBefore);
			Cluster.await("jobs are completed again").until(() -> completed() > stored);
			Cluster.report(
					"Outage {}: {} jobs were completed, the first one after it came {} ms after the restart began",
					outage, stored, Duration.ofNanos(System.nanoTime() - before).toMillis());
		}
		this.cluster.awaitAllDone();
		assertThat(completed()).as("completed jobs").isEqualTo(JOBS);
		assertThat(this.cluster.jobs().countDocuments()).isEqualTo(JOBS);
		assertThat(
				this.cluster.collection(RunRecorder.ATTEMPTS).distinct("job", ObjectId.class).into(new ArrayList<>()))
			.as("jobs that were run")
			.containsExactlyInAnyOrderElementsOf(jobs);
		Cluster.report("{} runs of {} jobs: {}", this.cluster.collection(RunRecorder.ATTEMPTS).countDocuments(), JOBS,
				this.cluster.countByProcess(RunRecorder.ATTEMPTS));
		assertThat(servers).allMatch(ChildProcess::isAlive);
		assertThat(this.cluster.awaitRunning(servers)).extracting((server) -> server.getObjectId("_id"))
			.as("nobody was declared dead by one that was back earlier")
			.isEqualTo(registered.stream().map((server) -> server.getObjectId("_id")).toList());
	}

	@Test
	@Timeout(600)
	void aBatchAndJobsLoseNothingThoughServersAndTheDatabaseAreKilled() throws IOException {
		DatabaseServer database = this.cluster.useKillableDatabase();
		List<ChildProcess> living = new ArrayList<>(List.of(start(1), start(2), start(3)));
		this.cluster.awaitRunning(living.toArray(ChildProcess[]::new));
		BatchInstance<LinesBatch.Fields> batch = this.cluster.rocketJob()
			.batch(LinesBatch.class)
			.fields(new LinesBatch.Fields(0, LinesBatch.Fields.NEVER))
			.upload(Lines.of(RECORDS))
			.create();
		List<ObjectId> jobs = this.cluster.rocketJob()
			.createAll(WorkJob.class,
					IntStream.range(0, JOBS_BESIDE).mapToObj((i) -> new WorkJob.Fields(5 + i % 16)).toList());
		Set<String> killed = new TreeSet<>();
		for (int outage = 1; outage <= OUTAGES; outage++) {
			int share = 100 * outage / (OUTAGES + 2);
			Cluster.await(share + "% are done").until(() -> batch.reload().status().percentComplete() >= share);
			ChildProcess victim = living.remove(0);
			victim.kill();
			killed.add(victim.name());
			database.kill();
			living.add(start(3 + outage));
			database.restart();
		}
		Cluster.await("the batch is completed")
			.atMost(Duration.ofMinutes(5))
			.until(() -> batch.reload().state() == JobState.COMPLETED);
		Cluster.await("the jobs are completed and destroyed").until(() -> this.cluster.jobs().countDocuments() == 1);
		Lines.assertComplete(batch, Lines.of(RECORDS), this.directory);
		long again = this.cluster.assertRunAgainOnlyFor(killed, jobs);
		Cluster.report("{} records and {} jobs, {} servers and the database killed {} times, {} runs more than jobs",
				RECORDS, JOBS_BESIDE, killed.size(), OUTAGES, again);
		assertThat(living).allMatch(ChildProcess::isAlive);
	}

	private ChildProcess start(int number) {
		return this.cluster.start("server" + number, "rocketjob.server.heartbeat-interval=500ms");
	}

	private long completedOnceItAnswers() {
		long[] completed = new long[1];
		Cluster.await("the database answers").until(() -> {
			completed[0] = completed();
			return true;
		});
		return completed[0];
	}

	private long completed() {
		return this.cluster.jobs().countDocuments(Filters.eq("state", "completed"));
	}

}
