package io.rocketjob.integration;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.rocketjob.integration.app.LimitedJob;
import io.rocketjob.integration.app.RunRecorder;
import io.rocketjob.integration.app.RunningCounter;
import io.rocketjob.testsupport.ChildProcess;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Jobs of which only some may run at a time, on servers that are killed. */
class ThrottleTests {

	/** Fewer than one would like, so that the build is quick. */
	private static final int JOBS = Integer.getInteger("rocketjob.test.limited-jobs", 500);

	private static final int KILLS = Cluster.kills(2);

	@RegisterExtension
	final Cluster cluster = new Cluster();

	private int started;

	@Test
	@Timeout(150)
	void neverMoreThanTheLimitRunAndThePlacesOfTheDeadComeBack() {
		this.cluster.rocketJob().createAll(LimitedJob.class, Collections.nCopies(JOBS, null));
		List<ChildProcess> living = new ArrayList<>(List.of(start(), start(), start(), start()));
		this.cluster.awaitRunning(living.toArray(ChildProcess[]::new));
		for (int kill = 1; kill <= KILLS; kill++) {
			long share = (long) JOBS * kill / (KILLS + 2);
			Cluster.await("a part is done")
				.until(() -> this.cluster.collection(RunRecorder.RUNS).countDocuments() > share);
			ChildProcess victim = living.remove(0);
			victim.kill();
			// long before its places come back
			RunningCounter.forget(this.cluster.collection(RunningCounter.COLLECTION),
					new Document("process", victim.name()));
			living.add(start());
		}
		this.cluster.awaitAllDone();
		assertThat(this.cluster.jobs().countDocuments()).as("all jobs are completed and destroyed").isZero();
		assertThat(this.cluster.collection(RunRecorder.RUNS).countDocuments()).isEqualTo(JOBS);
		assertThat(this.cluster.collection(RunningCounter.EXCEEDED).find()).isEmpty();
		Document counter = this.cluster.collection(RunningCounter.COLLECTION).find().first();
		Cluster.report("{} jobs, {} servers killed, runs {}, at a time at most {}, of each server {}", JOBS, KILLS,
				counter.get("entered"), counter.get("most"), this.cluster.countByProcess(RunRecorder.RUNS));
		assertThat(counter.getInteger("most")).isEqualTo(LimitedJob.LIMIT);
		assertThat(counter.getList("present", Document.class)).isEmpty();
	}

	private ChildProcess start() {
		this.started++;
		return this.cluster.start("server" + this.started);
	}

}
