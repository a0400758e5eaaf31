package io.rocketjob.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.mongodb.client.model.Filters;
import io.rocketjob.JobInstance;
import io.rocketjob.integration.app.PlainJob;
import io.rocketjob.integration.app.RunRecorder;
import io.rocketjob.integration.app.SlowJob;
import io.rocketjob.testsupport.ChildProcess;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The order in which servers take jobs that they claim in groups: of jobs that are as
 * urgent, none starts more than a second after one that is younger, and one that is more
 * urgent starts within a second, though some jobs take long. All servers have their
 * share.
 */
class OrderTests {

	private static final int JOBS = 2_000;

	/** One of so many takes long. */
	private static final int SLOW = 100;

	private static final Duration BOUND = Duration.ofSeconds(1);

	@RegisterExtension
	final Cluster cluster = new Cluster();

	@Test
	@Timeout(120)
	void longJobsAmongManyShortOnesDisturbNeitherTheOrderNorTheOtherServers() {
		List<ObjectId> created = new ArrayList<>();
		for (int i = 0; i < JOBS; i++) {
			created.add((i % SLOW == SLOW / 2)
					? this.cluster.rocketJob().create(SlowJob.class, new PlainJob.Fields(400)).id()
					: this.cluster.rocketJob().create(PlainJob.class, new PlainJob.Fields(1)).id());
		}
		ChildProcess[] servers = IntStream.range(0, 2)
			.mapToObj((i) -> this.cluster.start("server" + i, "app.gated=true", "rocketjob.server.max-workers=4"))
			.toArray(ChildProcess[]::new);
		this.cluster.openGate(servers);
		this.cluster.awaitRunning(servers);
		List<JobInstance<PlainJob.Fields>> urgent = new ArrayList<>();
		for (int i = 1; i <= 5; i++) {
			long left = JOBS - i * JOBS / 7L;
			Cluster.await("some jobs are done").until(() -> this.cluster.unfinished() < left);
			urgent.add(this.cluster.rocketJob()
				.create(PlainJob.class, new PlainJob.Fields(1), (options) -> options.priority(1)));
		}
		this.cluster.awaitAllDone();
		Map<ObjectId, Date> starts = starts();
		checkOrder(created, starts);
		urgent.forEach((job) -> assertThat(starts.get(job.id()).toInstant()).as("start of an urgent job")
			.isBefore(job.createdAt().plus(BOUND)));
		Map<String, Integer> shares = this.cluster.countByProcess(RunRecorder.ATTEMPTS);
		Cluster.report("Runs of each server: {}", shares);
		assertThat(shares.values()).hasSize(2).allMatch((runs) -> runs > JOBS / 5);
		assertThat(this.cluster.collection(RunRecorder.ATTEMPTS).countDocuments(Filters.exists("job")))
			.isEqualTo(JOBS + urgent.size());
	}

	private Map<ObjectId, Date> starts() {
		Map<ObjectId, Date> starts = new HashMap<>();
		this.cluster.collection(RunRecorder.ATTEMPTS)
			.find()
			.forEach((Document run) -> starts.put(run.getObjectId("job"), run.getDate("at")));
		return starts;
	}

	private static void checkOrder(List<ObjectId> created, Map<ObjectId, Date> starts) {
		List<ObjectId> youngestFirst = created.stream().sorted(Comparator.reverseOrder()).toList();
		long earliest = Long.MAX_VALUE;
		long latest = 0;
		for (ObjectId job : youngestFirst) {
			long start = starts.get(job).getTime();
			latest = Math.max(latest, start - earliest);
			earliest = Math.min(earliest, start);
		}
		Cluster.report("The greatest delay behind a younger job was {} ms", latest);
		assertThat(Duration.ofMillis(latest)).isLessThan(BOUND);
	}

}
