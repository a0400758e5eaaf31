package io.rocketjob.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import io.rocketjob.BatchBuilder;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.FailedSlice;
import io.rocketjob.InputCategory;
import io.rocketjob.InvalidJobException;
import io.rocketjob.InvalidRecordException;
import io.rocketjob.JobState;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.Serializer;
import io.rocketjob.TestSystem;
import io.rocketjob.batch.SampleBatches.LineJob;
import io.rocketjob.batch.record.RecordFileReader;
import io.rocketjob.batch.record.RecordFileWriter;
import io.rocketjob.batch.record.RecordFormat;
import io.rocketjob.batch.record.RecordInput;
import io.rocketjob.batch.record.RecordOutput;
import io.rocketjob.batch.record.RecordValue;
import io.rocketjob.jobclass.JobClassException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.io.FileSystemResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What a record format is asked for, by one for tests. */
class RecordFormatTests {

	private static final Person ANN = new Person("Ann", 30, LocalDate.of(1996, 2, 3));

	private static final Person BOB = new Person("Bob", 40, LocalDate.of(1986, 4, 5));

	private final CardFormat cards = new CardFormat();

	private final TestSystem system = TestSystem.with(PersonJob.class, LineJob.class)
		.format(this.cards)
		.format(new RowFormat())
		.start();

	private final PersonJob job = this.system.bean(PersonJob.class);

	@TempDir
	Path directory;

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void recordsAreCutAtUploadAndParsedOnTheWorkers() throws IOException {
		BatchInstance<Void> batch = people().upload(file("a.cards", ANN, BOB, ANN)).create();
		assertThat(batch.recordCount()).isEqualTo(3);
		assertThat(batch.status().slicesQueued()).isEqualTo(2);
		assertThat(this.cards.parsed).hasValue(0);
		this.system.queue.drain();
		assertThat(this.job.ran).containsExactly(ANN, BOB, ANN);
		assertThat(this.cards.parsed).hasValue(3);
	}

	@Test
	void aJobOfTextGetsRecordsAsTheyAreInTheFile() throws IOException {
		this.system.rocketJob.batch(LineJob.class)
			.fields(new LineJob.Fields("", 0))
			.input((input) -> input.format("cards"))
			.upload(file("a.cards", ANN, BOB))
			.create();
		this.system.queue.drain();
		assertThat(this.system.bean(LineJob.class).ran).containsExactly("Ann\n30\n1996-02-03", "Bob\n40\n1986-04-05");
		assertThat(this.cards.parsed).hasValue(0);
	}

	@Test
	void eachFileOfAnUploadHasALayoutOfItsOwnAndRecordsMayBeBesideThem() throws IOException {
		Path other = Files.writeString(this.directory.resolve("b.cards"),
				"columns:born,name,age\n1986-04-05\nBob\n40\n--\n");
		BatchInstance<Void> batch = people().upload((writer) -> {
			writer.write(BOB);
			writer.writeFile(new FileSystemResource(file("a.cards", ANN)));
			writer.writeFile(new FileSystemResource(other));
			writer.write(ANN);
		}).create();
		assertThat(batch.recordCount()).isEqualTo(4);
		this.system.queue.drain();
		assertThat(this.job.ran).containsExactly(BOB, ANN, BOB, ANN);
	}

	@Test
	void aSliceHasRecordsOfOneFileWhichMessagesName() throws IOException {
		BatchInstance<Void> batch = people().upload((writer) -> {
			writer.writeFile(new FileSystemResource(file("a.cards", ANN)));
			writer.writeFile(new FileSystemResource(file("b.cards", BOB)));
		}).create();
		assertThat(batch.status().slicesQueued()).isEqualTo(2);
		this.system.queue.drain();
		assertThat(this.job.ran).containsExactly(ANN, BOB);
	}

