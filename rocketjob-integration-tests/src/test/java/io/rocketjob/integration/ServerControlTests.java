package io.rocketjob.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

import com.mongodb.client.model.Filters;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.ServerFilter;
import io.rocketjob.ServerInstance;
import io.rocketjob.ServerState;
import io.rocketjob.Servers;
import io.rocketjob.WorkerActivity;
import io.rocketjob.integration.app.LongJob;
import io.rocketjob.integration.app.RunRecorder;
import io.rocketjob.integration.app.WorkJob;
import io.rocketjob.testsupport.ChildProcess;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Servers that are told what to do by another process, while they work. */
class ServerControlTests {

	/** How long it usually takes at most until what was told can be seen. */
	private static final Duration VISIBLE = Duration.ofSeconds(2);

	@RegisterExtension
	final Cluster cluster = new Cluster();

	private final List<Long> millis = new ArrayList<>();

	@Test
	@Timeout(120)
	void serversDoWhatTheyAreToldAndNothingIsLost() {
		ChildProcess north = start("north");
		ChildProcess south = start("south");
		ChildProcess west = start("west");
		this.cluster.awaitRunning(north, south, west);
		RocketJobTemplate rocketJob = this.cluster.rocketJob();
		Servers servers = rocketJob.servers();

		servers.pause();
		awaitAll(servers, (server) -> server.state() == ServerState.PAUSED);
		List<ObjectId> jobs = rocketJob.createAll(LongJob.class, Collections.nCopies(6, new LongJob.Fields(false)));
		servers.get("north").maxWorkers(2);
		awaitAll(servers, (server) -> server.maxWorkers() == (server.name().equals("north") ? 2 : 3));
		ServerFilter filter = new ServerFilter(null, "Long", null);
		servers.get("west").filter(filter);
		awaitAll(servers, (server) -> server.filter().equals(filter) == server.name().equals("west"));
		assertThat(this.cluster.countByProcess(RunRecorder.ATTEMPTS)).as("runs while all are paused").isEmpty();
		servers.resume();
		awaitAll(servers, (server) -> server.state() == ServerState.RUNNING);

		// two by north and three by south, and none by west; one waits
		Cluster.await("five long jobs are at work").until(() -> attempts() == 5);
		rocketJob.createAll(WorkJob.class, Collections.nCopies(200, new WorkJob.Fields(20)));
		ServerInstance killed = servers.get("south");
		List<WorkerActivity> atWork = killed.activeWorkers();
		assertThat(atWork).extracting(WorkerActivity::jobClass).containsOnly("LongJob").hasSize(3);
		assertThat(killed.threadDump(atWork.get(0).worker(), Cluster.PATIENCE)).contains(LongJob.class.getName());
		killed.kill();
		awaitThat(() -> servers.find("south").isEmpty());
		assertThat(south.awaitExit(Duration.ofSeconds(10))).as("it had nothing else to do").isZero();

		servers.get("west").filter(ServerFilter.NONE);
		Cluster.await("the jobs of south have run again, but for one that waited")
			.until(() -> atWork.stream().allMatch((each) -> this.cluster.attempts(each.jobId()).size() == 2));
		killFirstRuns(servers.list());
		this.cluster.awaitAllDone();
		assertThat(jobs).extracting((id) -> this.cluster.job(id).getString("state")).containsOnly("completed");
		assertThat(jobs).extracting((id) -> this.cluster.attempts(id).size()).containsOnly(2);
		assertThat(attempts()).as("each short job has run").isEqualTo(200 + 2 * jobs.size());

		servers.get("north").stopWorker("north:1");
		servers.get("west").stop();
		awaitThat(() -> servers.find("west").isEmpty());
		assertThat(west.awaitExit(Duration.ofSeconds(10))).isZero();
		awaitThat(() -> !servers.get("north").threadDump(Cluster.PATIENCE).contains("worker north:1\n"));
		assertThat(servers.list()).singleElement().extracting(ServerInstance::workers).isEqualTo(2);
		assertThat(this.cluster.jobs().find(Filters.exists("claim"))).as("jobs that are held").isEmpty();

		Cluster.report("Visible after (ms): {}", this.millis);
		assertThat(this.millis.stream().sorted().toList().get(this.millis.size() / 2)).isLessThan(VISIBLE.toMillis());
	}

	private ChildProcess start(String name) {
		// one by one, so that each job is known to be at a worker at once
		return this.cluster.start(name, "rocketjob.server.name=" + name, "rocketjob.server.max-workers=3",
				"rocketjob.server.max-group-size=1");
	}

	private long attempts() {
		return this.cluster.countByProcess(RunRecorder.ATTEMPTS).values().stream().mapToInt(Integer::intValue).sum();
	}

	/** They would take a minute. */
	private void killFirstRuns(Collection<ServerInstance> servers) {
		Cluster.await("no job is left")
			.pollInterval(Duration.ofMillis(300))
			.until(() -> killFirstRunsNow(servers) == 0 && this.cluster.unfinished() == 0);
	}

	private int killFirstRunsNow(Collection<ServerInstance> servers) {
		int count = 0;
		for (ServerInstance server : servers) {
			for (WorkerActivity each : server.activeWorkers()) {
				if (each.jobClass().equals("LongJob") && this.cluster.attempts(each.jobId()).size() == 1) {
					server.killWorker(each.worker());
					count++;
				}
			}
		}
		return count;
	}

	private void awaitAll(Servers servers, Predicate<ServerInstance> which) {
		awaitThat(() -> servers.list().size() == 3 && servers.list().stream().allMatch(which));
	}

	private void awaitThat(Callable<Boolean> condition) {
		long start = System.nanoTime();
		Cluster.await("what was told is visible").until(condition);
		this.millis.add(Duration.ofNanos(System.nanoTime() - start).toMillis());
	}

}
