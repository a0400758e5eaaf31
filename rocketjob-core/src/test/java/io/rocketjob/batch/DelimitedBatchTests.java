package io.rocketjob.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.rocketjob.BatchBuilder;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.Encrypted;
import io.rocketjob.FailedSlice;
import io.rocketjob.InputCategory;
import io.rocketjob.InvalidJobException;
import io.rocketjob.InvalidRecordException;
import io.rocketjob.JobState;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobException;
import io.rocketjob.Serializer;
import io.rocketjob.TestSystem;
import io.rocketjob.batch.SampleBatches.LineJob;
import io.rocketjob.batch.record.csv.CsvFormat;
import io.rocketjob.batch.record.csv.PsvFormat;
import io.rocketjob.batch.record.fixed.FixedFormat;
import io.rocketjob.batch.record.json.JsonFormat;
import io.rocketjob.encryption.Keysets;
import io.rocketjob.encryption.TinkEncryption;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Delimited text from an upload through the workers to a download. */
class DelimitedBatchTests {

	private final TestSystem system = TestSystem
		.with(RowJob.class, LineJob.class, TradeJob.class, WholeJob.class, SecretJob.class)
		.encryption(TinkEncryption.of(new ByteArrayResource(Keysets.newValues().getBytes(StandardCharsets.UTF_8))))
		.format(new CsvFormat())
		.format(new PsvFormat())
		.format(new JsonFormat())
		.format(new FixedFormat())
		.start();

	private final RowJob job = this.system.bean(RowJob.class);

