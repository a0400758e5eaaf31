package io.rocketjob.integration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import com.mongodb.client.model.Filters;
import io.rocketjob.BatchInstance;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.Serializer;
import io.rocketjob.encryption.Keysets;
import io.rocketjob.integration.app.HeldEncryption;
import io.rocketjob.integration.app.LinesBatch;
import io.rocketjob.reencryption.ReEncryptionJob;
import io.rocketjob.testsupport.ChildProcess;
import io.rocketjob.transfer.CopiedFile;
import io.rocketjob.transfer.CopyFileJob;
import io.rocketjob.transfer.FileCopy;
import io.rocketjob.transfer.FileUpload;
import io.rocketjob.transfer.UploadFileJob;
import org.bson.Document;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Servers that are killed in the middle of jobs of the classes that come with it. */
class BuiltInJobsCrashTests {

	private static final int RECORDS = 100_000;

	private static final int MEGABYTE = 1 << 20;

	private static final int BATCHES = 24;

	private static final int SLICES = 5;

	private static final int SLICE_SIZE = 10;

	/** Fewer than the slices of twenty batches, which are one slice of the job. */
	private static final int ENCRYPTIONS = 50;

	@RegisterExtension
	final Cluster cluster = new Cluster();

	@TempDir
	Path directory;

	@Test
	@Timeout(180)
	void anUploadedFileIsOneBatchWithAllRecordsThoughTheServerIsKilledMeanwhile() throws IOException {
		List<String> lines = Lines.of(RECORDS);
		byte[] content = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
		try (HeldFileServer files = new HeldFileServer(content, content.length / 2)) {
			String[] options = fileJobs(files);
			ChildProcess first = start("first", options);
			JobInstance<FileUpload> job = this.cluster.rocketJob(options)
				.create(UploadFileJob.class, FileUpload.of(files.url("lines.txt"), LinesBatch.class)
					.property("failing", LinesBatch.Fields.NEVER));
			Cluster.await("a part of the records is stored").until(() -> storedSlices() > 0);
			assertThat(batches()).singleElement().satisfies((batch) -> assertThat(batch).containsKey("uploading"));
			start("second", options);
			first.kill();
			ObjectId id = new ObjectId(awaitCompleted(job).result(String.class));
			assertThat(batches()).singleElement()
				.satisfies((batch) -> assertThat(batch.getObjectId("_id")).isEqualTo(id));
			BatchInstance<?> batch = this.cluster.rocketJob(options).batch(id);
			Cluster.await("the batch is completed").until(() -> batch.reload().state() == JobState.COMPLETED);
			assertThat(batch.reload().recordCount()).isEqualTo(RECORDS);
			Lines.assertComplete(batch, lines, this.directory);
			assertThat(this.cluster.sliceCollections()).as("what the dead one has left")
				.allMatch((name) -> name.contains(id.toHexString()));
		}
	}

	@Test
	@Timeout(180)
	void aCopyGoesOnWhereTheKilledServerHadForcedItToTheDisk() throws Exception {
		byte[] content = new byte[24 * MEGABYTE];
		new Random(1).nextBytes(content);
		String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
		Path target = Files.createDirectory(this.directory.resolve("out")).resolve("copy.bin");
		try (HeldFileServer files = new HeldFileServer(content, 20 * MEGABYTE)) {
			String[] options = fileJobs(files);
			ChildProcess first = start("first", options);
			JobInstance<FileCopy> job = this.cluster.rocketJob(options)
				.create(CopyFileJob.class, FileCopy.of(files.url("file.bin"), target.toString()).sha256(hash));
			Path note = target.resolveSibling("." + job.id() + ".note");
			Cluster.await("a part is forced to the disk").until(() -> Files.exists(note) && forced(note) > 0);
			long forced = forced(note);
			assertThat(target).as("a copy has its name when it is whole").doesNotExist();
			start("second", options);
			first.kill();
			CopiedFile copied = awaitCompleted(job).result(CopiedFile.class);
			assertThat(copied.bytes()).isEqualTo(content.length);
			assertThat(copied.resumedFrom()).isGreaterThanOrEqualTo(forced);
			assertThat(files.requests()).startsWith("").endsWith(HeldFileServer.RANGE + copied.resumedFrom() + "-");
			assertThat(target).hasBinaryContent(content);
			try (Stream<Path> left = Files.list(target.getParent())) {
				assertThat(left).containsExactly(target);
			}
		}
	}

