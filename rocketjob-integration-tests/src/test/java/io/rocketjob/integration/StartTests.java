package io.rocketjob.integration;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import com.mongodb.client.MongoCollection;
import io.rocketjob.integration.app.CountJob;
import io.rocketjob.integration.app.RunRecorder;
import io.rocketjob.integration.app.WorkerApplication;
import io.rocketjob.testsupport.ChildProcess;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** How processes become servers, or do not. */
class StartTests {

	private static final String SAME_NAME = "app.server=same";

	@RegisterExtension
	final Cluster cluster = new Cluster();

	@Test
	@Timeout(120)
	void serversThatStartAtTheSameMomentOnAnEmptyDatabaseGetNamesAndIndexesAndShareTheWork() {
		ChildProcess[] servers = IntStream.rangeClosed(1, 4)
			.mapToObj((number) -> this.cluster.start("server" + number, SAME_NAME, "app.gated=true"))
			.toArray(ChildProcess[]::new);
		this.cluster.openGate(servers);
		List<Document> registered = this.cluster.awaitRunning(servers);
		this.cluster.rocketJob().createAll(CountJob.class, Collections.nCopies(2_000, null));
		this.cluster.awaitAllDone();
		assertThat(registered).extracting((server) -> server.getString("name"))
			.containsExactlyInAnyOrder("same", "same-2", "same-3", "same-4");
		assertThat(this.cluster.servers().countDocuments()).isEqualTo(4);
		assertThat(indexes(this.cluster.jobs())).containsExactlyInAnyOrder("_id_", "claim", "due", "holder", "ended",
				"ended_by_id", "processing", "uploading", "discard", "unique", "waits_for", "linking", "settle",
				"slots", "chain");
		assertThat(indexes(this.cluster.servers())).containsExactlyInAnyOrder("_id_", "server_name");
		assertRunOnceBy(2_000, "server1", "server2", "server3", "server4");
		assertThat(servers).extracting(ChildProcess::printed).noneMatch((log) -> log.contains(" ERROR "));
	}

	@Test
	@Timeout(60)
	void aProcessThatIsNoServerCreatesJobsAndRunsNone() {
		ChildProcess client = this.cluster.start("client", "rocketjob.server.enabled=false",
				"spring.main.keep-alive=true", "app.create=200");
		client.awaitPrinted(WorkerApplication.CREATED, Cluster.PATIENCE);
		assertThat(this.cluster.jobs().countDocuments(new Document("claimable", true))).isEqualTo(200);
		assertThat(this.cluster.servers().countDocuments()).isZero();
		ChildProcess server = this.cluster.start("server");
		this.cluster.awaitRunning(server);
		this.cluster.awaitAllDone();
		assertRunOnceBy(200, "server");
		assertThat(this.cluster.servers().find().map((document) -> document.getString("name")))
			.containsExactly("server");
		assertThat(client.isAlive()).isTrue();
	}

	@Test
	@Timeout(60)
	@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "virtual threads need Java 21")
	void aServerRunsItsJobsOnVirtualThreadsWhenBootIsToldTo() {
		ChildProcess server = this.cluster.start("server", "spring.threads.virtual.enabled=true");
		this.cluster.awaitRunning(server);
		this.cluster.rocketJob().createAll(CountJob.class, Collections.nCopies(2_000, null));
		this.cluster.awaitAllDone();
		assertRunOnceBy(2_000, "server");
		assertThat(this.cluster.collection(RunRecorder.RUNS).countDocuments(new Document("virtual", true)))
			.as("runs on virtual threads")
			.isEqualTo(2_000);
	}

	private void assertRunOnceBy(int jobs, String... servers) {
		assertThat(this.cluster.collection(RunRecorder.DUPLICATES).find()).isEmpty();
		assertThat(this.cluster.collection(RunRecorder.RUNS).countDocuments()).isEqualTo(jobs);
		assertThat(this.cluster.countByProcess(RunRecorder.RUNS)).containsOnlyKeys(servers);
	}

	private static List<String> indexes(MongoCollection<Document> collection) {
		return collection.listIndexes().map((index) -> index.getString("name")).into(new ArrayList<>());
	}

}
