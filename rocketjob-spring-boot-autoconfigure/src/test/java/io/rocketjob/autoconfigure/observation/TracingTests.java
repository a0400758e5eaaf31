package io.rocketjob.autoconfigure.observation;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.mongodb.client.MongoClient;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.autoconfigure.RocketJobAutoConfiguration;
import io.rocketjob.testsupport.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A run is in the trace of its creator, whoever runs it. */
class TracingTests {

	private final Spans spans = new Spans();

	private final String database = TestDatabase.get().newDatabaseName();

	@AfterEach
	void drop() {
		try (ConfigurableApplicationContext context = run("rocketjob.server.enabled=false")) {
			context.getBean(MongoClient.class).getDatabase(this.database).drop();
		}
	}

	@Test
	void aRunOnAnotherServerIsInTheTraceOfTheCreator() {
		try (ConfigurableApplicationContext creator = run("rocketjob.server.enabled=false")) {
			createAs("request", creator);
			try (ConfigurableApplicationContext runner = run("rocketjob.server.enabled=true")) {
				await().atMost(Duration.ofSeconds(20))
					.untilAsserted(() -> assertThat(this.spans.named("TracedJob perform")).hasSize(1));
				SpanData request = this.spans.named("request").get(0);
				SpanData create = this.spans.named("TracedJob create").get(0);
				SpanData run = this.spans.named("TracedJob perform").get(0);
				assertThat(create.getParentSpanId()).isEqualTo(request.getSpanId());
				assertThat(create.getKind()).isEqualTo(SpanKind.PRODUCER);
				assertThat(run.getTraceId()).isEqualTo(request.getTraceId());
				assertThat(run.getParentSpanId()).isEqualTo(create.getSpanId());
				assertThat(run.getKind()).isEqualTo(SpanKind.CONSUMER);
				SpanData own = this.spans.named("own").get(0);
				assertThat(own.getParentSpanId()).isEqualTo(run.getSpanId());
				assertThat(runner.getBean(TracedJob.class).logged)
					.containsExactly(run.getTraceId() + " " + run.getSpanId());
			}
		}
	}

	@Test
	void aJobWithoutACreatorBeginsATraceOfItsOwn() throws Exception {
		try (ConfigurableApplicationContext context = run("rocketjob.server.enabled=false")) {
			context.getBean(RocketJobTemplate.class).performNow(TracedJob.class, null);
			SpanData run = this.spans.named("TracedJob perform").get(0);
			assertThat(run.getParentSpanContext().isValid()).isFalse();
			assertThat(MDC.get("traceId")).isNull();
		}
	}

	/**
	 * Only a whole application has the listener that writes the trace into the context of
	 * the log.
	 */
	private ConfigurableApplicationContext run(String property) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(SpanProcessor.class,
					() -> SimpleSpanProcessor.create(this.spans)))
			.properties("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
					"spring.mongodb.database=" + this.database, "management.tracing.sampling.probability=1",
					"rocketjob.server.poll-interval=200ms", "rocketjob.server.shutdown-timeout=4s",
					"spring.main.banner-mode=off", property)
			.run();
	}

	private static void createAs(String name, ApplicationContext context) {
		Observation.createNotStarted(name, context.getBean(ObservationRegistry.class))
			.observe(() -> context.getBean(RocketJobTemplate.class).create(TracedJob.class));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
			ObservationAutoConfiguration.class, OpenTelemetrySdkAutoConfiguration.class,
			OpenTelemetryTracingAutoConfiguration.class, MicrometerTracingAutoConfiguration.class,
			RocketJobAutoConfiguration.class })
	@Import(TracedJob.class)
	static class Application {

	}

	private static final class Spans implements SpanExporter {

		private final List<SpanData> ended = new CopyOnWriteArrayList<>();

		List<SpanData> named(String name) {
			return this.ended.stream().filter((span) -> span.getName().equals(name)).toList();
		}

		@Override
		public CompletableResultCode export(Collection<SpanData> exported) {
			this.ended.addAll(exported);
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode flush() {
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode shutdown() {
			return CompletableResultCode.ofSuccess();
		}

	}

	@RocketJob
	static class TracedJob implements Job<Void> {

		private final ObservationRegistry registry;

		private final List<String> logged = new CopyOnWriteArrayList<>();

		TracedJob(ObservationRegistry registry) {
			this.registry = registry;
		}

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			this.logged.add(MDC.get("traceId") + " " + MDC.get("spanId"));
			Observation.createNotStarted("own", this.registry).observe(() -> {
			});
			return null;
		}

	}

}
