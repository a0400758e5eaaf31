package io.rocketjob.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.Editable;
import io.rocketjob.InvalidJobException;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.TestSystem;
import io.rocketjob.batch.BatchEngine;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A file becomes exactly one batch. */
class UploadFileJobTests {

	private static final List<String> RECORDS = new CopyOnWriteArrayList<>();

	private UploadFileJob.Step dies;

	private RangeServer server;

	private TestSystem system;

	private Path file;

	@TempDir
	Path directory;

	@BeforeEach
	void start() throws IOException {
		RECORDS.clear();
		this.file = Files.writeString(this.directory.resolve("a.txt"), "one\ntwo\n");
		this.server = new RangeServer();
		Locations locations = new Locations(
				new AllowedLocations("rocketjob.file-jobs.sources",
						List.of(this.directory.toString(), this.server.url("/data/"))),
				new AllowedLocations("rocketjob.file-jobs.targets", List.of()), new DefaultResourceLoader());
		this.system = TestSystem.with((context) -> {
			context.registerBean(LineBatch.class);
			context.registerBean(UploadFileJob.class,
					() -> new UploadFileJob(locations, context.getBeanProvider(BatchEngine.class),
							context.getBeanProvider(RocketJobTemplate.class), this::step));
		}).start();
	}

	private void step(UploadFileJob.Step step) {
		if (step == this.dies) {
			this.dies = null;
			throw new IllegalStateException("the process dies after " + step);
		}
	}

	@AfterEach
	void close() {
		this.system.close();
		this.server.close();
	}

	@Test
	void aFileBecomesABatchWithItsFieldsAndOptions() {
		JobInstance<FileUpload> job = this.system.rocketJob.create(UploadFileJob.class,
				FileUpload.of(this.file.toString(), LineBatch.class).property("prefix", "x-").property("priority", 20));
		this.system.queue.runNext();
		String batch = job.reload().result(String.class);
		assertThat(batch).isEqualTo(UploadFileJob.batchId(job.id()).toHexString());
		assertThat(this.system.rocketJob.get(UploadFileJob.batchId(job.id())).priority()).isEqualTo(20);
		this.system.queue.drain();
		assertThat(RECORDS).containsExactly("x-one", "x-two");
	}

	@Test
	void aFileOfAWebServerBecomesABatch() {
		this.server.file("/data/a.txt", "three\n".getBytes(StandardCharsets.UTF_8))
			.redirect("/data/moved.txt", "/data/a.txt");
		this.system.rocketJob.create(UploadFileJob.class,
				FileUpload.of(this.server.url("/data/moved.txt"), LineBatch.class));
		this.system.queue.drain();
		assertThat(RECORDS).containsExactly("null-three");
	}

	@ParameterizedTest
	@EnumSource(UploadFileJob.Step.class)
	void thereIsOneBatchAfterWhicheverStepTheProcessDies(UploadFileJob.Step step) {
		this.dies = step;
		JobInstance<FileUpload> job = this.system.rocketJob.create(UploadFileJob.class,
				FileUpload.of(this.file.toString(), LineBatch.class));
		// where the batch may run already, it does so, and is gone
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.QUEUED);
		assertThat(RECORDS).hasSize((step == UploadFileJob.Step.RELEASED) ? 2 : 0);
		this.system.clock.move(Duration.ofMinutes(10));
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(RECORDS).containsExactly("null-one", "null-two");
		assertThat(this.system.jobs().countDocuments(new Document("type", "LineBatch"))).isZero();
	}

	@Test
	void aBatchThatTheRecoveryIsRemovingIsNotTakenForStored() {
		this.dies = UploadFileJob.Step.STORED;
		JobInstance<FileUpload> job = this.system.rocketJob.create(UploadFileJob.class,
				FileUpload.of(this.file.toString(), LineBatch.class));
		this.system.queue.drain();
		// as between the two writes that remove an upload whose process has died
		assertThat(this.system.jobs()
			.updateOne(new Document("_id", UploadFileJob.batchId(job.id())),
					new Document("$set", new Document("state", "aborted").append("discard", "all")))
			.getMatchedCount()).isOne();
		this.system.clock.move(Duration.ofMinutes(10));
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.QUEUED);
		assertThat(job.reload().exception().message()).contains("not removed yet");
		this.system.collection("rocketjob.inputs." + UploadFileJob.batchId(job.id()) + ".main").drop();
		this.system.jobs().deleteOne(new Document("type", "LineBatch"));
		this.system.clock.move(Duration.ofMinutes(10));
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(RECORDS).containsExactly("null-one", "null-two");
	}

	@Test
	void whatCannotBeUploadedIsRefusedBeforeItIsStored() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(UploadFileJob.class,
					FileUpload.of("/etc/passwd", LineBatch.class).property("secret", 1).property("priority", "high")))
			.satisfies((ex) -> assertThat(ex.problems()).hasSize(3)
				.anyMatch((problem) -> problem.startsWith("location: /etc/passwd is refused"))
				.anyMatch((problem) -> problem.startsWith("properties.secret: the field is not annotated @Editable"))
				.anyMatch((problem) -> problem.startsWith("properties.priority: 'high'")));
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(
				() -> this.system.rocketJob.create(UploadFileJob.class, FileUpload.of(this.file.toString(), "NoBatch")))
			.withMessageContaining("there is no job class 'NoBatch'");
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(UploadFileJob.class,
					FileUpload.of(this.file.toString(), "UploadFileJob")))
			.withMessageContaining("is no batch");
	}

	@Test
	void aFileThatIsNotThereFailsTheJobAndLeavesNoBatch() throws IOException {
		Files.delete(this.file);
		JobInstance<FileUpload> job = this.system.rocketJob.create(UploadFileJob.class,
				FileUpload.of(this.file.toString(), LineBatch.class));
		this.system.queue.drain();
		assertThat(job.reload().exception().message()).contains("a.txt");
		assertThat(this.system.jobs().countDocuments(new Document("type", "LineBatch"))).isZero();
	}

	record Prefix(@Editable @Nullable String prefix, int secret) {
	}

	@RocketJob
	static class LineBatch implements BatchJob<Prefix, String, Void> {

		@Override
		public @Nullable Void perform(String record, BatchContext<Prefix> context) {
			String prefix = context.fields().prefix();
			RECORDS.add(((prefix != null) ? prefix : "null-") + record);
			return null;
		}

	}

}