	@Test
	void aFileThatDoesNotBeginAsItsFormatDoesIsRefusedAndNothingIsLeft() throws IOException {
		Path wrong = Files.writeString(this.directory.resolve("wrong.cards"), "Ann\n");
		assertThatExceptionOfType(InvalidRecordException.class).isThrownBy(() -> people().upload(wrong).create())
			.withMessageContaining("wrong.cards")
			.withMessageEndingWith(": Line 1 does not name the columns");
		assertThat(this.system.rocketJob.jobs().list()).isEmpty();
	}

	@Test
	void contentThatIsWrongIsRefusedNamingFileRecordAndPlace() throws IOException {
		Path cut = Files.writeString(this.directory.resolve("cut.cards"), "columns:name\nAnn\n--\nBob\n");
		assertThatExceptionOfType(InvalidRecordException.class).isThrownBy(() -> people().upload(cut).create())
			.withMessageContaining("cut.cards")
			.withMessageEndingWith(": Line 4 is the last, and no line of dashes")
			.satisfies((ex) -> assertThat(ex.recordNumber()).isEqualTo(2));
		assertThat(this.system.rocketJob.jobs().list()).isEmpty();
	}

	@Test
	void aRecordThatCannotBeParsedFailsAndIsCorrectedAsText() throws IOException {
		Path file = Files.writeString(this.directory.resolve("a.cards"),
				"columns:name,age,born\nAnn\n30\n1996-02-03\n--\nBob\n40\n--\n");
		BatchInstance<Void> batch = people().upload(file).create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		FailedSlice slice = onlyFailedSlice(batch);
		assertThat(slice.failedRecord()).isEqualTo(2);
		assertThat(slice.exception().message()).contains(Person.class.getName())
			.endsWith("it has 2 values, and the columns are [name, age, born]");
		assertThat(slice.records(String.class)).containsExactly("Ann\n30\n1996-02-03", "Bob\n40");
		assertThatExceptionOfType(InvalidRecordException.class).isThrownBy(() -> slice.update(1, BOB))
			.withMessageContaining("must be a String")
			.withMessageContaining("'cards'");
		FailedSlice corrected = slice.update(1, "Bob\n40\n1986-04-05");
		assertThat(corrected.records(Person.class)).containsExactly(ANN, BOB);
		corrected.retry();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.job.ran).containsExactly(ANN, BOB);
	}

	@Test
	void aServerWithoutTheFormatFailsTheSliceAndSaysWhatIsMissing() throws IOException {
		BatchInstance<Void> batch = people().upload(file("a.cards", ANN)).create();
		try (TestSystem other = TestSystem.with(LinesPersonJob.class).sharing(this.system).start()) {
			other.queue.drain();
		}
		assertThat(onlyFailedSlice(batch).exception().message()).contains("'cards'").contains("[lines]");
	}

	@Test
	void aFormatMayGiveValuesAtUpload() throws IOException {
		Path file = Files.writeString(this.directory.resolve("a.rows"), "anything");
		people().upload((writer) -> writer.writeFile(new FileSystemResource(file), (options) -> options.format("auto")))
			.create();
		this.system.queue.drain();
		assertThat(this.job.ran).containsExactly(ANN, BOB);
	}

	@Test
	void aBatchInMemoryParsesItsRecordsToo() throws Exception {
		assertThat(people().upload(file("a.cards", ANN, BOB, ANN))
			.performNow()
			.main()
			.stream()
			.map((record) -> String.valueOf(((Map<?, ?>) Objects.requireNonNull(record)).get("name"))))
			.containsExactly("Ann", "Bob", "Ann");
	}

	@Test
	void theNameOfAFileTellsItsFormatWithoutItsCompression() throws IOException {
		Path packed = this.directory.resolve("People.CARDS.gz");
		try (GZIPOutputStream output = new GZIPOutputStream(Files.newOutputStream(packed))) {
			output.write(text(ANN).getBytes(StandardCharsets.UTF_8));
		}
		people().input((input) -> input.format("auto")).upload(packed).create();
		this.system.queue.drain();
		assertThat(this.job.ran).containsExactly(ANN);
	}

	@Test
	void anUploadSetsOptionsOfTheFormat() throws IOException {
		Path file = Files.writeString(this.directory.resolve("a.cards"),
				text(ANN).replace("name,age,born", "name;age;born"));
		people()
			.upload((writer) -> writer.writeFile(new FileSystemResource(file),
					(options) -> options.option("separator", ";")))
			.create();
		this.system.queue.drain();
		assertThat(this.job.ran).containsExactly(ANN);
	}

	@Test
	void outputIsWrittenInTheFormatOfItsCategory() throws IOException {
		BatchInstance<Void> batch = completed();
		assertThat(download(batch)).isEqualTo("columns:name,text\nAnn\nis 30\n--\nBob\nis 40\n--\n");
		Path packed = this.directory.resolve("out.gz");
		assertThat(batch.download(packed)).isEqualTo(2);
		try (GZIPInputStream input = new GZIPInputStream(Files.newInputStream(packed))) {
			assertThat(new String(input.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(download(batch));
		}
	}

	@Test
	void aDownloadNamesAnotherFormatAndItsOptions() throws IOException {
		BatchInstance<Void> batch = completed();
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		batch.download(output, (options) -> options.option("columns", "text"));
		assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("columns:text\nis 30\n--\nis 40\n--\n");
		output.reset();
		batch.download(output, (options) -> options.format("lines").header("people"));
		assertThat(output.toString(StandardCharsets.UTF_8)).startsWith("people\n{\"name\": \"Ann\"").hasLineCount(3);
		Path rows = this.directory.resolve("out.rows");
		assertThat(batch.download(rows, (options) -> options.format("auto"))).isEqualTo(2);
		assertThat(rows).hasContent("[Ann, is 30, 1.50][Bob, is 40, 1.50]end");
	}

	@Test
	void whatAFormatCannotExpressLeavesNoFile() throws IOException {
		BatchInstance<Void> batch = completed();
		Path file = this.directory.resolve("out.cards");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> batch.download(file, (options) -> options.header("name,text")))
			.withMessageContaining("no header of the caller");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> batch.download(file, (options) -> options.option("colums", "text")))
			.withMessageContaining("no option 'colums'");
		assertThatIllegalArgumentException().isThrownBy(() -> batch.download(file, (options) -> options.format("psv")))
			.withMessageContaining("'psv'")
			.withMessageContaining("[cards, lines, rows]");
		assertThat(this.directory).isDirectoryNotContaining((each) -> each.toString().contains("out.cards"));
	}

	@Test
	void aFormatThatIsNotThereIsRefusedBeforeAnythingIsStored() throws IOException {
		Path file = file("a.cards", ANN);
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> people().input((input) -> input.format("psv"))
				.output("main", (output) -> output.format("tsv"))
				.upload(file)
				.create())
			.withMessageContaining("input.main.format: there is no record format 'psv'")
			.withMessageContaining("output.main.format: there is no record format 'tsv'");
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> people()
				.upload((writer) -> writer.writeFile(new FileSystemResource(file), (options) -> options.format("psv")))
				.create())
			.withMessageContaining("There is no record format 'psv'; there are [cards, lines, rows]");
		assertThat(this.system.rocketJob.jobs().list()).isEmpty();
		assertThatExceptionOfType(JobClassException.class)
			.isThrownBy(() -> TestSystem.with(PersonJob.class).start().close())
			.withMessageContaining(
					"input.main.format: there is no record format 'cards'; there are [lines] and 'auto'");
	}

	@Test
	void outputThatIsStoredAsLinesCanHaveNoOtherFormat() throws IOException {
		Path file = file("a.cards", ANN);
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(
				() -> people().output("main", (output) -> output.serializer(Serializer.BZIP2)).upload(file).create())
			.withMessageContaining(
					"output.main.format: BZIP2 stores the texts of records in UTF-8, one after the other, which cards cannot be");
		BatchInstance<Void> batch = people()
			.output("main", (output) -> output.serializer(Serializer.BZIP2).format("lines"))
			.upload(file)
			.create();
		this.system.queue.drain();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> batch.download(this.directory.resolve("out"), (options) -> options.format("cards")))
			.withMessageContaining(
					"is stored as lines (BZIP2), which cannot be written in the format 'cards' any more");
	}

	@Test
	void textThatWorkersWriteHasAFormatWithAName() throws IOException {
		Path file = file("a.cards", ANN);
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> people()
				.output("main", (output) -> output.serializer(Serializer.GZIP).format(RecordFormat.AUTO))
				.upload(file)
				.create())
			.withMessageContaining("output.main.format: GZIP stores text that workers write")
			.withMessageContaining("name the format");
	}

	private BatchBuilder<Void, Person> people() {
		return this.system.rocketJob.batch(PersonJob.class);
	}

	private BatchInstance<Void> completed() throws IOException {
		BatchInstance<Void> batch = people().upload(file("a.cards", ANN, BOB)).create();
		this.system.queue.drain();
		return batch.reload();
	}

	private static String download(BatchInstance<Void> batch) {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		batch.download(output, (options) -> {
		});
		return output.toString(StandardCharsets.UTF_8);
	}

	private static FailedSlice onlyFailedSlice(BatchInstance<Void> batch) {
		try (Stream<FailedSlice> slices = batch.failedSlices()) {
			List<FailedSlice> all = slices.toList();
			assertThat(all).hasSize(1);
			return all.get(0);
		}
	}

	private Path file(String name, Person... people) throws IOException {
		return Files.writeString(this.directory.resolve(name), text(people));
	}

	private static String text(Person... people) {
		StringBuilder text = new StringBuilder("columns:name,age,born\n");
		Arrays.asList(people)
			.forEach((person) -> text.append(person.name() + "\n" + person.age() + "\n" + person.born() + "\n--\n"));
		return text.toString();
	}

	record Person(String name, int age, LocalDate born) {

	}

	/** Says of each person how old it is. */
	@RocketJob(name = "person-job")
	@InputCategory(sliceSize = 2, format = "cards")
	@OutputCategory(format = "cards")
	static class PersonJob implements BatchJob<Void, Person, Map<String, Object>> {

		final List<Person> ran = Collections.synchronizedList(new ArrayList<>());

		@Override
		public Map<String, Object> perform(Person person, BatchContext<Void> context) {
			this.ran.add(person);
			Map<String, Object> output = new LinkedHashMap<>();
			output.put("name", person.name());
			output.put("text", "is " + person.age());
			output.put("price", new BigDecimal("1.50"));
			return output;
		}

	}

	/** The same job on a server that does not have the format. */
	@RocketJob(name = "person-job")
	static class LinesPersonJob implements BatchJob<Void, Person, Object> {

		@Override
		public @Nullable Object perform(Person person, BatchContext<Void> context) {
			return null;
		}

	}

	/** What formats of binary files have: rows at upload, and an end to be written. */
	private static final class RowFormat implements RecordFormat {

		@Override
		public String name() {
			return "rows";
		}

		@Override
		public List<String> endings() {
			return List.of(".rows");
		}

		@Override
		public RecordFileReader reader(RecordInput input) {
			Iterator<Map<String, Object>> rows = Stream.of(ANN, BOB)
				.map((person) -> Map.<String, Object>of("name", person.name(), "age", (short) person.age(), "born",
						person.born()))
				.iterator();
			return new RecordFileReader() {

				@Override
				public @Nullable Object read() {
					return rows.hasNext() ? rows.next() : null;
				}

			};
		}

		@Override
		public RecordFileWriter writer(RecordOutput output) {
			return new RecordFileWriter() {

				@Override
				public void write(RecordValue record) throws IOException {
					Map<?, ?> value = (Map<?, ?>) record.value();
					assertThat(value.get("price")).isInstanceOf(BigDecimal.class);
					output.stream().write(String.valueOf(value.values()).getBytes(StandardCharsets.UTF_8));
				}

				@Override
				public void finish() throws IOException {
					output.stream().write("end".getBytes(StandardCharsets.UTF_8));
				}

			};
		}

	}

}
