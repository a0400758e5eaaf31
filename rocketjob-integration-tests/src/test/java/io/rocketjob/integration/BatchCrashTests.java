package io.rocketjob.integration;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import io.rocketjob.BatchInstance;
import io.rocketjob.FailedSlice;
import io.rocketjob.FailureGroup;
import io.rocketjob.JobState;
import io.rocketjob.integration.app.LinesBatch;
import io.rocketjob.integration.app.PhaseBatch;
import io.rocketjob.integration.app.EndlessUpload;
import io.rocketjob.testsupport.ChildProcess;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Servers that are killed while they work on a batch, in each of its phases. */
class BatchCrashTests {

	private static final int RECORDS = Integer.getInteger("rocketjob.test.records", 300_000);

	private static final int KILLS = Cluster.kills(2);

	private static final String[] OPTIONS = { "rocketjob.server.heartbeat-interval=500ms" };

	@RegisterExtension
	final Cluster cluster = new Cluster();

	@TempDir
	Path directory;

	private final List<ChildProcess> living = new ArrayList<>();

	private int started;

	@Test
	@Timeout(240)
	void theRecordsOfALargeBatchComeOutInOrderAndOnceThoughServersAreKilled() throws IOException {
		startThree();
		long start = System.nanoTime();
		BatchInstance<LinesBatch.Fields> batch = create(new LinesBatch.Fields(0, LinesBatch.Fields.NEVER), RECORDS);
		long held = 0;
		for (int kill = 0; kill < KILLS; kill++) {
			int share = (kill + 1) * 100 / (KILLS + 1);
			Cluster.await(share + "% are done").until(() -> batch.reload().status().percentComplete() >= share);
			held += killOneAtWork(batch);
		}
		Cluster.await("the batch is completed").until(() -> batch.reload().state() == JobState.COMPLETED);
		Cluster.report("{} records in {} ms, {} servers killed, {} slices held by the dead", RECORDS,
				Duration.ofNanos(System.nanoTime() - start).toMillis(), KILLS, held);
		assertThat(held).as("slices that the dead held").isPositive();
		Lines.assertComplete(batch, Lines.of(RECORDS), this.directory);
		assertThat(this.cluster.jobs().countDocuments()).isOne();
		assertThat(this.living).allMatch(ChildProcess::isAlive);
	}

	@Test
	@Timeout(240)
	void tenBadRecordsFailTenSlicesAndTheCorrectedOutputIsComplete() throws IOException {
		int count = 100_000;
		startThree();
		List<String> lines = new ArrayList<>(Lines.of(count));
		for (int i = 0; i < 10; i++) {
			int at = i * 9_000 + 1_234;
			lines.set(at, lines.get(at) + " #bad#");
		}
		BatchInstance<LinesBatch.Fields> batch = this.cluster.rocketJob()
			.batch(LinesBatch.class)
			.fields(new LinesBatch.Fields(0, "#bad#"))
			.input((input) -> input.sliceSize(100))
			.upload(lines)
			.create();
		for (int share : new int[] { 30, 60 }) {
			Cluster.await(share + "% are done").until(() -> batch.reload().status().percentComplete() >= share);
			killOneAtWork(batch);
		}
		Cluster.await("the batch has failed").until(() -> batch.reload().state() == JobState.FAILED);
		assertThat(batch.failures()).singleElement().extracting(FailureGroup::slices).isEqualTo(10L);
		assertThat(batch.reload().status().recordsDone()).isEqualTo(count - 10 * 100);
		try (Stream<FailedSlice> failed = batch.failedSlices()) {
			for (FailedSlice slice : failed.toList()) {
				int index = (int) slice.failedRecord() - 1;
				String corrected = lines.get(index).replace(" #bad#", " corrected");
				assertThat(slice.records(String.class).get(slice.failedIndex())).isEqualTo(lines.get(index));
				if (slice.failedRecord() < 50_000) {
					lines.set(index, corrected);
					slice.update(slice.failedIndex(), corrected);
				}
				else {
					lines.set(index, "");
					slice.remove(slice.failedIndex());
				}
			}
		}
		batch.retry();
		Cluster.await("the batch is completed").until(() -> batch.reload().state() == JobState.COMPLETED);
		lines.removeIf(String::isEmpty);
		Lines.assertComplete(batch, lines, this.directory);
	}

