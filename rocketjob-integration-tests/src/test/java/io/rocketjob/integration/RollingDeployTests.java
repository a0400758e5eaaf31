package io.rocketjob.integration;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import com.mongodb.client.model.Filters;
import io.rocketjob.BatchInstance;
import io.rocketjob.ServerInstance;
import io.rocketjob.integration.app.CronJobs;
import io.rocketjob.integration.app.LinesBatch;
import io.rocketjob.integration.app.PlainJob;
import io.rocketjob.integration.app.RunRecorder;
import io.rocketjob.testsupport.ChildProcess;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Servers of this build and of an older one, on one database. */
class RollingDeployTests {

	private static final String[] PROPERTIES = { "rocketjob.server.heartbeat-interval=500ms",
			"rocketjob.server.max-workers=4" };

	private static final int LINES = 20_000;

	private static final int JOBS = 100;

	@TempDir
	private Path directory;

	@RegisterExtension
	final Cluster cluster = new Cluster();

	@Test
	@Timeout(180)
	void serversOfTwoBuildsShareJobsAndSlicesAndTakeOverFromEachOther() throws IOException {
		ChildProcess older = this.cluster.startOlder("older", PROPERTIES);
		Document first = this.cluster.awaitRunning(older).get(0);
		assertThat(first).as("an older build tells no format").doesNotContainKey("format");
		ChildProcess newer = this.cluster.start("newer", PROPERTIES);
		Document second = this.cluster.awaitRunning(newer).get(0);
		assertThat(second).containsKey("format");
		List<String> lines = Lines.of(LINES);
		BatchInstance<LinesBatch.Fields> batch = this.cluster.rocketJob()
			.batch(LinesBatch.class)
			.fields(new LinesBatch.Fields(4, "nothing"))
			.upload(lines)
			.create();
		assertThat(this.cluster.rocketJob().servers().list()).extracting(ServerInstance::name)
			.contains("older", "newer");
		Cluster.await("both hold slices").until(() -> holdsSlices(batch, first) && holdsSlices(batch, second));
		Cluster.await("both run jobs").until(() -> bothRun(older, newer));
		older.kill();
		Cluster.await("the newer server takes over").until(() -> !isRegistered(first));
		ChildProcess another = this.cluster.startOlder("another", PROPERTIES);
		this.cluster.awaitRunning(another);
		Cluster.await("the older build runs jobs").until(() -> bothRun(another, newer));
		newer.kill();
		Cluster.await("the older server takes over").until(() -> !isRegistered(second));
		this.cluster.awaitAllDone();
		Lines.assertComplete(batch, lines, this.directory);
		Cluster.report("Runs of each server {}", this.cluster.countByProcess(RunRecorder.ATTEMPTS));
	}

	@Test
	@Timeout(120)
	void schedulesGoOnWhenServersAreReplacedByThoseOfAnotherBuild() {
		String each = "app.schedule=* * * * * * UTC";
		ChildProcess older = this.cluster.startOlder("older", each, PROPERTIES[0]);
		this.cluster.awaitRunning(older);
		ChildProcess newer = this.cluster.start("newer", each, PROPERTIES[0]);
		this.cluster.awaitRunning(newer);
		Cluster.await("both run what falls due").until(() -> runs(older) > 20 && runs(newer) > 20);
		assertOneEach();
		older.terminate();
		older.awaitExit(Cluster.PATIENCE);
		int before = runs(newer);
		Cluster.await("the newer goes on").until(() -> runs(newer) > before + CronJobs.CLASSES);
		assertOneEach();
		ChildProcess back = this.cluster.startOlder("back", each, PROPERTIES[0]);
		this.cluster.awaitRunning(back);
		newer.kill();
		Cluster.await("the older goes on").until(() -> runs(back) > 2 * CronJobs.CLASSES);
		assertOneEach();
	}

	@Test
	@Timeout(60)
	void aServerThatDoesNotKnowWhatIsStoredDoesNotStart() {
		this.cluster.rocketJob().create(PlainJob.class, new PlainJob.Fields(1));
		this.cluster.collection("rocketjob.format")
			.updateOne(new Document("_id", "stored"), new Document("$inc", new Document("version", 1)));
		ChildProcess server = this.cluster.start("server", PROPERTIES);
		server.awaitExit(Cluster.PATIENCE);
		assertThat(server.printed()).contains("are stored in format 2, by a newer version of Rocket Job",
				"Start the version of Rocket Job that the other servers of this database have");
		assertThat(this.cluster.countByProcess(RunRecorder.ATTEMPTS)).isEmpty();
		assertThat(this.cluster.jobs().countDocuments()).isEqualTo(1);
	}

	/** Gives them more to do until each has run something. */
	private boolean bothRun(ChildProcess one, ChildProcess other) {
		if (this.cluster.jobs().countDocuments(Filters.eq("type", "PlainJob")) < JOBS) {
			this.cluster.rocketJob()
				.createAll(PlainJob.class,
						IntStream.range(0, JOBS).mapToObj((i) -> new PlainJob.Fields(20 + i % 16)).toList());
		}
		return runs(one) > 0 && runs(other) > 0;
	}

	private int runs(ChildProcess server) {
		return this.cluster.countByProcess(RunRecorder.ATTEMPTS).getOrDefault(server.name(), 0);
	}

	private boolean holdsSlices(BatchInstance<?> batch, Document server) {
		return this.cluster.collection("rocketjob.inputs." + batch.id() + ".main")
			.countDocuments(Filters.eq("claim.server", server.getObjectId("_id"))) > 0;
	}

	private boolean isRegistered(Document server) {
		return this.cluster.servers().countDocuments(Filters.eq("_id", server.getObjectId("_id"))) > 0;
	}

	private void assertOneEach() {
		Cluster.await("one job of each class is there")
			.until(() -> this.cluster.jobs()
				.countDocuments(new Document("unique", new Document("$exists", true))) == CronJobs.CLASSES);
	}

}
