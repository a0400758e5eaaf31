package io.rocketjob.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;

import io.rocketjob.BatchBuilder;
import io.rocketjob.BatchInstance;
import io.rocketjob.JobState;
import io.rocketjob.Result;
import io.rocketjob.RocketJobException;
import io.rocketjob.Serializer;
import io.rocketjob.TestSystem;
import io.rocketjob.batch.SampleBatches.LineJob;
import io.rocketjob.batch.SampleBatches.LineJob.Fields;
import io.rocketjob.batch.SampleBatches.Script;
import io.rocketjob.encryption.Keysets;
import io.rocketjob.encryption.TinkEncryption;
import io.rocketjob.stream.InputFiles;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.bson.BsonBinarySubType;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** How output is stored and written. */
class BatchDownloadTests {

	private static final TinkEncryption KEYS = TinkEncryption.of(bytes(Keysets.newValues()), bytes(Keysets.newFiles()));

	private final TestSystem system = TestSystem.with(LineJob.class).encryption(KEYS).start();

	private final LineJob job = this.system.bean(LineJob.class);

	@TempDir
	Path directory;

	@AfterEach
	void close() {
		this.system.close();
	}

	@ParameterizedTest
	@EnumSource(Serializer.class)
	void outputIsTheSameHoweverItIsStored(Serializer serializer) {
		BatchInstance<Fields> batch = completed(serializer, 35);
		assertThat(download(batch)).isEqualTo(text(35));
		try (Stream<String> records = batch.output("main", String.class)) {
			assertThat(records).hasSize(35).startsWith("LINE 1").endsWith("LINE 35");
		}
		boolean readable = this.system.batches.collections()
			.output(batch.id(), "main")
			.find()
			.map((document) -> new String(document.get("data", Binary.class).getData(), StandardCharsets.ISO_8859_1))
			.into(new ArrayList<>())
			.stream()
			.anyMatch((data) -> data.contains("LINE 12"));
		assertThat(readable).as("readable in the database").isEqualTo(serializer == Serializer.NONE);
	}

	@ParameterizedTest
	@EnumSource(value = Serializer.class, names = { "NONE", "COMPRESSED", "ENCRYPTED" })
	void inputIsTheSameHoweverItIsStored(Serializer serializer) {
		builder().input((input) -> input.serializer(serializer)).upload(lines(25)).create();
		this.system.queue.drain();
		assertThat(this.job.ran).containsExactlyElementsOf(lines(25));
	}

