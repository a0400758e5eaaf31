package io.rocketjob.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import io.rocketjob.BatchBuilder;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.InvalidJobException;
import io.rocketjob.InvalidRecordException;
import io.rocketjob.JobCancelledException;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.OutputCategory;
import io.rocketjob.RecordSource;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobException;
import io.rocketjob.Serializer;
import io.rocketjob.TestSystem;
import io.rocketjob.batch.SampleBatches.LineJob;
import io.rocketjob.batch.SampleBatches.LineJob.Fields;
import io.rocketjob.document.JobRecord;
import org.bson.BsonBinary;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.InputStreamResource;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Where records come from, and what happens when that fails. */
class BatchUploadTests {

	private static final int MB = 1024 * 1024;

	private final TestSystem system = TestSystem.with(LineJob.class, DocumentJob.class).withoutRecovery().start();

	@TempDir
	Path directory;

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void aFileIsReadLineByLineHoweverItIsCompressed() throws IOException {
		Path plain = Files.writeString(this.directory.resolve("a.txt"), "one\r\ntwo\n\nfour");
		Path zipped = this.directory.resolve("a.txt.gz");
		try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(zipped))) {
			gzip.write("five\nsix\n".getBytes(StandardCharsets.UTF_8));
		}
		BatchInstance<Fields> batch = builder().upload(plain).upload(new FileSystemResource(zipped)).create();
		assertThat(batch.recordCount()).isEqualTo(6);
		this.system.queue.drain();
		assertThat(this.system.bean(LineJob.class).ran).containsExactly("one", "two", "", "four", "five", "six");
	}

	@Test
	void eachFormOfUploadTakesACategory() throws IOException {
		Path file = Files.writeString(this.directory.resolve("a.txt"), "one");
		BatchInstance<Fields> batch = builder().upload("second", file)
			.upload("second", new FileSystemResource(Files.writeString(this.directory.resolve("b.txt"), "two")))
			.upload("second", List.of("three"))
			.upload("second", Stream.of("four"))
			.upload("second", (writer) -> writer.write("five"))
			.upload(file)
			.create();
		LineJob job = this.system.bean(LineJob.class);
		job.script = (line, context) -> context.inputCategory() + " " + line;
		this.system.queue.drain();
		try (Stream<String> output = batch.reload().output("main", String.class)) {
			assertThat(output).containsExactlyInAnyOrder("second one", "second two", "second three", "second four",
					"second five", "main one");
		}
	}

	@Test
	void anEmptyFileHasNoRecords() throws IOException {
		BatchInstance<Fields> batch = builder().upload(Files.createFile(this.directory.resolve("empty"))).create();
		assertThat(batch.recordCount()).isZero();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void aSliceSizeOfOneMakesASliceForEachRecord() {
		BatchInstance<Fields> batch = builder().input((input) -> input.sliceSize(1))
			.upload(List.of("a", "b", "c"))
			.create();
		assertThat(batch.status().slicesQueued()).isEqualTo(3);
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.system.bean(LineJob.class).ran).containsExactly("a", "b", "c");
	}

	@Test
	void aBrokenFileIsAnErrorThatNamesTheFileAndNothingIsLeft() throws IOException {
		ByteArrayOutputStream whole = new ByteArrayOutputStream();
		try (OutputStream gzip = new GZIPOutputStream(whole)) {
			for (int i = 0; i < 10_000; i++) {
				gzip.write(("line " + i + "\n").getBytes(StandardCharsets.UTF_8));
			}
		}
		Path broken = Files.write(this.directory.resolve("broken.gz"),
				Arrays.copyOf(whole.toByteArray(), whole.size() / 2));
		assertThatExceptionOfType(InvalidRecordException.class).isThrownBy(() -> builder().upload(broken).create())
			.withMessageContaining("broken.gz")
			.withMessageContaining("after line ");
		assertNothingIsLeft();
	}

	@Test
	void aFileThatDoesNotExistIsAnErrorAndNothingIsLeft() {
		assertThatExceptionOfType(InvalidRecordException.class)
			.isThrownBy(() -> builder().upload(this.directory.resolve("none.txt")).create())
			.withMessageContaining("no such file or directory")
			.withMessageContaining("none.txt");
		assertNothingIsLeft();
	}

	@Test
	void aLineThatIsNotUtf8IsAnErrorThatNamesTheLine() throws IOException {
		Path wrong = Files.write(this.directory.resolve("latin.txt"),
				"one\nzw\u00f6lf\n".getBytes(StandardCharsets.ISO_8859_1));
		assertThatExceptionOfType(InvalidRecordException.class).isThrownBy(() -> builder().upload(wrong).create())
			.withMessageContaining("latin.txt")
			.withMessageContaining("Line 2");
		BatchInstance<Fields> batch = builder()
			.upload((writer) -> writer.writeFile(new FileSystemResource(wrong),
					(options) -> options.charset(StandardCharsets.ISO_8859_1)))
			.create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.system.bean(LineJob.class).ran).containsExactly("one", "zw\u00f6lf");
	}

	@Test
	void aLineOfAHundredMegabytesIsRefusedBeforeItIsInMemory() {
		InputStream endless = new InputStream() {

			private long left = 100L * MB;

			@Override
			public int read() {
				return (this.left-- > 0) ? 'x' : -1;
			}

			@Override
			public int read(byte[] bytes, int offset, int length) {
				if (this.left <= 0) {
					return -1;
				}
				int count = (int) Math.min(length, this.left);
				Arrays.fill(bytes, offset, offset + count, (byte) 'x');
				this.left -= count;
				return count;
			}

		};
		assertThatExceptionOfType(InvalidRecordException.class)
			.isThrownBy(() -> builder().upload(new InputStreamResource(endless, "long.txt")).create())
			.withMessageContaining("long.txt")
			.withMessageContaining("1 ")
			.withMessageContaining(Integer.toString(SliceCodec.PACKED_LIMIT));
		assertNothingIsLeft();
	}

	@Test
	void aSliceThatIsTooLargeIsRefusedNamingTheRecordsAndTheLimit() {
		Random random = new Random(1);
		assertThatExceptionOfType(InvalidRecordException.class).isThrownBy(() -> builder().upload((writer) -> {
			writer.write("small");
			for (int i = 0; i < 9; i++) {
				writer.write(noise(random, (i == 4) ? 3 * MB : 2 * MB));
			}
		}).create())
			.withMessageContaining("records 1 to 10")
			.withMessageContaining("limit of " + SliceCodec.PACKED_LIMIT)
			.withMessageContaining("largest of them is record 6")
			.withMessageContaining("sliceSize")
			.satisfies((exception) -> assertThat(exception.recordNumber()).isEqualTo(6));
		assertNothingIsLeft();
	}

	@Test
	void aRecordThatIsTooLargeIsRefusedNamingItAndTheLimit() {
		assertThatExceptionOfType(InvalidRecordException.class)
			.isThrownBy(() -> builder().upload(List.of("a", "x".repeat(16 * MB))).create())
			.withMessageContaining("Record 2 ")
			.withMessageContaining(Integer.toString(SliceCodec.PACKED_LIMIT));
		assertNothingIsLeft();
	}

	@Test
	void anUploadThatFailsInTheMiddleLeavesNothing() {
		assertThatExceptionOfType(RocketJobException.class).isThrownBy(() -> builder().upload((writer) -> {
			for (int i = 0; i < 5_000; i++) {
				writer.write("line " + i);
			}
			throw new IOException("the line is cut");
		}).create()).withMessageContaining("the line is cut").withMessageContaining("after record 5000");
		assertNothingIsLeft();
	}

	@Test
	void theJobCanBeSeenWhileItIsUploadedAndIsNotRun() {
		List<Long> seen = new ArrayList<>();
		BatchInstance<Fields> batch = builder().upload((writer) -> {
			for (int i = 0; i < 100; i++) {
				writer.write("line " + i);
			}
			ObjectId id = this.system.jobs().find().first().getObjectId("_id");
			BatchInstance<?> during = this.system.rocketJob.batch(id);
			assertThat(during.isUploading()).isTrue();
			assertThat(during.state()).isEqualTo(JobState.QUEUED);
			assertThat(during.status().toString()).contains("being uploaded");
			assertThat(this.system.queue.drain()).isEmpty();
			assertThat(this.system.rocketJob.counts().count(JobState.QUEUED)).isOne();
			assertThat(this.system.rocketJob.jobs().in(JobState.QUEUED).count()).isOne();
			assertThatExceptionOfType(JobStateException.class).isThrownBy(during::pause)
				.withMessageContaining("still being uploaded");
			assertThatExceptionOfType(JobStateException.class).isThrownBy(during::runNow);
			assertThatExceptionOfType(JobStateException.class).isThrownBy(() -> this.system.rocketJob.performNow(id));
			seen.add(1L);
		}).create();
		assertThat(seen).hasSize(1);
		assertThat(batch.isUploading()).isFalse();
		assertThat(this.system.queue.drain()).hasSize(1);
	}

	@Test
	void anUploadWhoseJobIsDeletedMeanwhileStopsAndLeavesNothing() {
		assertThatExceptionOfType(JobCancelledException.class).isThrownBy(() -> builder().upload((writer) -> {
			this.system.rocketJob.jobs().delete();
			for (int i = 0; i < 1_000; i++) {
				writer.write("line " + i);
			}
		}).create());
		assertNothingIsLeft();
	}

	@Test
	void whatADeadProcessWasUploadingIsRemovedByAnother() {
		TestSystem other = TestSystem.with(LineJob.class).sharing(this.system).withoutRecovery().start();
		try {
			other.rocketJob.batch(LineJob.class).fields(new Fields("", 0)).upload((writer) -> {
				for (int i = 0; i < 1_000; i++) {
					writer.write("line " + i);
				}
				ObjectId server = other.heartbeat.serverId();
				this.system.batches.recoverable().forEach((held) -> {
					if (held.claimants().contains(server)) {
						held.requeue(server, (token) -> true, "its server is gone");
					}
				});
				assertThat(this.system.jobs().countDocuments()).isZero();
			}).create();
		}
		catch (JobCancelledException ex) {
			// it notices at its next write
			assertNothingIsLeft();
			return;
		}
		finally {
			other.close();
		}
		throw new AssertionError("the upload should have been cancelled");
	}

	@Test
	void workersMayBeginWhileRecordsAreUploaded() {
		LineJob job = this.system.bean(LineJob.class);
		BatchInstance<Fields> batch = builder().processWhileUploading().upload((writer) -> {
			for (int i = 0; i < 600; i++) {
				writer.write("line " + i);
			}
			ObjectId id = this.system.jobs().find().first().getObjectId("_id");
			this.system.batches.runner()
				.run(this.system.engine.claims().one(id, this.system.heartbeat.serverId(), "w").get(), "s");
			JobRecord open = this.system.batches.work().openBatch().orElseThrow();
			this.system.batches.work()
				.join(open, this.system.heartbeat.serverId(), "w", null)
				.run("s", "w", () -> true);
			assertThat(job.ran).hasSize(500);
			assertThat(this.system.rocketJob.batch(id).state()).isEqualTo(JobState.RUNNING);
		}).create();
		assertThat(batch.recordCount()).isEqualTo(600);
		assertThat(job.hooks).doesNotContain("afterBatch");
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(job.ran).hasSize(600);
	}

	@Test
	void anUploadThatFailsWhileWorkersProcessAbortsTheJob() {
		assertThatExceptionOfType(RocketJobException.class)
			.isThrownBy(() -> builder().processWhileUploading().upload((writer) -> {
				writer.write("one");
				throw new IOException("cut");
			}).create());
		assertThat(this.system.rocketJob.jobs().list()).singleElement()
			.satisfies((job) -> assertThat(job.state()).isEqualTo(JobState.ABORTED));
		assertThat(collections()).isEmpty();
	}

	@Test
	void theRowsOfAJdbcQueryAreUploaded() {
		DriverManagerDataSource database = new DriverManagerDataSource("jdbc:h2:mem:upload;DB_CLOSE_DELAY=-1");
		JdbcTemplate jdbc = new JdbcTemplate(database);
		jdbc.execute("create table customer (id int primary key, name varchar(20), born date)");
		jdbc.batchUpdate("insert into customer values (?, ?, ?)",
				List.of(new Object[] { 1, "Ann", LocalDate.of(1990, 1, 2) }, new Object[] { 2, null, null },
						new Object[] { 3, "Cid", LocalDate.of(2000, 3, 4) }));
		BatchInstance<?> batch = this.system.rocketJob.batch(DocumentJob.class)
			.upload(RecordSource.query(database,
					"select id as \"id\", name as \"name\", born as \"born\" from customer where id <> ? order by id",
					2))
			.create();
		assertThat(batch.recordCount()).isEqualTo(2);
		this.system.queue.drain();
		try (Stream<Document> output = batch.output("main", Document.class)) {
			assertThat(output).containsExactly(new Document("id", 1).append("name", "Ann").append("born", "1990-01-02"),
					new Document("id", 3).append("name", "Cid").append("born", "2000-03-04"));
		}
	}

	@Test
	void valuesOfRowsThatMongoDbDoesNotHaveAreUploadedAsWhatItHas() {
		DriverManagerDataSource database = new DriverManagerDataSource("jdbc:h2:mem:types;DB_CLOSE_DELAY=-1");
		UUID id = UUID.randomUUID();
		BatchInstance<?> batch = this.system.rocketJob.batch(DocumentJob.class).upload(RecordSource.query(database, """
				select cast(? as uuid) as "id", time '10:20:30' as "at", timestamp '2026-02-03 04:05:06' as "made",
				timestamp with time zone '2026-02-03 04:05:06+02:00' as "seen", array[1, 2] as "numbers",
				cast(1.50 as numeric(10, 2)) as "price", cast(7 as smallint) as "small", true as "yes"
				""", id.toString())).create();
		this.system.queue.drain();
		try (Stream<Document> output = batch.output("main", Document.class)) {
			Document row = output.toList().get(0);
			assertThat(new BsonBinary(row.get("id", Binary.class).getType(), row.get("id", Binary.class).getData())
				.asUuid()).isEqualTo(id);
			assertThat(row).containsEntry("at", "10:20:30")
				.containsEntry("made", Timestamp.valueOf("2026-02-03 04:05:06"))
				.containsEntry("seen", "2026-02-03T04:05:06+02:00")
				.containsEntry("numbers", List.of(1, 2))
				.containsEntry("price", Decimal128.parse("1.50"))
				.containsEntry("small", 7)
				.containsEntry("yes", true);
		}
	}

	@Test
	void theDocumentsOfAMongoQueryAreUploaded() {
		this.system.collection("customers")
			.insertMany(IntStream.range(0, 250)
				.mapToObj((i) -> new Document("_id", i).append("even", i % 2 == 0))
				.toList());
		MongoTemplate template = new MongoTemplate(this.system.factory);
		BatchInstance<?> batch = this.system.rocketJob.batch(DocumentJob.class)
			.upload(RecordSource.query(template, Query.query(Criteria.where("even").is(true)), "customers"))
			.create();
		assertThat(batch.recordCount()).isEqualTo(125);
		this.system.queue.drain();
		try (Stream<Document> output = batch.output("main", Document.class)) {
			assertThat(output).hasSize(125).allMatch((document) -> document.getBoolean("even"));
		}
	}

	@Test
	void wrongOptionsAreAllNamedAndNothingIsStored() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> builder().input((input) -> input.sliceSize(0).serializer(Serializer.BZIP2))
				.input("nowhere", (input) -> input.sliceSize(5))
				.output("bad name", (output) -> {
				})
				.throttleRunningWorkers(0)
				.options((options) -> options.priority(0))
				.lookup("a.b", Map.of())
				.upload("elsewhere", (writer) -> {
				})
				.create())
			.withMessageContaining("sliceSize: must be from 1 to 100000")
			.withMessageContaining("BZIP2 is for output only")
			.withMessageContaining("'nowhere'")
			.withMessageContaining("'bad name'")
			.withMessageContaining("throttleRunningWorkers: must be at least 1")
			.withMessageContaining("priority")
			.withMessageContaining("'a.b'")
			.withMessageContaining("'elsewhere'");
		assertNothingIsLeft();
	}

	@Test
	void encryptionWithoutKeysIsRefused() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> builder().input((input) -> input.serializer(Serializer.ENCRYPTED)).create())
			.withMessageContaining("rocketjob.encryption.keyset");
	}

	@Test
	void aNullRecordIsRefused() {
		assertThatExceptionOfType(InvalidRecordException.class)
			.isThrownBy(() -> builder().upload(Arrays.asList("a", null)).create())
			.withMessageContaining("Record 2")
			.withMessageContaining("null");
	}

	private BatchBuilder<Fields, String> builder() {
		return this.system.rocketJob.batch(LineJob.class).fields(new Fields("text", 7));
	}

	private void assertNothingIsLeft() {
		assertThat(this.system.jobs().countDocuments()).isZero();
		assertThat(collections()).isEmpty();
	}

	private List<String> collections() {
		return this.system.database()
			.listCollectionNames()
			.into(new ArrayList<>())
			.stream()
			.filter((name) -> name.matches("rocketjob\\.(inputs|outputs|lookups)\\..*"))
			.toList();
	}

	private static String noise(Random random, int length) {
		StringBuilder text = new StringBuilder(length);
		for (int i = 0; i < length; i++) {
			text.append((char) (' ' + random.nextInt(95)));
		}
		return text.toString();
	}

	/** Passes documents on. */
	@RocketJob
	@InputCategory(sliceSize = 20)
	@OutputCategory
	static class DocumentJob implements BatchJob<Void, Document, Document> {

		@Override
		public Document perform(Document record, BatchContext<Void> context) {
			return record;
		}

	}

}
