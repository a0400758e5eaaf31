package io.rocketjob.metrics;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.mongodb.event.CommandEvent;
import com.mongodb.observability.ObservabilitySettings;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.mongodb.DefaultMongoCommandTagsProvider;
import io.micrometer.core.instrument.binder.mongodb.MongoCommandTagsProvider;
import io.micrometer.core.instrument.binder.mongodb.MongoMetricsCommandListener;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.JobState;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.autoconfigure.RocketJobAutoConfiguration;
import io.rocketjob.autoconfigure.StepByStepConfiguration;
import io.rocketjob.autoconfigure.metrics.RocketJobMongoMetricsAutoConfiguration;
import io.rocketjob.test.JobQueue;
import io.rocketjob.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.boot.mongodb.autoconfigure.metrics.MongoMetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/** What batches leave behind in the meters of the MongoDB driver. */
class MongoMetersTests {

	private static final int BATCHES = 50;

	private final String database = TestDatabase.get().newDatabaseName();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				MongoMetricsAutoConfiguration.class, RocketJobAutoConfiguration.class,
				RocketJobMongoMetricsAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, PrometheusMetricsExportAutoConfiguration.class,
				ObservationAutoConfiguration.class))
		.withUserConfiguration(Jobs.class)
		.withPropertyValues("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
				"spring.mongodb.database=" + this.database, "rocketjob.server.enabled=false");

	@AfterEach
	void drop() {
		TestDatabase.get().dropDatabase(this.database);
	}

	@Test
	void fiftyBatchesLeaveNoMoreMetersThanOne() {
		this.runner.run(this::assertNoMoreMetersAreLeft);
	}

	@Test
	void fiftyBatchesWithSlicesOnAnotherServerLeaveNoMoreMetersThanOne() {
		this.runner
			.withPropertyValues("rocketjob.slices.uri=" + TestDatabase.get().connectionString(),
					"rocketjob.slices.database=" + this.database)
			.run((context) -> {
				assertNoMoreMetersAreLeft(context);
				assertThat(collections(context)).contains("rocketjob.inputs.*", "rocketjob.outputs.*");
				assertThat(tags(context, "mongodb.driver.pool.size", "cluster.id"))
					.as("the pools of the jobs and of the slices")
					.hasSize(2);
			});
	}

	@Test
	void whatIsNotMeasuredForTheJobsIsNotMeasuredForTheSlices() {
		this.runner
			.withPropertyValues("rocketjob.slices.uri=" + TestDatabase.get().connectionString(),
					"rocketjob.slices.database=" + this.database, "management.metrics.mongodb.command.enabled=false",
					"management.metrics.mongodb.connectionpool.enabled=false")
			.run((context) -> {
				run(context);
				assertThat(meters(context, "mongodb.")).isEmpty();
			});
	}

	@Test
	void tagsThatTheApplicationProvidesAreKept() {
		this.runner.withUserConfiguration(OwnTags.class).run((context) -> {
			assertThat(context).getBean(MongoCommandTagsProvider.class).isExactlyInstanceOf(OwnTagsProvider.class);
			assertNoMoreMetersAreLeft(context);
			assertThat(tags(context, "mongodb.driver.commands", "team")).containsExactly("blue");
			assertThat(tags(context, "mongodb.driver.commands", "where")).contains("rocketjob.inputs.*");
		});
	}

	@Test
	void aListenerOfTheApplicationAndObservationsLeaveNoMoreMeters() {
		this.runner.withUserConfiguration(OwnListeners.class).run((context) -> {
			assertNoMoreMetersAreLeft(context);
			assertThat(meters(context, "mongodb.command")).hasSize(6);
		});
	}

	@Test
	void theMetersOfTheApplicationStayAsTheyAre() {
		this.runner.run((context) -> {
			String collection = "rocketjob.inputs.0123456789abcdef01234567.main";
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			registry.counter("own.imports", "collection", collection).increment();
			registry.counter("mongodb.driver.commands.own", "collection", "rocketjob.jobs").increment();
			registry.counter("mongodb.driver.commands.own", "collection", "own.rocketjob.inputs").increment();
			assertThat(tags(context, "own.imports", "collection")).containsExactly(collection);
			assertThat(tags(context, "mongodb.driver.commands.own", "collection"))
				.containsExactlyInAnyOrder("rocketjob.jobs", "own.rocketjob.inputs");
		});
	}

	@Test
	void namesWithinATextAreMadeOneToo() {
		Meter.Id id = new Meter.Id("mongodb.command",
				Tags.of("db.query.summary", "insert test.rocketjob.outputs.0123456789abcdef01234567.main 1"), null,
				null, Meter.Type.TIMER);
		assertThat(new BatchCollectionsFilter().map(id).getTag("db.query.summary"))
			.isEqualTo("insert test.rocketjob.outputs.* 1");
	}

	@Test
	void theObservationsOfSpringDataAreTakenAsThoseOfTheDriver() {
		Meter.Id id = new Meter.Id("spring.data.mongodb.command.active",
				Tags.of("db.mongodb.collection", "rocketjob.lookups.0123456789abcdef01234567.names"), null, null,
				Meter.Type.LONG_TASK_TIMER);
		assertThat(new BatchCollectionsFilter().map(id).getTag("db.mongodb.collection"))
			.isEqualTo("rocketjob.lookups.*");
	}

	private void assertNoMoreMetersAreLeft(ApplicationContext context) {
		run(context);
		run(context);
		Map<String, Long> before = meters(context, "");
		for (int i = 0; i < BATCHES; i++) {
			run(context);
		}
		// what is done once in a while has a meter only when it was done
		assertThat(meters(context, ""))
			.allSatisfy((name, count) -> assertThat(count).isLessThan(before.getOrDefault(name, 0L) + BATCHES));
		assertThat(collections(context)).contains("rocketjob.jobs")
			.noneMatch((name) -> name.matches(".*[0-9a-f]{24}.*"));
	}

	private static void run(ApplicationContext context) {
		BatchInstance<?> batch = context.getBean(RocketJobTemplate.class)
			.batch(UpperJob.class)
			.upload(List.of("a", "b"))
			.create();
		context.getBean(JobQueue.class).drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		batch.delete();
	}

	/** How many there are by registry and name. */
	private static Map<String, Long> meters(ApplicationContext context, String prefix) {
		return context.getBeansOfType(MeterRegistry.class)
			.entrySet()
			.stream()
			.flatMap((registry) -> registry.getValue()
				.getMeters()
				.stream()
				.map((meter) -> meter.getId().getName())
				.filter((name) -> name.startsWith(prefix))
				.map((name) -> registry.getKey() + " " + name))
			.collect(Collectors.groupingBy((name) -> name, TreeMap::new, Collectors.counting()));
	}

	private static Set<String> collections(ApplicationContext context) {
		return tags(context, "mongodb.driver.commands", "collection");
	}

	private static Set<String> tags(ApplicationContext context, String meter, String key) {
		return context.getBean(SimpleMeterRegistry.class)
			.find(meter)
			.meters()
			.stream()
			.map((each) -> String.valueOf(each.getId().getTag(key)))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ UpperJob.class, StepByStepConfiguration.class })
	static class Jobs {

		/** Beside that of Prometheus, so that there is a composite one too. */
		@Bean
		SimpleMeterRegistry second() {
			return new SimpleMeterRegistry();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnTags {

		@Bean
		OwnTagsProvider ownTags() {
			return new OwnTagsProvider();
		}

	}

	static class OwnTagsProvider extends DefaultMongoCommandTagsProvider {

		@Override
		public Iterable<Tag> commandTags(CommandEvent event) {
			Tags tags = Tags.of(super.commandTags(event)).and("team", "blue");
			String collection = tags.stream()
				.filter((tag) -> tag.getKey().equals("collection"))
				.map(Tag::getValue)
				.findFirst()
				.orElse("");
			return tags.and("where", collection);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnListeners {

		@Bean
		MongoMetricsCommandListener ownListener(MeterRegistry registry) {
			return new MongoMetricsCommandListener(registry);
		}

		@Bean
		MongoClientSettingsBuilderCustomizer observations(ObservationRegistry registry) {
			return (settings) -> settings
				.observabilitySettings(ObservabilitySettings.micrometerBuilder().observationRegistry(registry).build());
		}

	}

	@RocketJob(destroyOnComplete = false)
	@OutputCategory
	static class UpperJob implements BatchJob<Void, String, String> {

		@Override
		public String perform(String row, BatchContext<Void> context) {
			return row.toUpperCase(Locale.ROOT);
		}

	}

}
