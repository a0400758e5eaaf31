package io.rocketjob.autoconfigure;

import java.util.List;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import com.mongodb.client.MongoClient;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.test.JobQueue;
import io.rocketjob.testsupport.TestDatabase;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.logging.logback.LogbackLoggingSystem;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/** Spring Boot's structured logging shows what a run is. */
@ExtendWith(OutputCaptureExtension.class)
class StructuredLoggingTests {

	private static final String FORMAT = "CONSOLE_LOG_STRUCTURED_FORMAT";

	@AfterEach
	void restoreLogging() throws Exception {
		System.clearProperty(FORMAT);
		System.clearProperty("org.springframework.boot.logging.LoggingSystem");
		LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
		new LogbackLoggingSystem(getClass().getClassLoader()).cleanUp();
		context.reset();
		JoranConfigurator configurator = new JoranConfigurator();
		configurator.setContext(context);
		configurator.doConfigure(getClass().getResource("/logback-test.xml"));
	}

	@Test
	void theElasticFormatHasTheKeysOfARun(CapturedOutput output) {
		Ran ran = run("ecs");
		JsonNode line = line(output, "working on two");
		JsonNode keys = line.get("rocketjob");
		assertThat(keys.get("class").asString()).isEqualTo("LoggingBatch");
		assertThat(keys.get("id").asString()).isEqualTo(ran.id().toHexString());
		assertThat(keys.get("server").asString()).isEqualTo(ran.server());
		assertThat(keys.get("worker").asString()).startsWith(ran.server() + ":");
		assertThat(keys.get("slice").asString()).isEqualTo("1");
		assertThat(keys.get("record").asString()).isEqualTo("2");
		assertThat(line(output, "Completed LoggingBatch " + ran.id()).get("rocketjob").get("id").asString())
			.isEqualTo(ran.id().toHexString());
	}

	@Test
	void theLogstashFormatHasTheKeysOfARun(CapturedOutput output) {
		Ran ran = run("logstash");
		JsonNode line = line(output, "working on two");
		assertThat(line.get("rocketjob.class").asString()).isEqualTo("LoggingBatch");
		assertThat(line.get("rocketjob.id").asString()).isEqualTo(ran.id().toHexString());
		assertThat(line.get("rocketjob.server").asString()).isEqualTo(ran.server());
		assertThat(line.get("rocketjob.worker").asString()).startsWith(ran.server() + ":");
		assertThat(line.get("rocketjob.slice").asString()).isEqualTo("1");
		assertThat(line.get("rocketjob.record").asString()).isEqualTo("2");
	}

	private static Ran run(String format) {
		String database = TestDatabase.get().newDatabaseName();
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties("logging.structured.format.console=" + format,
					"logging.config=classpath:logback-structured.xml", "logging.level.io.rocketjob.autoconfigure=info",
					"spring.main.banner-mode=off", "rocketjob.server.enabled=false", "rocketjob.server.name=logger",
					"spring.mongodb.uri=" + TestDatabase.get().connectionString(),
					"spring.mongodb.database=" + database)
			.run()) {
			ObjectId id = context.getBean(RocketJobTemplate.class)
				.batch(LoggingBatch.class)
				.upload(List.of("one", "two"))
				.create()
				.id();
			context.getBean(JobQueue.class).drain();
			context.getBean(MongoClient.class).getDatabase(database).drop();
			return new Ran(id, "logger");
		}
	}

	private static JsonNode line(CapturedOutput output, String text) {
		String found = output.getOut()
			.lines()
			.filter((each) -> each.startsWith("{") && each.contains(text))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No line with '" + text + "' in " + output.getOut()));
		return JsonMapper.builder().build().readTree(found);
	}

	private record Ran(ObjectId id, String server) {
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
			RocketJobAutoConfiguration.class })
	@Import({ LoggingBatch.class, StepByStepConfiguration.class })
	static class Application {

	}

	@RocketJob
	static class LoggingBatch implements BatchJob<Void, String, Object> {

		private static final Logger logger = LoggerFactory.getLogger(LoggingBatch.class);

		@Override
		public @Nullable Object perform(String record, BatchContext<Void> context) {
			logger.info("working on {}", record);
			return null;
		}

	}

}
