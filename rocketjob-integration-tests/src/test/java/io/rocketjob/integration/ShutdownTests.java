package io.rocketjob.integration;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

import com.mongodb.client.model.Filters;
import io.rocketjob.integration.app.LongJob;
import io.rocketjob.integration.app.RunRecorder;
import io.rocketjob.integration.app.WorkJob;
import io.rocketjob.testsupport.ChildProcess;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** A server that is told to stop while it is at work. */
class ShutdownTests {

	private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(4);

	/** What the rest of the application may take to stop. */
	private static final Duration REST = Duration.ofSeconds(2);

	@RegisterExtension
	final Cluster cluster = new Cluster();

	@Test
	@Timeout(120)
	void aServerThatIsToldToStopGivesBackWhatItHasNotDoneAndEndsInTime() {
		ChildProcess stopped = this.cluster.start("stopped",
				"rocketjob.server.shutdown-timeout=" + SHUTDOWN_TIMEOUT.toMillis() + "ms");
		ObjectId server = this.cluster.awaitRunning(stopped).get(0).getObjectId("_id");
		List<ObjectId> sleeping = this.cluster.rocketJob()
			.createAll(LongJob.class, Collections.nCopies(3, new LongJob.Fields(false)));
		ObjectId stubborn = this.cluster.rocketJob().create(LongJob.class, new LongJob.Fields(true)).id();
		this.cluster.rocketJob().createAll(WorkJob.class, Collections.nCopies(2_000, new WorkJob.Fields(20)));
		Cluster.await("long jobs and short ones are at work")
			.until(() -> this.cluster.countByProcess(RunRecorder.ATTEMPTS).getOrDefault("stopped", 0) > 50);

		long before = System.nanoTime();
		stopped.terminate();
		int exitCode = stopped.awaitExit(SHUTDOWN_TIMEOUT.plus(REST));
		Duration took = Duration.ofNanos(System.nanoTime() - before);

		Cluster.report("Ended with {} after {} ms of {}; {} jobs are left", exitCode, took.toMillis(),
				SHUTDOWN_TIMEOUT.toMillis(), this.cluster.unfinished());
		assertThat(exitCode).isIn(0, 143);
		assertThat(this.cluster.servers().find(Filters.eq(server))).as("its server document").isEmpty();
		assertThat(this.cluster.jobs().find(Filters.exists("claim"))).as("jobs that are held").isEmpty();
		assertThat(sleeping).extracting(this::wayBack).containsOnly("queued, because its server stopped");
		assertThat(wayBack(stubborn)).isEqualTo("queued, because its server stopped and it did not react");
		assertThat(this.cluster.jobs().countDocuments(Filters.eq("claimable", true)))
			.isEqualTo(this.cluster.jobs().countDocuments());

		ChildProcess next = this.cluster.start("next");
		this.cluster.awaitRunning(next);
		this.cluster.awaitAllDone();
		assertThat(sleeping).extracting((id) -> this.cluster.job(id).getString("state")).containsOnly("completed");
		assertThat(this.cluster.job(stubborn).getString("state")).isEqualTo("completed");
		assertThat(this.cluster.jobs().countDocuments()).as("the kept jobs").isEqualTo(sleeping.size() + 1);
		assertThat(this.cluster.collection(RunRecorder.ATTEMPTS).countDocuments())
			.as("only the jobs that were given back ran twice")
			.isEqualTo(2_000 + 2 * (sleeping.size() + 1));
	}

	private String wayBack(ObjectId id) {
		Document job = this.cluster.job(id);
		List<Document> history = job.getList("history", Document.class);
		Document last = history.get(history.size() - 1);
		return last.getString("to") + ", because " + last.getString("reason");
	}

}
