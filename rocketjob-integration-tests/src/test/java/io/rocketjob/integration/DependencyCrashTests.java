package io.rocketjob.integration;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

import io.rocketjob.integration.app.PlainJob;
import io.rocketjob.integration.app.RunRecorder;
import io.rocketjob.testsupport.ChildProcess;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Servers that are killed while jobs wait for those that they run. */
class DependencyCrashTests {

	private static final int CHAINS = 100;

	private static final int LENGTH = 4;

	private static final int MILLIS = 10;

	private static final int KILLS = Cluster.kills(2);

	@RegisterExtension
	final Cluster cluster = new Cluster();

	private int started;

	@Test
	@Timeout(180)
	void aJobRunsOnceAfterTheOneThatItWaitsForThoughItsServerWasKilled() {
		List<ChildProcess> servers = List.of(start(), start());
		this.cluster.awaitRunning(servers.toArray(ChildProcess[]::new));
		ObjectId first = create(3_000);
		List<ObjectId> waiting = IntStream.range(0, 3).mapToObj((i) -> create(MILLIS, first)).toList();
		Cluster.await("the first job runs").until(() -> this.cluster.attempts(first).size() == 1);
		String holder = this.cluster.attempts(first).get(0).getString("process");
		servers.stream().filter((server) -> server.name().equals(holder)).forEach(ChildProcess::kill);
		this.cluster.awaitAllDone();
		List<Document> attempts = this.cluster.attempts(first);
		assertThat(attempts).hasSize(2);
		Date end = Date.from(attempts.get(1).getDate("at").toInstant().plusMillis(3_000));
		for (ObjectId job : waiting) {
			assertThat(this.cluster.attempts(job)).singleElement()
				.satisfies((run) -> assertThat(run.getDate("at")).isAfterOrEqualTo(end));
		}
	}

	@Test
	@Timeout(240)
	void chainsOfJobsRunInTheirOrderThoughServersAreKilled() {
		List<ChildProcess> living = new ArrayList<>(List.of(start(), start(), start()));
		List<List<ObjectId>> chains = IntStream.range(0, CHAINS).mapToObj((i) -> chain()).toList();
		this.cluster.awaitRunning(living.toArray(ChildProcess[]::new));
		Set<String> killed = new TreeSet<>();
		for (int kill = 0; kill < KILLS; kill++) {
			int done = (kill + 1) * CHAINS * LENGTH / (KILLS + 2);
			Cluster.await(done + " jobs have begun").until(() -> begun() >= done);
			ChildProcess victim = living.remove(kill % living.size());
			victim.kill();
			killed.add(victim.name());
			living.add(start());
		}
		this.cluster.awaitAllDone();
		for (List<ObjectId> chain : chains) {
			Date end = new Date(0);
			for (ObjectId job : chain) {
				List<Document> attempts = this.cluster.attempts(job);
				assertThat(attempts).as("runs of %s", job).isNotEmpty();
				assertThat(attempts.get(0).getDate("at")).isAfterOrEqualTo(end);
				assertThat(attempts.subList(0, attempts.size() - 1)).as("runs that were repeated: %s", attempts)
					.allMatch((run) -> killed.contains(run.getString("process")));
				end = Date.from(attempts.get(attempts.size() - 1).getDate("at").toInstant().plusMillis(MILLIS));
			}
		}
		long waitedFor = CHAINS * (LENGTH - 1);
		assertThat(this.cluster.jobs().countDocuments()).as("those are kept for a while that others have waited for")
			.isEqualTo(waitedFor);
		Cluster.await("all ends are told")
			.until(() -> this.cluster.jobs()
				.countDocuments(new Document("state", "completed").append("dependents", null)) == waitedFor);
	}

	private List<ObjectId> chain() {
		List<ObjectId> chain = new ArrayList<>(List.of(create(MILLIS)));
		while (chain.size() < LENGTH) {
			chain.add(create(MILLIS, chain.get(chain.size() - 1)));
		}
		return chain;
	}

	private ObjectId create(int millis, ObjectId... after) {
		return this.cluster.rocketJob()
			.create(PlainJob.class, new PlainJob.Fields(millis), (options) -> options.after(after))
			.id();
	}

	private ChildProcess start() {
		this.started++;
		return this.cluster.start("server" + this.started, "rocketjob.server.heartbeat-interval=500ms");
	}

	private long begun() {
		return this.cluster.collection(RunRecorder.ATTEMPTS).countDocuments();
	}

}
