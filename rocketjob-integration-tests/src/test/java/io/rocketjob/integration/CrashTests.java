package io.rocketjob.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import com.mongodb.client.model.Filters;
import io.rocketjob.Job;
import io.rocketjob.integration.app.PlainJob;
import io.rocketjob.integration.app.RunRecorder;
import io.rocketjob.integration.app.WorkJob;
import io.rocketjob.testsupport.ChildProcess;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Servers that are killed in the middle of their work. */
class CrashTests {

	private static final int KILLS = Cluster.kills(2);

	private static final int BACKLOG = 500;

	private static final Duration SETTLING = Duration.ofMillis(300);

	@RegisterExtension
	final Cluster cluster = new Cluster();

	private final List<ObjectId> created = new ArrayList<>();

	private IntFunction<List<ObjectId>> creator;

	private String[] properties;

	private int started;

	@Test
	@Timeout(150)
	void noJobIsLostAndOnlyThoseRunTwiceWhoseServerWasKilled() {
		killServers(WorkJob.class, WorkJob.Fields::new, "rocketjob.server.max-group-size=1");
	}

	@Test
	@Timeout(150)
	void norIsItWhenJobsAreClaimedAndEndedInGroups() {
		killServers(PlainJob.class, PlainJob.Fields::new, "rocketjob.server.max-group-size=200");
	}

	private <F> void killServers(Class<? extends Job<F>> jobClass, IntFunction<F> fields, String... properties) {
		this.creator = (count) -> this.cluster.rocketJob()
			.createAll(jobClass, IntStream.range(0, count).mapToObj((i) -> fields.apply(5 + i % 16)).toList());
		this.properties = properties;
		List<ChildProcess> living = new ArrayList<>(List.of(start(), start(), start()));
		Set<String> killed = new TreeSet<>();
		long heldAtDeath = 0;
		long begunAtDeath = 0;
		for (int kill = 0; kill < KILLS; kill++) {
			ChildProcess victim = living.remove(kill % living.size());
			Document document = this.cluster.awaitRunning(victim).get(0);
			Cluster.await(victim.name() + " is at work").until(() -> {
				topUp();
				return begun(victim) >= 10 && held(document) > 0;
			});
			victim.kill();
			killed.add(victim.name());
			// a server may have ended all it held in the moment before
			heldAtDeath += held(document);
			begunAtDeath += heldAndBegun(victim, document);
			living.add(start());
		}
		this.cluster.awaitRunning(living.toArray(ChildProcess[]::new));
		this.cluster.awaitAllDone();
		assertThat(this.cluster.jobs().countDocuments()).as("all jobs are completed and destroyed").isZero();
		long twice = this.cluster.assertRunAgainOnlyFor(killed, this.created);
		Cluster.report(
				"{} jobs, {} servers killed, {} jobs held by the dead, {} of them begun, {} runs more than jobs, attempts of each server {}",
				this.created.size(), KILLS, heldAtDeath, begunAtDeath, twice,
				this.cluster.countByProcess(RunRecorder.ATTEMPTS));
		assertThat(heldAtDeath).as("jobs that a server held when it was killed").isPositive();
		assertThat(twice).isBetween(begunAtDeath, heldAtDeath);
		assertThat(living).allMatch(ChildProcess::isAlive);
		Cluster.await("the dead are forgotten").until(() -> this.cluster.servers().countDocuments() == living.size());
		assertThat(this.cluster.servers().find().map((server) -> server.getString("name")))
			.as("the servers that are left")
			.containsExactlyInAnyOrderElementsOf(living.stream().map(ChildProcess::name).toList());
	}

	private ChildProcess start() {
		this.started++;
		return this.cluster.start("server" + this.started, this.properties);
	}

	private void topUp() {
		int missing = Math.max(0, (int) (BACKLOG - this.cluster.unfinished()));
		this.created.addAll(this.creator.apply(missing));
	}

	private long held(Document server) {
		return this.cluster.jobs().countDocuments(Filters.eq("claim.server", server.getObjectId("_id")));
	}

	private long heldAndBegun(ChildProcess victim, Document server) {
		// what the dead had sent may be stored a moment after its end
		LockSupport.parkNanos(SETTLING.toNanos());
		List<ObjectId> held = this.cluster.jobs()
			.find(Filters.eq("claim.server", server.getObjectId("_id")))
			.map((job) -> job.getObjectId("_id"))
			.into(new ArrayList<>());
		return this.cluster.collection(RunRecorder.ATTEMPTS)
			.distinct("job", Filters.and(Filters.in("job", held), Filters.eq("process", victim.name())), ObjectId.class)
			.into(new ArrayList<>())
			.size();
	}

	private int begun(ChildProcess server) {
		return this.cluster.countByProcess(RunRecorder.ATTEMPTS).getOrDefault(server.name(), 0);
	}

}
