package io.rocketjob.autoconfigure;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchInstance.DownloadOptions;
import io.rocketjob.BatchJob;
import io.rocketjob.OutputCategory;
import io.rocketjob.Result;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.Serializer;
import io.rocketjob.batch.LineJson;
import io.rocketjob.test.JobQueue;
import io.rocketjob.testsupport.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** The JSON of downloads is that of the application. */
class DownloadJsonTests {

	private static final Row ROW = new Row(new BigDecimal("12.50"), Instant.parse("2026-11-28T10:15:30.123Z"),
			UUID.fromString("123e4567-e89b-12d3-a456-426614174000"), LocalDate.of(2026, 1, 2), 9_007_199_254_740_993L,
			null, List.of(new Part("a", new BigDecimal("1E+3")), new Part("\u00FC\n\u20AC", new BigDecimal("-0.1"))));

	private static final String JSON = """
			{"amount":12.50,"at":"2026-11-28T10:15:30.123Z","id":"123e4567-e89b-12d3-a456-426614174000",\
			"day":"2026-01-02","large":9007199254740993,"nothing":null,"parts":[{"name":"a","price":1E+3},\
			{"name":"\u00FC\\n\u20AC","price":-0.1}]}
			""";

	private final String database = TestDatabase.get().newDatabaseName();

	private final ApplicationContextRunner withoutJackson = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				RocketJobAutoConfiguration.class))
		.withUserConfiguration(Jobs.class)
		.withPropertyValues("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
				"spring.mongodb.database=" + this.database, "rocketjob.server.enabled=false");

	private final ApplicationContextRunner runner = this.withoutJackson
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class));

	@AfterEach
	void drop() {
		TestDatabase.get().dropDatabase(this.database);
	}

	@Test
	void recordsAreWrittenByTheJsonMapperOfTheApplication() {
		this.runner.run((context) -> {
			BatchInstance<?> batch = completed(context);
			assertThat(download(batch, "main")).isEqualTo(JSON);
			assertThat(download(batch, "lines")).as("stored as lines").isEqualTo(JSON);
			assertThat(download(batch, "list")).isEqualTo("[1.5,\"b\"]\n");
		});
	}

	@Test
	void aRecordStaysOnItsLine() {
		this.runner.withPropertyValues("spring.jackson.serialization.indent-output=true")
			.run((context) -> assertThat(download(completed(context), "main")).isEqualTo(JSON));
	}

	@Test
	void whatTheApplicationSaysOfItsJsonHolds() {
		this.runner.withPropertyValues("spring.jackson.datatype.datetime.write-dates-as-timestamps=true")
			.run((context) -> assertThat(download(completed(context), "main")).contains("\"at\":1795860930"));
	}

	@Test
	void extendedJsonIsAnOption() {
		this.runner.run((context) -> {
			BatchInstance<?> batch = completed(context);
			assertThat(download(batch, "main", DownloadOptions::extendedJson)).contains(
					"\"amount\": {\"$numberDecimal\": \"12.50\"}", "\"at\": {\"$date\": \"2026-11-28T10:15:30.123Z\"}");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> download(batch, "lines", DownloadOptions::extendedJson))
				.withMessageContaining("stored as lines (BZIP2)");
		});
	}

	@Test
	void withoutAJsonMapperItIsExtendedJson() {
		this.withoutJackson.run((context) -> assertThat(download(completed(context), "main"))
			.contains("\"amount\": {\"$numberDecimal\": \"12.50\"}"));
		this.withoutJackson.withClassLoader(new FilteredClassLoader("tools.jackson"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LineJson.class));
	}

	@Test
	void ofSeveralJsonMappersNoneIsTakenUnlessOneIsPrimary() {
		this.withoutJackson.withBean("one", JsonMapper.class, JsonMapper::new)
			.withBean("two", JsonMapper.class, JsonMapper::new)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LineJson.class));
	}

	@Test
	void theApplicationMayWriteJsonItself() {
		LineJson own = (value) -> "own";
		this.runner.withBean(LineJson.class, () -> own)
			.run((context) -> assertThat(download(completed(context), "main")).isEqualTo("own\n"));
	}

	private static BatchInstance<?> completed(ApplicationContext context) {
		BatchInstance<?> batch = context.getBean(RocketJobTemplate.class)
			.batch(RowsJob.class)
			.upload(List.of("one"))
			.create();
		context.getBean(JobQueue.class).drain();
		return batch;
	}

	private static String download(BatchInstance<?> batch, String category) {
		return download(batch, category, (options) -> {
		});
	}

	private static String download(BatchInstance<?> batch, String category, Consumer<DownloadOptions> more) {
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		batch.download(stream, (options) -> more.accept(options.category(category)));
		return stream.toString(StandardCharsets.UTF_8);
	}

	record Row(BigDecimal amount, Instant at, UUID id, LocalDate day, long large, @Nullable String nothing,
			List<Part> parts) {
	}

	record Part(String name, BigDecimal price) {
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ RowsJob.class, StepByStepConfiguration.class })
	static class Jobs {

	}

	@RocketJob(destroyOnComplete = false)
	@OutputCategory
	@OutputCategory(name = "lines", serializer = Serializer.BZIP2)
	@OutputCategory(name = "list")
	static class RowsJob implements BatchJob<Void, String, Object> {

		@Override
		public Object perform(String row, BatchContext<Void> context) {
			return Result.of(ROW).and("lines", ROW).and("list", List.of(new BigDecimal("1.5"), "b"));
		}

	}

}