	@Test
	@Timeout(120)
	void beforeBatchIsRunAgainByAnotherServerAndItsRecordsAreThereOnce() {
		ChildProcess first = this.cluster.start("first", OPTIONS);
		this.cluster.awaitRunning(first);
		BatchInstance<PhaseBatch.Fields> batch = createPhase(false);
		Cluster.await("the first server has uploaded the half")
			.until(() -> !this.cluster.attempts(batch.id()).isEmpty());
		first.kill();
		this.cluster.awaitRunning(this.cluster.start("second", OPTIONS));
		Cluster.await("the batch is completed").until(() -> batch.reload().state() == JobState.COMPLETED);
		assertPhase(batch, 2);
	}

	@Test
	@Timeout(120)
	void afterBatchIsRunAgainByAnotherServerWithoutTheRecords() {
		ChildProcess first = this.cluster.start("first", OPTIONS);
		this.cluster.awaitRunning(first);
		BatchInstance<PhaseBatch.Fields> batch = createPhase(true);
		Cluster.await("the first server is in afterBatch").until(() -> !this.cluster.attempts(batch.id()).isEmpty());
		assertThat(batch.reload().statistics()).isEqualTo(Map.of("records", (long) PhaseBatch.RECORDS));
		first.kill();
		this.cluster.awaitRunning(this.cluster.start("second", OPTIONS));
		Cluster.await("the batch is completed").until(() -> batch.reload().state() == JobState.COMPLETED);
		assertPhase(batch, 2);
	}

	@Test
	@Timeout(120)
	void whatAKilledProcessHasUploadedIsRemovedByAServer() {
		this.cluster.awaitRunning(this.cluster.start("server", OPTIONS));
		ChildProcess uploading = this.cluster.start("uploading", "rocketjob.server.enabled=false",
				"rocketjob.server.heartbeat-interval=500ms", "app.upload=true");
		Cluster.await("records have been uploaded")
			.until(() -> this.cluster.jobs().countDocuments(Filters.gt("uploading.records", 10_000L)) == 1);
		assertThat(this.cluster.sliceCollections()).hasSize(1);
		uploading.kill();
		Cluster.await("the job is gone").until(() -> this.cluster.jobs().countDocuments() == 0);
		assertThat(this.cluster.sliceCollections()).isEmpty();
		assertThat(uploading.printed()).contains(EndlessUpload.BEGUN);
	}

	private BatchInstance<PhaseBatch.Fields> createPhase(boolean after) {
		return this.cluster.rocketJob().batch(PhaseBatch.class).fields(new PhaseBatch.Fields(after)).create();
	}

	private void assertPhase(BatchInstance<?> batch, int attempts) {
		assertThat(this.cluster.attempts(batch.id())).hasSize(attempts);
		assertThat(batch.reload().recordCount()).isEqualTo(PhaseBatch.RECORDS);
		assertThat(batch.reload().statistics()).isEqualTo(Map.of("records", (long) PhaseBatch.RECORDS));
		assertThat(batch.output("main", Long.class))
			.containsExactlyElementsOf(IntStream.rangeClosed(1, PhaseBatch.RECORDS).mapToObj(Long::valueOf).toList());
		assertThat(this.cluster.sliceCollections()).as("collections of the attempt that died").hasSize(3);
	}

	private BatchInstance<LinesBatch.Fields> create(LinesBatch.Fields fields, int count) {
		return this.cluster.rocketJob().batch(LinesBatch.class).fields(fields).upload(Lines.of(count)).create();
	}

	private void startThree() {
		this.living.addAll(List.of(start(), start(), start()));
		this.cluster.awaitRunning(this.living.toArray(ChildProcess[]::new));
	}

	private ChildProcess start() {
		this.started++;
		return this.cluster.start("server" + this.started, OPTIONS);
	}

	/**
	 * Kills a server that holds slices, and replaces it.
	 * @return how many it held
	 */
	private long killOneAtWork(BatchInstance<?> batch) {
		ChildProcess victim = this.living.remove(0);
		Document server = this.cluster.servers().find(Filters.eq("pid", victim.pid())).first();
		MongoCollection<Document> slices = this.cluster.collection("rocketjob.inputs." + batch.id() + ".main");
		victim.kill();
		long held = slices.countDocuments(
				Filters.and(Filters.eq("state", "running"), Filters.eq("claim.server", server.getObjectId("_id"))));
		ChildProcess replacement = start();
		this.living.add(replacement);
		this.cluster.awaitRunning(replacement);
		return held;
	}

}
