package io.rocketjob.autoconfigure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.InvalidRecordException;
import io.rocketjob.JobState;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.batch.record.RecordFormat;
import io.rocketjob.batch.record.RecordFormatException;
import io.rocketjob.batch.record.RecordFormats;
import io.rocketjob.jobs.Conversion;
import io.rocketjob.jobs.ConversionJob;
import io.rocketjob.testsupport.TestDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A bean is all that a record format needs. */
class RecordFormatAutoConfigurationTests {

	private final String database = TestDatabase.get().newDatabaseName();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				RocketJobAutoConfiguration.class))
		.withPropertyValues("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
				"spring.mongodb.database=" + this.database, "rocketjob.server.shutdown-timeout=4s");

	@TempDir
	Path directory;

	@AfterEach
	void drop() {
		TestDatabase.get().dropDatabase(this.database);
	}

	@Test
	void aFormatThatIsABeanGoesFromAnUploadThroughTheWorkersToADownload() throws IOException {
		Path input = Files.write(this.directory.resolve("in.BLK"), blocks("one", "two\nlines", "drei \u00fc"));
		this.runner.withUserConfiguration(Blocks.class).run((context) -> {
			BatchInstance<?> batch = context.getBean(RocketJobTemplate.class)
				.batch(BlockJob.class)
				.upload(input)
				.create();
			assertThat(batch.recordCount()).isEqualTo(3);
			Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> batch.reload().state() == JobState.COMPLETED);
			Path output = this.directory.resolve("out.blk");
			assertThat(batch.download(output)).isEqualTo(3);
			assertThat(output).hasBinaryContent(blocks("1 ONE", "2 TWO\nLINES", "3 DREI \u00dc"));
			Path lines = this.directory.resolve("out.txt");
			batch.download(lines);
			assertThat(lines).hasContent("1 ONE\n2 TWO\nLINES\n3 DREI \u00dc\n");
		});
	}

	@Test
	void whatAFormatSaysOfAWrongFileReachesTheCaller() throws IOException {
		byte[] whole = blocks("one", "two");
		Path cut = Files.write(this.directory.resolve("cut.blk"), Arrays.copyOf(whole, whole.length - 5));
		this.runner.withUserConfiguration(Blocks.class)
			.run((context) -> assertThatExceptionOfType(InvalidRecordException.class)
				.isThrownBy(() -> context.getBean(RocketJobTemplate.class).batch(BlockJob.class).upload(cut).create())
				.withMessageContaining("cut.blk")
				.withMessageEndingWith(": Block 2 is the last, and there is no end"));
	}

	@Test
	void formatsOfTextAreThereAndOthersBesideThem() {
		this.runner.run((context) -> assertThat(context.getBean(RecordFormats.class).names()).containsExactly("csv",
				"fixed", "json", "lines", "psv", "tsv", "xlsx"));
		this.runner.withUserConfiguration(Blocks.class)
			.run((context) -> assertThat(context.getBean(RecordFormats.class).names()).contains("blocks", "lines"));
	}

	@Test
	void filesAreConvertedWhereTheConfigurationWantsIt() throws IOException {
		Path input = Files.writeString(this.directory.resolve("a.psv"), "id|name\n1|Ann\n");
		Path output = this.directory.resolve("b.json");
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(ConversionJob.class));
		this.runner.withPropertyValues("rocketjob.conversion.enabled=true").run((context) -> {
			context.getBean(RocketJobTemplate.class)
				.batch(ConversionJob.class)
				.fields(Conversion.of(input.toString(), output.toUri().toString()))
				.create();
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.untilAsserted(() -> assertThat(output).hasContent("{\"id\":\"1\",\"name\":\"Ann\"}"));
		});
	}

	@Test
	void eachFormatOfTheCoreIsABeanAndHasARowInTheDocumentation() throws IOException {
		List<Class<?>> formats = new ClassFileImporter().importPackagesOf(RecordFormat.class)
			.stream()
			.filter((type) -> type.isAssignableTo(RecordFormat.class) && !type.isInterface()
					&& !type.getModifiers().contains(JavaModifier.ABSTRACT))
			.<Class<?>>map(JavaClass::reflect)
			.toList();
		assertThat(formats).hasSizeGreaterThan(5);
		List<String> rows = Files.readAllLines(Path.of("../docs/formats.md"));
		this.runner.run((context) -> formats.forEach((type) -> {
			assertThat(context).hasSingleBean(type);
			String name = ((RecordFormat) context.getBean(type)).name();
			assertThat(rows).as(name).anyMatch((row) -> row.startsWith("| `" + name + "` "));
		}));
	}

	@Test
	void twoFormatsOfOneNameKeepTheApplicationFromStartingAndBothAreNamed() {
		this.runner.withUserConfiguration(Blocks.class)
			.withBean("more", RecordFormat.class, BlockFormat::new)
			.run((context) -> {
				assertThat(context).hasFailed();
				FailureAnalysis analysis = new RecordFormatFailureAnalyzer().analyze(context.getStartupFailure());
				assertThat(analysis).isNotNull();
				assertThat(analysis.getCause()).isInstanceOf(RecordFormatException.class);
				assertThat(analysis.getDescription()).contains(BlockFormat.class.getName())
					.contains("both are named 'blocks'");
				assertThat(analysis.getAction()).contains("another name");
			});
	}

	@Test
	void theConfigurationSaysTheFormatOfACategoryAndItsOptions() throws IOException {
		Path input = Files.writeString(this.directory.resolve("in.dat"), "Block;Text;Note\n1;one;x\n2;two;y\n");
		this.runner.withBean(CsvJob.class)
			.withPropertyValues("rocketjob.jobs.csv-job.input.main.format=csv",
					"rocketjob.jobs.csv-job.input.main.options.separator=;",
					"rocketjob.jobs.csv-job.input.main.options.allowed-columns=block,text",
					"rocketjob.jobs.csv-job.input.main.options.skip-unknown=true",
					"rocketjob.jobs.csv-job.output.main.format=psv",
					"rocketjob.jobs.csv-job.output.main.options.columns=text,block")
			.run((context) -> {
				BatchInstance<?> batch = context.getBean(RocketJobTemplate.class)
					.batch(CsvJob.class)
					.upload(input)
					.create();
				Awaitility.await()
					.atMost(Duration.ofSeconds(10))
					.until(() -> batch.reload().state() == JobState.COMPLETED);
				Path output = this.directory.resolve("out.dat");
				batch.download(output);
				assertThat(output).hasContent("text|block\nONE|1\nTWO|2\n");
			});
	}

	@Test
	void aWrongOptionKeepsTheApplicationFromStarting() {
		this.runner.withBean(CsvJob.class)
			.withPropertyValues("rocketjob.jobs.csv-job.input.main.format=csv",
					"rocketjob.jobs.csv-job.input.main.options.separator=;;")
			.run((context) -> assertThat(context.getStartupFailure()).hasMessageContaining(
					"input.main.format: The option 'separator' of the record format 'csv' is ';;'; it must be one character"));
	}

	@Test
	void theFormatOfACategoryMustBeABean() {
		this.runner.withBean(BlockJob.class)
			.run((context) -> assertThat(context.getStartupFailure())
				.hasMessageContaining("input.main.format: there is no record format 'blocks'"));
	}

	private static byte[] blocks(String... texts) {
		ByteBuffer bytes = ByteBuffer.allocate(1_000);
		for (String text : texts) {
			byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
			bytes.putInt(encoded.length).put(encoded);
		}
		bytes.putInt(0);
		return Arrays.copyOf(bytes.array(), bytes.position());
	}

	record Block(int block, String text) {

	}

	/** Turns the text of blocks to upper case. */
	@RocketJob
	@InputCategory(sliceSize = 2, format = "blocks")
	@OutputCategory(format = "auto")
	static class BlockJob implements BatchJob<Void, Block, String> {

		@Override
		public String perform(Block block, BatchContext<Void> context) {
			return block.block() + " " + block.text().toUpperCase(Locale.ROOT);
		}

	}

	/** Turns the text of blocks to upper case. */
	@RocketJob(name = "csv-job")
	@OutputCategory
	static class CsvJob implements BatchJob<Void, Map<String, Object>, Map<String, Object>> {

		@Override
		public Map<String, Object> perform(Map<String, Object> block, BatchContext<Void> context) {
			Map<String, Object> output = new LinkedHashMap<>(block);
			output.computeIfPresent("text", (name, text) -> text.toString().toUpperCase(Locale.ROOT));
			return output;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Blocks {

		@Bean
		BlockFormat blockFormat() {
			return new BlockFormat();
		}

		@Bean
		BlockJob blockJob() {
			return new BlockJob();
		}

	}

}