	@TempDir
	Path directory;

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void recordsAreMapsOfTheNamesInTheHeader() throws IOException {
		BatchInstance<Void> batch = rows().upload(file("a.csv", "ID#;First Name\r\n1;\"Ann\nLee\"\r\n2;\r\n3;\"\"\r\n"))
			.create();
		assertThat(batch.recordCount()).isEqualTo(3);
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.job.ran).containsExactly(row("id", "1", "first_name", "Ann\nLee"),
				row("id", "2", "first_name", null), row("id", "3", "first_name", ""));
		assertThat(download(batch)).isEqualTo("first_name,id\n\"Ann\nLee\",1\n,2\n\"\",3\n");
	}

	@Test
	void aJobOfTextGetsTheRecordsAsTheyAreInTheFile() throws IOException {
		this.system.rocketJob.batch(LineJob.class)
			.fields(new LineJob.Fields("", 0))
			.input((input) -> input.format("auto"))
			.upload(file("a.csv", "a,b\n1,\"x\ny\"\n\n2,3\n"))
			.create();
		this.system.queue.drain();
		assertThat(this.system.bean(LineJob.class).ran).containsExactly("1,\"x\ny\"", "2,3");
	}

	@Test
	void aFileThatIsWrongLeavesNothingBehind() throws IOException {
		Path file = file("wrong.csv", "id;name\n1;a\n2;\"b\"c\n");
		assertThatExceptionOfType(InvalidRecordException.class).isThrownBy(() -> rows().upload(file).create())
			.withMessageContaining("wrong.csv")
			.withMessageEndingWith(": Line 3 has text after the closing quote of a value")
			.satisfies((ex) -> assertThat(ex.recordNumber()).isEqualTo(2));
		assertThat(this.system.rocketJob.jobs().list()).isEmpty();
	}

	@Test
	void aSingleJobAndASingleFileHaveOptionsOfTheirOwn() throws IOException {
		rows().input((input) -> input.option("separator", "|"))
			.upload(file("a.csv", "a|b\n1|2\n"))
			.upload((writer) -> writer.writeFile(new FileSystemResource(file("b.csv", "3,4\n")),
					(options) -> options.option("separator", ",").option("columns", List.of("a", "b"))))
			.upload((writer) -> writer.writeFile(new FileSystemResource(file("c.psv", "a|b\n5|6\n")),
					(options) -> options.format("psv")))
			.create();
		this.system.queue.drain();
		assertThat(this.job.ran).containsExactly(row("a", "1", "b", "2"), row("a", "3", "b", "4"),
				row("a", "5", "b", "6"));
	}

	@Test
	void optionsThatAreWrongAreRefusedBeforeAnythingIsStored() throws IOException {
		Path file = file("a.csv", "a;b\n");
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> rows().input((input) -> input.option("quote", "''")).upload(file).create())
			.withMessageContaining(
					"input.main.format: The option 'quote' of the record format 'csv' is ''''; it must be one character");
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> rows().output("main", (output) -> output.option("qoute", "'")).upload(file).create())
			.withMessageContaining("output.main.format: The record format 'csv' has no option 'qoute'");
		assertThat(this.system.rocketJob.jobs().list()).isEmpty();
	}

	@Test
	void aDownloadChoosesItsColumns() throws IOException {
		BatchInstance<Void> batch = rows().upload(file("a.csv", "a;b\n1;2\n")).create();
		this.system.queue.drain();
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		batch.reload().download(output, (options) -> options.option("columns", "b, a, c").option("lineEnd", "crlf"));
		assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("b,a,c\r\n2,1,\r\n");
		output.reset();
		batch.reload().download(output, (options) -> options.header("# made by us").option("columns", "a"));
		assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("# made by us\n1\n");
	}

	@Test
	void recordsAreBoundToTheClassOfTheJob() throws IOException {
		BatchInstance<Void> batch = this.system.rocketJob.batch(TradeJob.class)
			.upload(file("trades.csv",
					"ID,Traded At,Price,Buyer Name,note\n1,2026-11-28T18:00:00Z,1.50,Ann,x\n2,,,,\n"))
			.create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.system.bean(TradeJob.class).ran).containsExactly(
				new Trade(1, Instant.parse("2026-11-28T18:00:00Z"), new BigDecimal("1.50"), new Buyer("Ann")),
				new Trade(2, null, null, null));
	}

	@Test
	void aWrongValueFailsItsRecordAndNamesFileColumnValueAndType() throws IOException {
		BatchInstance<Void> batch = this.system.rocketJob.batch(TradeJob.class)
			.upload(file("trades.csv", "id,price\n1,1.50\n2,\"1,50\"\n"))
			.create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		try (Stream<FailedSlice> slices = batch.failedSlices()) {
			FailedSlice slice = slices.toList().get(0);
			assertThat(slice.failedRecord()).isEqualTo(2);
			assertThat(slice.exception().message())
				.endsWith("in trades.csv, line 3: column 'price': '1,50' is no BigDecimal");
			slice.update(1, "2,1.75").retry();
		}
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.system.bean(TradeJob.class).ran).extracting(Trade::price)
			.containsExactly(new BigDecimal("1.50"), new BigDecimal("1.75"));
	}

	@Test
	void theLineOfARecordIsThatInWhichItBeginsInItsFile() throws IOException {
		BatchInstance<Void> batch = this.system.rocketJob.batch(TradeJob.class)
			.upload(file("trades.csv", "note,id\n\n\"a\nb\nc\",1\n\nd,2\ne,x\n"))
			.create();
		this.system.queue.drain();
		try (Stream<FailedSlice> slices = batch.failedSlices()) {
			FailedSlice slice = slices.toList().get(0);
			assertThat(slice.failedRecord()).isEqualTo(3);
			assertThat(slice.exception().message()).contains("in trades.csv, line 8: column 'id': 'x'");
			slice.update(2, "e,y").retry();
		}
		this.system.queue.drain();
		try (Stream<FailedSlice> slices = batch.failedSlices()) {
			assertThat(slices.toList().get(0).exception().message())
				.contains("in trades.csv, line 8: column 'id': 'y'");
		}
	}

	@Test
	void linesWithoutAFormatAreRefusedAtTheirUploadWhereAJobWantsAClass() throws IOException {
		Path file = file("trades.txt", "id,price\n1,1.50\n");
		assertThatExceptionOfType(InvalidRecordException.class)
			.isThrownBy(() -> this.system.rocketJob.batch(TradeJob.class)
				.input((input) -> input.format("lines"))
				.upload(file)
				.create())
			.withMessageContaining("is text without a format")
			.withMessageContaining("wants records of io.rocketjob.batch.DelimitedBatchTests$Trade")
			.withMessageContaining("name the format of the file, such as @InputCategory(format = \"csv\")");
		assertThatExceptionOfType(InvalidRecordException.class)
			.isThrownBy(() -> rows().input((input) -> input.format("auto")).upload(file).create())
			.withMessageContaining("wants records of java.util.Map");
		assertThat(this.system.rocketJob.jobs().list()).isEmpty();
	}

	@Test
	void linesBecomeAllThatCanBeMadeOfText() throws IOException {
		this.system.rocketJob.batch(WholeJob.class)
			.input((input) -> input.format("lines"))
			.upload(file("numbers.txt", "1\n2\n"))
			.create();
		this.system.queue.drain();
		assertThat(this.system.rocketJob.jobs().list()).isEmpty();
	}

	@Test
	void aFileThatCannotBecomeTheRecordsOfTheJobIsRefusedAtItsUpload() throws IOException {
		Path numbers = file("numbers.csv", "a\n1\n");
		assertThatExceptionOfType(InvalidRecordException.class)
			.isThrownBy(() -> this.system.rocketJob.batch(WholeJob.class).upload(numbers).create())
			.withMessageContaining("numbers.csv")
			.withMessageContaining("its records cannot be read as java.lang.Integer");
		Path twice = file("twice.csv", "id,Traded At,tradedAt\n1,2026-11-28T18:00:00Z,\n");
		assertThatExceptionOfType(InvalidRecordException.class)
			.isThrownBy(() -> this.system.rocketJob.batch(TradeJob.class).upload(twice).create())
			.withMessageContaining("twice.csv")
			.withMessageContaining("'traded_at' and 'tradedat' are both for one value");
		assertThat(this.system.rocketJob.jobs().list()).isEmpty();
	}

	@Test
	void aWrongValueOfAnEncryptedCategoryIsNotShown() throws IOException {
		BatchInstance<Void> batch = this.system.rocketJob.batch(TradeJob.class)
			.input((input) -> input.serializer(Serializer.ENCRYPTED))
			.upload(file("trades.csv", "id,price\n1,\"1,50\"\n"))
			.create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		try (Stream<FailedSlice> slices = batch.failedSlices()) {
			assertThat(slices.toList().get(0).exception()).asString()
				.contains("in trades.csv, line 2: column 'price': its value is no BigDecimal")
				.doesNotContain("1,50");
		}
	}

	@Test
	void aSecretThatAConstructorQuotesIsNotStoredWithTheFailure() throws IOException {
		BatchInstance<Void> batch = this.system.rocketJob.batch(SecretJob.class)
			.upload(file("people.csv", "ssn\n078-05\n"))
			.create();
		this.system.queue.drain();
		try (Stream<FailedSlice> slices = batch.failedSlices()) {
			assertThat(slices.toList().get(0).exception()).asString()
				.contains("the constructor of Secret refuses its values")
				.doesNotContain("078-05");
		}
	}

	@Test
	void numbersThatTheDatabaseLacksAreNumbersInAFileAgain() throws IOException {
		String json = "{\"a\":123456789012345678901234567890,\"b\":[{\"c\":1E+9999}],\"d\":0." + "12345".repeat(11)
				+ ",\"e\":\"12\"}\n";
		BatchInstance<Void> batch = rows().input((input) -> input.format("json"))
			.output("main", (output) -> output.format("json"))
			.upload(file("a.json", json))
			.create();
		this.system.queue.drain();
		assertThat(download(batch.reload())).isEqualTo(json);
	}

	@Test
	void aRecordThatTheFormatCannotExpressNamesCategoryRecordAndColumn() throws IOException {
		BatchInstance<Void> batch = rows().upload(file("a.csv", "a;b\n1;2\n3;x\n")).create();
		this.system.queue.drain();
		assertThatExceptionOfType(RocketJobException.class)
			.isThrownBy(() -> batch.reload()
				.download(new ByteArrayOutputStream(),
						(options) -> options.format("fixed").option("layout", "a:3,b:3:integer")))
			.withMessage("The output 'main' of job " + batch.id()
					+ " cannot be written in the format 'fixed': Record 2 has no number for column 'b'");
	}

	private BatchBuilder<Void, Map<String, @Nullable Object>> rows() {
		return this.system.rocketJob.batch(RowJob.class);
	}

	private static String download(BatchInstance<Void> batch) {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		batch.download(output, (options) -> {
		});
		return output.toString(StandardCharsets.UTF_8);
	}

	private Path file(String name, String text) throws IOException {
		return Files.writeString(this.directory.resolve(name), text);
	}

	private static Map<String, @Nullable Object> row(@Nullable Object... namesAndValues) {
		Map<String, @Nullable Object> row = new LinkedHashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			row.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
		}
		return row;
	}

	record Trade(int id, @Nullable Instant tradedAt, @Nullable BigDecimal price, @Nullable Buyer buyer) {

	}

	record Buyer(String name) {

	}

	record Secret(@Encrypted String ssn) {

		Secret {
			throw new IllegalArgumentException("bad ssn " + ssn);
		}

	}

	/** Takes records that quote what they refuse. */
	@RocketJob(name = "secret-job", destroyOnComplete = false)
	@InputCategory(format = "csv")
	static class SecretJob implements BatchJob<Void, Secret, Void> {

		@Override
		public @Nullable Void perform(Secret secret, BatchContext<Void> context) {
			return null;
		}

	}

	/** Takes what no row can be. */
	@RocketJob(name = "whole-job")
	@InputCategory(format = "csv")
	static class WholeJob implements BatchJob<Void, Integer, Void> {

		@Override
		public @Nullable Void perform(Integer number, BatchContext<Void> context) {
			return null;
		}

	}

	/** Takes records of a class of its own. */
	@RocketJob(name = "trade-job", destroyOnComplete = false)
	@InputCategory(format = "csv")
	static class TradeJob implements BatchJob<Void, Trade, Void> {

		final List<Trade> ran = Collections.synchronizedList(new ArrayList<>());

		@Override
		public @Nullable Void perform(Trade trade, BatchContext<Void> context) {
			this.ran.add(trade);
			return null;
		}

	}

	/** Gives each record back. */
	@RocketJob(name = "row-job")
	@InputCategory(sliceSize = 2, format = "csv", options = "separator=;")
	@OutputCategory(format = "csv")
	static class RowJob implements BatchJob<Void, Map<String, @Nullable Object>, Map<String, @Nullable Object>> {

		final List<Map<String, @Nullable Object>> ran = Collections.synchronizedList(new ArrayList<>());

		@Override
		public Map<String, @Nullable Object> perform(Map<String, @Nullable Object> row, BatchContext<Void> context) {
			this.ran.add(row);
			Map<String, @Nullable Object> output = new LinkedHashMap<>();
			row.keySet().stream().sorted().forEach((name) -> output.put(name, row.get(name)));
			return output;
		}

	}

}
