package io.rocketjob.autoconfigure.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.ServerInstance;
import io.rocketjob.ServerState;
import io.rocketjob.Servers;
import io.rocketjob.autoconfigure.RocketJobAutoConfiguration;
import io.rocketjob.autoconfigure.RocketJobProperties;
import io.rocketjob.autoconfigure.StepByStepConfiguration;
import io.rocketjob.metrics.MeteredWork;
import io.rocketjob.metrics.RocketJobMetrics;
import io.rocketjob.test.JobQueue;
import io.rocketjob.testsupport.TestDatabase;
import io.rocketjob.work.WorkRecorder;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/** The meters of an application. */
class RocketJobMetricsAutoConfigurationTests {

	private final String database = TestDatabase.get().newDatabaseName();

	private final ApplicationContextRunner withoutMetrics = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				RocketJobAutoConfiguration.class, RocketJobMetricsAutoConfiguration.class))
		.withUserConfiguration(Jobs.class)
		.withPropertyValues("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
				"spring.mongodb.database=" + this.database, "rocketjob.server.enabled=false",
				"rocketjob.metrics.refresh-interval=100ms");

	private final ApplicationContextRunner runner = this.withoutMetrics.withConfiguration(
			AutoConfigurations.of(MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
					SimpleMetricsExportAutoConfiguration.class, ObservationAutoConfiguration.class));

	@Test
	void jobsAreMeasuredByStateClassAndAge() {
		this.runner.run((context) -> {
			RocketJobTemplate template = context.getBean(RocketJobTemplate.class);
			template.create(CountedJob.class);
			template.create(CountedJob.class);
			await(context, "rocketjob.jobs", 2, "state", "queued");
			await(context, "rocketjob.jobs.due", 2);
			assertThat(gauge(context, "rocketjob.jobs.oldest.age", "class", "FailingJob")).isZero();
			template.create(FailingJob.class);
			JobQueue queue = context.getBean(JobQueue.class);
			queue.drain();
			await(context, "rocketjob.jobs", 0, "state", "queued");
			await(context, "rocketjob.jobs", 1, "state", "failed");
			await(context, "rocketjob.jobs.failed", 1, "class", "FailingJob");
			assertThat(gauge(context, "rocketjob.jobs.failed", "class", "CountedJob")).isZero();
			assertThat(count(context, "class", "CountedJob", "outcome", "completed")).isEqualTo(2);
			assertThat(count(context, "class", "FailingJob", "outcome", "failed")).isEqualTo(1);
			drop(context);
		});
	}

	@Test
	void theOldestOfAllPrioritiesCountsAndOnlyFromWhenItCouldRun() {
		this.runner.run((context) -> {
			RocketJobTemplate template = context.getBean(RocketJobTemplate.class);
			template.create(CountedJob.class);
			jobs(context).updateOne(new Document(), new Document("$set", new Document("priority", 90)
				.append("createdAt", Date.from(Instant.now().minus(Duration.ofHours(1))))));
			template.create(CountedJob.class);
			awaitAtLeast(context, 3000);
			jobs(context).updateMany(new Document(),
					new Document("$set", new Document("runAt", Date.from(Instant.now()))));
			Awaitility.await()
				.untilAsserted(() -> assertThat(gauge(context, "rocketjob.jobs.oldest.age", "class", "CountedJob"))
					.isLessThan(1000));
			drop(context);
		});
	}

	@Test
	void jobsOfClassesThatNobodyHereKnowsAreMeasured() {
		this.runner.run((context) -> {
			context.getBean(RocketJobTemplate.class).create(CountedJob.class);
			jobs(context).updateOne(new Document(), new Document("$set", new Document("type", "Elsewhere")));
			await(context, "rocketjob.jobs.unknown", 1);
			drop(context);
		});
	}

	@Test
	void serversAreMeasuredByStateAndWithoutThoseThatSeemDead() {
		this.runner.withUserConfiguration(SomeServers.class).run((context) -> {
			await(context, "rocketjob.servers", 1, "state", "running");
			await(context, "rocketjob.servers", 1, "state", "paused");
			await(context, "rocketjob.servers.zombies", 1);
		});
	}

	@Test
	void onlyAServerHasWorkersAndAHeartbeat() {
		this.runner.run((context) -> assertThat(registry(context).find("rocketjob.workers.alive").meter()).isNull());
		this.runner.withPropertyValues("rocketjob.server.enabled=true", "rocketjob.server.max-workers=3")
			.run((context) -> {
				assertThat(gauge(context, "rocketjob.workers.max")).isEqualTo(3);
				assertThat(gauge(context, "rocketjob.workers.busy")).isZero();
				assertThat(gauge(context, "rocketjob.heartbeat.age")).isBetween(0.0, 60.0);
				await(context, "rocketjob.workers.alive", 3);
				drop(context);
			});
	}

	@Test
	void theCountersOfKnownClassesBeginWithZero() {
		this.runner.run((context) -> {
			assertThat(registry(context).get("rocketjob.jobs.expired").tag("class", "CountedJob").counter().count())
				.isZero();
			WorkRecorder recorder = context.getBean(WorkRecorder.class);
			recorder.expired("CountedJob");
			recorder.jobRequeued("Elsewhere");
			recorder.jobRequeued("Another");
			assertThat(registry(context).get("rocketjob.jobs.expired").tag("class", "CountedJob").counter().count())
				.isEqualTo(1);
			assertThat(registry(context).get("rocketjob.jobs.requeued").tag("class", "unknown").counter().count())
				.isEqualTo(2);
		});
	}

	@Test
	void metersCanBeSwitchedOff() {
		this.runner.withPropertyValues("rocketjob.metrics.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(RocketJobMetrics.class)
				.doesNotHaveBean(WorkRecorder.class));
	}

	@Test
	void withoutAMeterRegistryThereAreNone() {
		this.withoutMetrics.run((context) -> assertThat(context).hasNotFailed()
			.hasSingleBean(RocketJobTemplate.class)
			.doesNotHaveBean(RocketJobMetrics.class));
	}

	@Test
	void withoutMicrometerThereAreNone() {
		this.withoutMetrics.withClassLoader(new FilteredClassLoader(MeterRegistry.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(RocketJobTemplate.class)
				.doesNotHaveBean("rocketJobMetrics"));
	}

	@Test
	void aRecorderOfTheApplicationWins() {
		this.runner.withBean("own", WorkRecorder.class, () -> WorkRecorder.NONE)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(WorkRecorder.class)
				.doesNotHaveBean(MeteredWork.class)
				.hasSingleBean(RocketJobMetrics.class));
	}

	@Test
	void anIntervalOfNothingIsRefused() {
		this.runner.withPropertyValues("rocketjob.metrics.refresh-interval=0s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("rocketjob.metrics.refresh-interval"));
	}

	@Test
	void theIntervalIsFifteenSecondsUnlessItIsSet() {
		this.runner.run((context) -> assertThat(interval(context)).isEqualTo(Duration.ofMillis(100)));
		new ApplicationContextRunner().withUserConfiguration(Properties.class)
			.run((context) -> assertThat(interval(context)).isEqualTo(Duration.ofSeconds(15)));
	}

	private static Duration interval(ApplicationContext context) {
		return context.getBean(RocketJobProperties.class).metrics().refreshInterval();
	}

	private static MeterRegistry registry(ApplicationContext context) {
		return context.getBean(MeterRegistry.class);
	}

	private static double gauge(ApplicationContext context, String name, String... tags) {
		Gauge gauge = registry(context).get(name).tags(tags).gauge();
		return gauge.value();
	}

	private static long count(ApplicationContext context, String... tags) {
		return registry(context).get("rocketjob.job.run").tags(tags).timer().count();
	}

	private static void await(ApplicationContext context, String name, double expected, String... tags) {
		Awaitility.await().untilAsserted(() -> assertThat(gauge(context, name, tags)).isEqualTo(expected));
	}

	private static void awaitAtLeast(ApplicationContext context, double least) {
		Awaitility.await()
			.untilAsserted(() -> assertThat(gauge(context, "rocketjob.jobs.oldest.age", "class", "CountedJob"))
				.isGreaterThan(least));
	}

	private MongoCollection<Document> jobs(ApplicationContext context) {
		return context.getBean(MongoClient.class).getDatabase(this.database).getCollection("rocketjob.jobs");
	}

	private void drop(ApplicationContext context) {
		context.getBean(MongoClient.class).getDatabase(this.database).drop();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(RocketJobProperties.class)
	static class Properties {

	}

	@Configuration(proxyBeanMethods = false)
	static class SomeServers {

		@Bean
		Servers someServers() {
			Servers servers = mock();
			List<ServerInstance> all = List.of(server(ServerState.RUNNING, false), server(ServerState.PAUSED, false),
					server(ServerState.RUNNING, true));
			given(servers.list()).willReturn(all);
			return servers;
		}

		private static ServerInstance server(ServerState state, boolean zombie) {
			ServerInstance server = mock();
			given(server.state()).willReturn(state);
			given(server.isZombie()).willReturn(zombie);
			return server;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ CountedJob.class, FailingJob.class, StepByStepConfiguration.class })
	static class Jobs {

	}

	@RocketJob
	static class CountedJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	static class FailingJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			throw new IllegalStateException("as told");
		}

	}

}
