package io.rocketjob.integration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import com.mongodb.client.model.Filters;
import io.rocketjob.integration.app.HeldJob;
import io.rocketjob.integration.app.HeldJob.Ending;
import io.rocketjob.integration.app.RunRecorder;
import io.rocketjob.integration.app.Signals;
import io.rocketjob.integration.app.WorkJob;
import io.rocketjob.testsupport.ChildProcess;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** A server that was frozen for so long that it was declared dead, and comes back. */
class FreezeTests {

	private static final String HEARTBEAT = "rocketjob.server.heartbeat-interval=500ms";

	@RegisterExtension
	final Cluster cluster = new Cluster();

	@Test
	@Timeout(120)
	void aServerThatComesBackFromTheDeadChangesNothingAndTakesPartAgain() {
		ChildProcess frozen = this.cluster.start("frozen", HEARTBEAT);
		ChildProcess other = this.cluster.start("other", HEARTBEAT, "app.gated=true");
		ObjectId oldId = this.cluster.awaitRunning(frozen).get(0).getObjectId("_id");
		List<ObjectId> jobs = this.cluster.rocketJob()
			.createAll(HeldJob.class,
					Arrays.stream(Ending.values()).map((ending) -> new HeldJob.Fields(ending, "as created")).toList());
		Cluster.await("the first server has begun all jobs")
			.until(() -> jobs.stream().allMatch((job) -> this.cluster.attempts(job).size() == 1));
		this.cluster.openGate(other);
		this.cluster.awaitRunning(other);

		frozen.freeze();
		List<Document> ended = awaitCompletedByOther(jobs);
		assertThat(this.cluster.servers().find(Filters.eq(oldId))).as("the frozen server").isEmpty();

		this.cluster.signal(Signals.GO_ON);
		frozen.thaw();
		frozen.awaitPrinted("Server frozen .*declared dead", Cluster.PATIENCE);
		for (ObjectId job : jobs) {
			frozen.awaitPrinted("Lost the claim on HeldJob " + job, Cluster.PATIENCE);
			assertThat(this.cluster.attempts(job)).extracting((attempt) -> attempt.getString("progress"))
				.as("what became of telling the progress")
				.containsExactly("refused", null);
		}
		assertThat(jobs).extracting(this.cluster::job).isEqualTo(ended);

		ObjectId newId = this.cluster.awaitRunning(frozen).get(0).getObjectId("_id");
		assertThat(newId).isNotEqualTo(oldId);
		this.cluster.rocketJob().createAll(WorkJob.class, Collections.nCopies(500, new WorkJob.Fields(10)));
		this.cluster.awaitAllDone();
		assertThat(this.cluster.countByProcess(RunRecorder.ATTEMPTS).get("frozen"))
			.as("runs of the server that came back")
			.isGreaterThan(jobs.size());
		Cluster.report("Runs begun by each server: {}", this.cluster.countByProcess(RunRecorder.ATTEMPTS));
	}

	private List<Document> awaitCompletedByOther(List<ObjectId> jobs) {
		Cluster.await("the other server has completed all jobs")
			.until(() -> jobs.stream().allMatch((job) -> "completed".equals(this.cluster.job(job).getString("state"))));
		List<Document> ended = new ArrayList<>();
		for (ObjectId id : jobs) {
			Document job = this.cluster.job(id);
			assertThat(job.getString("result")).isEqualTo(HeldJob.RESULT);
			assertThat(job.getString("workerName")).startsWith("other:");
			assertThat(job.get("fields", Document.class).getString("note")).isEqualTo("as created");
			assertThat(job.getList("history", Document.class)).extracting((entry) -> entry.getString("to"))
				.containsExactly("running", "queued", "running", "completed");
			ended.add(job);
		}
		return ended;
	}

}