	@ParameterizedTest
	@ValueSource(strings = { "out.txt", "out.gz", "out.txt.bz2", "out.zst", "out.txt.zip", "out.enc", "out.gz.enc" })
	void theNameOfTheFileSaysHowToWriteIt(String name) throws IOException {
		BatchInstance<Fields> batch = completed(Serializer.COMPRESSED, 35);
		Path file = this.directory.resolve(name);
		assertThat(batch.download(file)).isEqualTo(35);
		try (InputStream content = new InputFiles(KEYS).open(new FileSystemResource(file))) {
			assertThat(new String(content.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(text(35));
		}
		assertThat(this.directory).isDirectoryNotContaining((other) -> other.toString().endsWith(".part"));
	}

	@ParameterizedTest
	@EnumSource(value = Serializer.class, names = { "BZIP2", "ENCRYPTED_BZIP2" })
	void storedBzip2StreamsAreConcatenatedToAValidFile(Serializer serializer) throws IOException {
		BatchInstance<Fields> batch = completed(serializer, 35);
		Path file = this.directory.resolve("out.bz2");
		assertThat(batch.download(file, (options) -> options.header("head"))).isEqualTo(35);
		try (InputStream content = new BZip2CompressorInputStream(Files.newInputStream(file), true)) {
			assertThat(new String(content.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("head\n" + text(35));
		}
	}

	@ParameterizedTest
	@EnumSource(value = Serializer.class, names = { "GZIP", "ENCRYPTED_GZIP", "COMPRESSED" })
	void aGzipFileIsMadeOfPiecesAndHasOneMember(Serializer serializer) throws IOException {
		BatchInstance<Fields> batch = completed(serializer, 235);
		Path file = this.directory.resolve("out.gz");
		assertThat(batch.download(file, (options) -> options.header("head"))).isEqualTo(235);
		byte[] bytes = Files.readAllBytes(file);
		Inflater member = new Inflater(true);
		member.setInput(bytes, 10, bytes.length - 10);
		byte[] content = new byte[100_000];
		int length = inflate(member, content);
		assertThat(new String(content, 0, length, StandardCharsets.UTF_8)).isEqualTo("head\n" + text(235));
		assertThat(member.getRemaining()).as("what follows the member, of which 8 bytes are its own").isEqualTo(8);
		member.end();
		try (InputStream read = new GZIPInputStream(Files.newInputStream(file))) {
			assertThat(new String(read.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("head\n" + text(235));
		}
	}

	private static int inflate(Inflater member, byte[] content) {
		try {
			int length = 0;
			while (!member.finished()) {
				length += member.inflate(content, length, content.length - length);
			}
			return length;
		}
		catch (DataFormatException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@ParameterizedTest
	@EnumSource(value = Serializer.class, names = { "BZIP2", "GZIP" })
	void storedTextCanBecomeAFileOfAnyName(Serializer serializer) throws IOException {
		BatchInstance<Fields> batch = completed(serializer, 35);
		for (String name : List.of("out", "out.gz", "out.bz2", "out.zst.gz", "out.enc")) {
			Path file = this.directory.resolve(name);
			assertThat(batch.download(file)).isEqualTo(35);
			try (InputStream content = new InputFiles(KEYS).open(new FileSystemResource(file))) {
				assertThat(new String(content.readAllBytes(), StandardCharsets.UTF_8)).as(name).isEqualTo(text(35));
			}
		}
	}

	@ParameterizedTest
	@EnumSource(Serializer.class)
	void halfOfAPairIsAnErrorOfItsRecordAndNoQuestionMark(Serializer serializer) {
		this.job.script = (line, context) -> line.equals("line 3") ? "\uD83D" : line;
		BatchInstance<Fields> batch = builder().output("main", (output) -> output.serializer(serializer))
			.upload(lines(4))
			.create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(batch.failures().get(0).message()).contains("What record 3 has made", "half of a surrogate pair");
	}

	@Test
	void aDownloadWithoutRecordsIsAValidFile() throws IOException {
		BatchInstance<Fields> batch = completed(Serializer.BZIP2, 0);
		Path file = this.directory.resolve("out.bz2");
		assertThat(batch.download(file)).isZero();
		try (InputStream content = new BZip2CompressorInputStream(Files.newInputStream(file), true)) {
			assertThat(content.readAllBytes()).isEmpty();
		}
	}

	@Test
	void theHeaderIsWrittenOnce() {
		BatchInstance<Fields> batch = completed(Serializer.COMPRESSED, 25);
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		batch.download(stream, (options) -> options.header("the header"));
		assertThat(stream.toString(StandardCharsets.UTF_8)).isEqualTo("the header\n" + text(25));
	}

	@Test
	void aDownloadInTheMiddleHasWhatIsDoneSoFar() {
		this.job.failsAt("line 15");
		BatchInstance<Fields> batch = builder().upload(lines(30)).create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(download(batch).lines()).hasSize(20).first().isEqualTo("LINE 1");
	}

	@Test
	void anUnknownCategoryIsAnErrorThatNamesThoseThereAre() {
		BatchInstance<Fields> batch = completed(Serializer.COMPRESSED, 1);
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> batch.download(this.directory.resolve("x"), (options) -> options.category("none")))
			.withMessageContaining("'none'")
			.withMessageContaining("invalid");
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void aDownloadThatFailsLeavesNoFile() {
		BatchInstance<Fields> batch = completed(Serializer.COMPRESSED, 30);
		this.system.batches.collections()
			.output(batch.id(), "main")
			.updateOne(new Document("_id", 21L),
					new Document("$set", new Document("data", new Binary(new byte[] { 9 }))));
		Path file = this.directory.resolve("out.txt");
		assertThatExceptionOfType(RocketJobException.class).isThrownBy(() -> batch.download(file))
			.withMessageContaining("damaged");
		assertThat(this.directory).isEmptyDirectory();
		assertThatExceptionOfType(RocketJobException.class)
			.isThrownBy(() -> batch.download(this.directory.resolve("missing/out.txt")))
			.withMessageContaining("missing");
	}

	@Test
	void anEncryptedSliceThatWasPutInAnotherPlaceIsRefused() {
		BatchInstance<Fields> batch = completed(Serializer.ENCRYPTED, 20);
		Document first = this.system.batches.collections()
			.output(batch.id(), "main")
			.find(new Document("_id", 1L))
			.first();
		this.system.batches.collections()
			.output(batch.id(), "main")
			.updateOne(new Document("_id", 11L), new Document("$set", new Document("data", first.get("data"))));
		assertThatExceptionOfType(RocketJobException.class).isThrownBy(() -> download(batch));
	}

	@Test
	void simpleValuesAreWrittenAsTheyAreAndOthersAsJson() {
		this.job.script = (line, context) -> Result.of(7)
			.and(true)
			.and(1.5)
			.and(Instant.EPOCH)
			.and(List.of("a", 1))
			.and(new Fields("x", 2))
			.and(new Document("a", 1));
		BatchInstance<Fields> batch = builder().upload(List.of("one")).create();
		this.system.queue.drain();
		assertThat(download(batch)).isEqualTo(
				"7\ntrue\n1.5\n1970-01-01T00:00:00Z\n[\"a\", 1]\n" + "{\"text\": \"x\", \"number\": 2}\n{\"a\": 1}\n");
	}

	@Test
	void aDirectoryIsRefusedAndStays() {
		BatchInstance<Fields> batch = completed(Serializer.COMPRESSED, 1);
		assertThatExceptionOfType(RocketJobException.class).isThrownBy(() -> batch.download(this.directory))
			.withMessageContaining(this.directory + ": it is a directory");
		assertThat(this.directory).isEmptyDirectory();
		assertThat(this.directory.getParent()).isDirectoryNotContaining((other) -> other.toString().endsWith(".part"));
	}

	@ParameterizedTest
	@EnumSource(value = Serializer.class, names = { "COMPRESSED", "BZIP2" })
	void aUuidIsWrittenAsTextAndBytesAsBase64(Serializer serializer) {
		UUID uuid = new UUID(1, 2);
		this.job.script = (line, context) -> Result.of(uuid).and(new byte[] { 1, 2, 3 });
		assertThat(download(completed(serializer, 1))).isEqualTo(uuid + "\nAQID\n");
	}

	@Test
	void aUuidAndBytesAreTheSameLineWithAndWithoutAWriterOfJson() {
		Binary uuid = new Binary(BsonBinarySubType.UUID_STANDARD,
				new byte[] { 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2 });
		Lines own = new Lines((value) -> "written by the application");
		for (Lines lines : List.of(Lines.EXTENDED, own)) {
			assertThat(lines.of(uuid)).isEqualTo(new UUID(1, 2).toString());
			assertThat(lines.of(new UUID(1, 2))).isEqualTo(new UUID(1, 2).toString());
			assertThat(lines.of(new Binary(new byte[] { 1, 2, 3 }))).isEqualTo("AQID");
			assertThat(lines.of(new byte[] { 1, 2, 3 })).isEqualTo("AQID");
		}
		assertThat(Lines.EXTENDED.of(new Document("id", uuid))).contains("$binary");
		assertThat(own.of(new Document("id", uuid))).isEqualTo("written by the application");
	}

	@ParameterizedTest
	@EnumSource(Serializer.class)
	void aValueOfSeveralLinesIsOneValueAlsoAfterARetry(Serializer serializer) {
		this.job.script = (line, context) -> switch (line) {
			case "line 1", "line 16" -> "a\nb\n";
			case "line 7" -> Result.of("x").and("\n").and("");
			case "line 8" -> "long" + "\n".repeat(300) + "text";
			case "line 9" -> throw new IllegalStateException("fails");
			default -> line;
		};
		BatchInstance<Fields> batch = builder().output("main", (output) -> output.serializer(serializer))
			.upload(lines(20))
			.create();
		this.system.queue.drain();
		Script<Fields, String> failing = this.job.script;
		this.job.script = (line, context) -> line.equals("line 9") ? "nine" : failing.run(line, context);
		batch.reload().retry();
		this.system.queue.drain();
		List<String> expected = new ArrayList<>(lines(20));
		expected.set(0, "a\nb\n");
		expected.set(15, "a\nb\n");
		expected.set(7, "long" + "\n".repeat(300) + "text");
		expected.set(8, "nine");
		expected.set(6, "x");
		expected.addAll(7, List.of("\n", ""));
		assertThat(this.job.ran).hasSize(21);
		assertThat(batch.output("main", String.class)).containsExactlyElementsOf(expected);
		assertThat(batch.outputCount("main")).isEqualTo(22);
		assertThat(download(batch)).isEqualTo(String.join("\n", expected) + "\n");
	}

	@Test
	void whatAFailedSliceHasMadeSoFarIsEncryptedToo() {
		this.job.failsAt("line 5");
		BatchInstance<Fields> batch = builder()
			.output("main", (output) -> output.serializer(Serializer.ENCRYPTED_BZIP2))
			.upload(lines(10))
			.create();
		this.system.queue.drain();
		this.job.failsAt("never");
		batch.retry();
		this.system.queue.drain();
		assertThat(download(batch)).isEqualTo(text(10));
		assertThat(this.job.ran).hasSize(11);
	}

	private BatchInstance<Fields> completed(Serializer serializer, int count) {
		BatchInstance<Fields> batch = builder().output("main", (output) -> output.serializer(serializer))
			.upload(lines(count))
			.create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		return batch;
	}

	private BatchBuilder<Fields, String> builder() {
		return this.system.rocketJob.batch(LineJob.class).fields(new Fields("text", 7));
	}

	private static String download(BatchInstance<?> batch) {
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		batch.download(stream, (options) -> {
		});
		return stream.toString(StandardCharsets.UTF_8);
	}

	private static List<String> lines(int count) {
		return IntStream.rangeClosed(1, count).mapToObj((i) -> "line " + i).toList();
	}

	private static String text(int count) {
		return IntStream.rangeClosed(1, count).mapToObj((i) -> "LINE " + i + "\n").collect(Collectors.joining());
	}

	private static ByteArrayResource bytes(String text) {
		return new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8));
	}

}