	@Test
	@Timeout(180)
	void slicesAreReadWithTheNewKeyAloneThoughTheServerIsKilledThatEncryptsThemAnew() throws IOException {
		String former = Keysets.newValues();
		String both = Keysets.rotate(former);
		List<ObjectId> batches = createEncrypted(this.cluster.rocketJob(keyset("former", former)));
		Map<String, Object> before = slices();
		assertThat(before).hasSize(BATCHES * SLICES);
		String rotated = keyset("both", both);
		ChildProcess first = start("first", rotated, "rocketjob.re-encryption.enabled=true",
				"app.encryptions=" + ENCRYPTIONS);
		BatchInstance<?> run = this.cluster.rocketJob(rotated, "rocketjob.re-encryption.enabled=true")
			.batch(ReEncryptionJob.class)
			.create();
		first.awaitPrinted(HeldEncryption.HELD, Cluster.PATIENCE);
		start("second", rotated, "rocketjob.re-encryption.enabled=true");
		first.kill();
		Cluster.await("it is completed").until(() -> run.reload().state() == JobState.COMPLETED);
		assertThat(run.reload().statistics().get(ReEncryptionJob.REWRITTEN))
			.as("slices, without those of the killed one")
			.isBetween(1L, BATCHES * SLICES - 1L);
		Map<String, Object> after = slices();
		assertThat(after).hasSameSizeAs(before)
			.allSatisfy((slice, data) -> assertThat(data).as(slice).isNotEqualTo(before.get(slice)));
		String last = keyset("last", withPrimaryOnly(both));
		start("third", last);
		RocketJobTemplate rocketJob = this.cluster.rocketJob(last);
		batches.forEach((id) -> rocketJob.batch(id).resume());
		for (ObjectId id : batches) {
			BatchInstance<?> batch = rocketJob.batch(id);
			Cluster.await("a batch is completed").until(() -> batch.reload().state() == JobState.COMPLETED);
			Lines.assertComplete(batch, Lines.of(SLICES * SLICE_SIZE), this.directory);
		}
	}

	private static List<ObjectId> createEncrypted(RocketJobTemplate rocketJob) {
		List<ObjectId> ids = new ArrayList<>();
		for (int i = 0; i < BATCHES; i++) {
			BatchInstance<?> batch = rocketJob.batch(LinesBatch.class)
				.fields(new LinesBatch.Fields(0, LinesBatch.Fields.NEVER))
				.input((input) -> input.sliceSize(SLICE_SIZE).serializer(Serializer.ENCRYPTED))
				.upload(Lines.of(SLICES * SLICE_SIZE))
				.create();
			batch.pause();
			ids.add(batch.id());
		}
		return ids;
	}

	/** A run that comes before what the dead one has left is removed is tried again. */
	private String[] fileJobs(HeldFileServer files) {
		return new String[] { "rocketjob.file-jobs.enabled=true", "rocketjob.file-jobs.sources[0]=" + files.url(""),
				"rocketjob.file-jobs.targets[0]=" + this.directory, "rocketjob.jobs.UploadFileJob.retry.delay=fixed",
				"rocketjob.jobs.UploadFileJob.retry.initial=1s", "rocketjob.jobs.UploadFileJob.retry.limit=60" };
	}

	private String keyset(String name, String keys) throws IOException {
		return "rocketjob.encryption.keyset=" + Files.writeString(this.directory.resolve(name + ".json"), keys).toUri();
	}

	/** As somebody does it with an editor. */
	private static String withPrimaryOnly(String keyset) {
		Document json = Document.parse(keyset);
		long primary = json.get("primaryKeyId", Number.class).longValue();
		json.getList("key", Document.class).removeIf((key) -> key.get("keyId", Number.class).longValue() != primary);
		return json.toJson(JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build());
	}

	private ChildProcess start(String name, String... options) {
		List<String> properties = new ArrayList<>(List.of(options));
		properties.add("rocketjob.server.heartbeat-interval=500ms");
		ChildProcess process = this.cluster.start(name, properties.toArray(String[]::new));
		this.cluster.awaitRunning(process);
		return process;
	}

	private static JobInstance<?> awaitCompleted(JobInstance<?> job) {
		Cluster.await("the job has ended")
			.until(() -> Set.of(JobState.COMPLETED, JobState.FAILED).contains(job.reload().state()));
		JobInstance<?> ended = job.reload();
		assertThat(ended.state()).as(() -> String.valueOf(ended.exception())).isEqualTo(JobState.COMPLETED);
		return ended;
	}

	private static long forced(Path note) throws IOException {
		return Long.parseLong(Files.readAllLines(note).get(0));
	}

	private List<Document> batches() {
		return this.cluster.jobs().find(Filters.eq("type", "LinesBatch")).into(new ArrayList<>());
	}

	private long storedSlices() {
		return this.cluster.sliceCollections()
			.stream()
			.mapToLong((name) -> this.cluster.collection(name).countDocuments())
			.sum();
	}

	/** The content of all slices of input of batches of lines. */
	private Map<String, Object> slices() {
		Map<String, Object> all = new HashMap<>();
		for (Document batch : batches()) {
			String name = "rocketjob.inputs." + batch.getObjectId("_id") + ".main";
			this.cluster.collection(name)
				.find()
				.forEach((slice) -> all.put(name + " " + slice.get("_id"), slice.get("data")));
		}
		return all;
	}

}
