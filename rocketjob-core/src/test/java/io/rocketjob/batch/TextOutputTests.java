package io.rocketjob.batch;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.rocketjob.BatchBuilder;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.FixedWidth;
import io.rocketjob.InvalidJobException;
import io.rocketjob.JobState;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobException;
import io.rocketjob.Serializer;
import io.rocketjob.TestSystem;
import io.rocketjob.batch.record.csv.CsvFormat;
import io.rocketjob.batch.record.fixed.FixedFormat;
import io.rocketjob.batch.record.json.JsonFormat;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Output whose text workers write, and text that is made of values by many threads. */
class TextOutputTests {

	private static final List<Object> VALUES = List.of(Map.of("a", "\u00e4\"\n", "$b.c", 1),
			Map.of("long", 1L << 40, "double", 1.5, "boolean", true), new Document("a", 1).append("b", null), "a text",
			7, 8L, List.of(1, "x", Map.of("y", 2)), new Point(1, BigDecimal.valueOf(150, 2), Instant.EPOCH),
			Map.of("deep", Map.of("deeper", List.of(Map.of("z", "z")))), Collections.singletonMap("none", null),
			Map.of("number", new BigInteger("123456789012345678901234567890123456789012345")),
			Map.of("id", new UUID(1, 2)), Map.of("_t", "x", "_v", "y"), Map.of("$type", "x", "value", "y"));

	private final TestSystem system = TestSystem.with(ValueJob.class, PointJob.class)
		.format(new JsonFormat())
		.format(new CsvFormat())
		.format(new FixedFormat())
		.start();

	private final ValueJob job = this.system.bean(ValueJob.class);

	@TempDir
	Path directory;

	@AfterEach
	void close() {
		this.system.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "json", "lines" })
	void textThatWorkersWriteIsThatOfADownload(String format) {
		this.job.values = VALUES;
		assertThat(download(completed(Serializer.GZIP, format)))
			.isEqualTo(download(completed(Serializer.COMPRESSED, format)));
	}

	@Test
	void whatWasWrittenBeforeAFailureStays() {
		this.job.values = Arrays.asList(Map.of("n", 1), Map.of("n", Double.NaN), Map.of("n", 3));
		BatchInstance<Void> batch = create(Serializer.GZIP, "json");
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(batch.failures().get(0).message()).contains("What record 2 has made",
				"the number NaN, which JSON cannot express, in column 'n'");
		this.job.values = Arrays.asList(Map.of("n", "again"), Map.of("n", 2), Map.of("n", 3));
		batch.reload().retry();
		this.system.queue.drain();
		assertThat(download(batch)).isEqualTo("{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n");
	}

	@Test
	void aRecordThatADownloadCannotExpressIsNamedByItsNumber() {
		this.job.values = IntStream.rangeClosed(1, 400)
			.<Object>mapToObj((i) -> Map.of("n", (i == 333) ? Double.NaN : i))
			.toList();
		BatchInstance<Void> batch = completed(Serializer.COMPRESSED, "json");
		assertThatExceptionOfType(RocketJobException.class)
			.isThrownBy(() -> batch.download(this.directory.resolve("a.json")))
			.withMessageContaining("cannot be written in the format 'json': Record 333 has the number NaN");
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void storedTextIsWrittenAsItWasStoredOrNotAtAll() {
		this.job.values = VALUES;
		BatchInstance<Void> batch = completed(Serializer.GZIP, "json");
		Path file = this.directory.resolve("out");
		assertThatIllegalArgumentException().isThrownBy(() -> batch.download(file, (options) -> options.format("csv")))
			.withMessageContaining("is stored as json (GZIP), which cannot be written in the format 'csv' any more");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> batch.download(file, (options) -> options.option("columns", "a")))
			.withMessageContaining("cannot be written with the options {columns=a} any more");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> batch.download(file, (options) -> options.charset(StandardCharsets.UTF_16)))
			.withMessageContaining("cannot be written in UTF-16 any more");
		assertThatIllegalArgumentException().isThrownBy(() -> batch.download(file, (options) -> options.header("a")))
			.withMessageContaining("JSON lines have no header");
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void whatNeedsAHeaderOfItsOwnIsRefused() {
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> create(Serializer.GZIP, "csv"))
			.withMessageContaining("output.main.format: GZIP stores the texts of records in UTF-8, one after the"
					+ " other, which csv cannot be; use the serializer COMPRESSED or ENCRYPTED for it");
	}

	@Test
	void whatTheClassOfTheRecordsSaysIsStoredWithTheJob() {
		BatchInstance<Void> batch = this.system.rocketJob.batch(PointJob.class).upload(List.of("1", "22")).create();
		this.system.queue.drain();
		assertThat(download(batch)).isEqualTo("1   one \n22  one \n");
		Document stored = this.system.jobs().find(new Document("_id", batch.id())).first();
		assertThat(String.valueOf(stored)).contains("layout");
		try (Stream<String> lines = batch.output("main", String.class)) {
			assertThat(lines).containsExactly("1   one ", "22  one ");
		}
	}

	private BatchInstance<Void> completed(Serializer serializer, String format) {
		BatchInstance<Void> batch = create(serializer, format);
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		return batch;
	}

	private BatchInstance<Void> create(Serializer serializer, String format) {
		BatchBuilder<Void, Integer> builder = this.system.rocketJob.batch(ValueJob.class);
		return builder.output("main", (output) -> output.serializer(serializer).format(format))
			.input((input) -> input.sliceSize(3))
			.upload(IntStream.range(0, this.job.values.size()).boxed().toList())
			.create();
	}

	private static String download(BatchInstance<?> batch) {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		batch.download(output, (options) -> {
		});
		return output.toString(StandardCharsets.UTF_8);
	}

	record Point(int x, BigDecimal y, Instant at) {
	}

	record Label(@FixedWidth(4) String number, @FixedWidth(4) String text) {
	}

	/** Makes what the test says. */
	@RocketJob
	@OutputCategory
	static class ValueJob implements BatchJob<Void, Integer, Object> {

		private volatile List<?> values = List.of();

		@Override
		public @Nullable Object perform(Integer record, BatchContext<Void> context) {
			return this.values.get(record);
		}

	}

	/** Makes records of fixed width. */
	@RocketJob
	@OutputCategory(serializer = Serializer.GZIP, format = "fixed")
	static class PointJob implements BatchJob<Void, String, Label> {

		@Override
		public Label perform(String record, BatchContext<Void> context) {
			return new Label(record, "one");
		}

	}

}
