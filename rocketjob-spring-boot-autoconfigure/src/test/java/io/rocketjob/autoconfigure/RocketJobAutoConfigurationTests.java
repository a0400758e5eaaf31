package io.rocketjob.autoconfigure;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.rocketjob.Encrypted;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.ServerFilter;
import io.rocketjob.batch.BatchEngine;
import io.rocketjob.encryption.Keysets;
import io.rocketjob.jobclass.ClassPlugins.QueueLimit;
import io.rocketjob.jobclass.JobClassException;
import io.rocketjob.jobclass.JobClasses;
import io.rocketjob.mongo.FieldsConverters;
import io.rocketjob.plugin.throttle.ThrottleRate;
import io.rocketjob.plugin.throttle.ThrottleRunningJobs;
import io.rocketjob.server.Heartbeat;
import io.rocketjob.server.ServerSettings;
import io.rocketjob.server.Supervisor;
import io.rocketjob.testsupport.TestDatabase;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.Level;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.task.TaskExecutor;
import org.springframework.data.convert.ReadingConverter;
import org.springframework.data.convert.WritingConverter;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;
import org.springframework.data.mongodb.core.convert.MongoConverter;
import org.springframework.data.mongodb.core.convert.MongoCustomConversions;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

/** The beans, the properties, and what they leave alone. */
class RocketJobAutoConfigurationTests {

	private final String database = TestDatabase.get().newDatabaseName();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				ValidationAutoConfiguration.class, RocketJobAutoConfiguration.class))
		.withPropertyValues("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
				"spring.mongodb.database=" + this.database, "rocketjob.server.shutdown-timeout=4s",
				"rocketjob.server.max-workers=2");

	private final ApplicationContextRunner client = this.runner.withPropertyValues("rocketjob.server.enabled=false");

	@AfterEach
	void drop() {
		TestDatabase.get().dropDatabase(this.database);
	}

	@Test
	void theLimitsOfThrottleGroupsAreProperties() {
		ApplicationContextRunner throttled = this.client.withUserConfiguration(ThrottledJob.class);
		throttled.withPropertyValues("rocketjob.throttles.reports=1").run((context) -> {
			RocketJobTemplate rocketJob = context.getBean(RocketJobTemplate.class);
			JobInstance<Void> first = rocketJob.create(ThrottledJob.class, null);
			JobInstance<Void> second = rocketJob.create(ThrottledJob.class, null);
			assertThat(context.getBean(BatchEngine.class)
				.jobs()
				.claims()
				.next(context.getBean(Heartbeat.class).serverId(), "server:1")).isPresent();
			assertThat(first.reload().state()).isEqualTo(JobState.RUNNING);
			assertThat(second.status().waitingFor()).isEqualTo("1 of 1 jobs of the group 'reports' are running");
		});
		throttled.withPropertyValues("rocketjob.throttles.others=1")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("there is no group 'reports'")
				.hasMessageContaining("others"));
		throttled.withPropertyValues("rocketjob.throttles.reports=0")
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("rocketjob.throttles"));
	}

	@Test
	void theRatesOfGroupsAreProperties() {
		ApplicationContextRunner rated = this.client.withUserConfiguration(RatedJob.class);
		rated
			.withPropertyValues("rocketjob.rates.mail=1/1h", "rocketjob.jobs.RatedJob.throttle-rate.limit=5",
					"rocketjob.jobs.RatedJob.throttle-rate.per=1m")
			.run((context) -> {
				RocketJobTemplate rocketJob = context.getBean(RocketJobTemplate.class);
				rocketJob.performNow(rocketJob.create(RatedJob.class, null).id());
				JobInstance<Void> second = rocketJob.create(RatedJob.class, null);
				assertThat(second.status().waitingFor())
					.isEqualTo("1 of 1 jobs of the group 'mail' have started within 1h");
				assertThat(context.getBean(JobClasses.class).get(RatedJob.class).plugins().rates())
					.hasToString("{mail=1 starts in 1h, RatedJob=5 starts in 1m}");
			});
		rated.withPropertyValues("rocketjob.rates.mail=fast")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("rocketjob.rates.mail: 'fast' is no rate"));
	}

	@Test
	void theLimitOfJobsThatWaitIsAProperty() {
		this.client.withUserConfiguration(HelloJob.class)
			.withPropertyValues("rocketjob.jobs.HelloJob.max-queued.limit=2",
					"rocketjob.jobs.HelloJob.max-queued.wait-up-to=1s")
			.run((context) -> assertThat(context.getBean(JobClasses.class).get(HelloJob.class).plugins().queueLimit())
				.isEqualTo(new QueueLimit(2, Duration.ofSeconds(1))));
	}

	@Test
	void theStarterAndAUriAreAllItTakes() {
		this.runner.withUserConfiguration(HelloJob.class).run((context) -> {
			assertThat(context).hasSingleBean(RocketJobTemplate.class).hasSingleBean(Supervisor.class);
			JobInstance<HelloJob.Fields> job = context.getBean(RocketJobTemplate.class)
				.create(HelloJob.class, new HelloJob.Fields("world"));
			await().until(() -> job.reload().state() == JobState.COMPLETED);
			assertThat(job.reload().result(String.class)).isEqualTo("hello world");
			Supervisor supervisor = context.getBean(Supervisor.class);
			context.close();
			assertThat(supervisor.isRunning()).isFalse();
		});
	}

	@ParameterizedTest
	@CsvSource({ "true, 0", "false, 1" })
	void whetherJobsWaitForTheCommitIsAProperty(boolean waits, int stored) {
		this.client.withUserConfiguration(HelloJob.class)
			.withPropertyValues("rocketjob.create-after-commit=" + waits)
			.run((context) -> {
				TransactionSynchronizationManager.initSynchronization();
				TransactionSynchronizationManager.setActualTransactionActive(true);
				try {
					RocketJobTemplate rocketJob = context.getBean(RocketJobTemplate.class);
					rocketJob.create(HelloJob.class, new HelloJob.Fields("world"));
					assertThat(rocketJob.jobs().count()).isEqualTo(stored);
				}
				finally {
					TransactionSynchronizationManager.clear();
				}
			});
	}

	@Test
	void encryptedFieldsNeedKeys() {
		this.client.withUserConfiguration(SecretJob.class)
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining(
						SecretJob.class.getName() + " has encrypted fields, and there are no keys:" + " fields.secret")
				.satisfies((failure) -> assertThat(new JobClassFailureAnalyzer(null).analyze(failure).getAction())
					.contains("rocketjob.encryption.keyset")));
	}

	@Test
	void encryptedFieldsUseTheConfiguredKeys(@TempDir Path directory) throws IOException {
		Path keyset = Files.writeString(directory.resolve("values.json"), Keysets.newValues());
		this.runner.withUserConfiguration(SecretJob.class)
			.withPropertyValues("rocketjob.encryption.keyset=file:" + keyset)
			.run((context) -> {
				JobInstance<SecretJob.Fields> job = context.getBean(RocketJobTemplate.class)
					.create(SecretJob.class, new SecretJob.Fields("the secret"));
				await().until(() -> job.reload().state() == JobState.COMPLETED);
				assertThat(job.rawFields().get("secret")).isInstanceOf(Binary.class);
				assertThat(job.reload().result(Integer.class)).isEqualTo(10);
			});
	}

	@Test
	void aStoppedApplicationHasLeft() {
		this.runner.withUserConfiguration(HelloJob.class).run((context) -> {
			MongoTemplate mongo = context.getBean(MongoTemplate.class);
			await().until(() -> mongo.getCollection("rocketjob.servers").countDocuments() == 1);
		});
		this.client.run((context) -> assertThat(
				context.getBean(MongoTemplate.class).getCollection("rocketjob.servers").countDocuments())
			.isZero());
	}

	@Test
	void itCanBeSwitchedOff() {
		this.runner.withPropertyValues("rocketjob.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(RocketJobTemplate.class)
				.doesNotHaveBean(Heartbeat.class));
	}

	@Test
	void itBacksOffWithoutSpringDataMongo() {
		this.runner.withClassLoader(new FilteredClassLoader(MongoDatabaseFactory.class, MongoClient.class))
			.run((context) -> assertThat(context).doesNotHaveBean(RocketJobTemplate.class));
	}

	@Test
	void aClientCreatesJobsAndRunsNone() {
		this.client.withUserConfiguration(HelloJob.class).run((context) -> {
			assertThat(context).hasSingleBean(RocketJobTemplate.class).doesNotHaveBean(Supervisor.class);
			assertThat(context.getBean(Heartbeat.class).isRunning()).isFalse();
			JobInstance<HelloJob.Fields> job = context.getBean(RocketJobTemplate.class)
				.create(HelloJob.class, new HelloJob.Fields("world"));
			assertThat(job.reload().state()).isEqualTo(JobState.QUEUED);
			assertThat(context.getBean(MongoTemplate.class).getCollection("rocketjob.servers").countDocuments())
				.isZero();
		});
	}

	@Test
	void theBeansOfTheUserWin() {
		RocketJobTemplate own = mock(RocketJobTemplate.class);
		ServerSettings settings = new ServerSettings("own", 3, Duration.ofSeconds(1), Duration.ofSeconds(1),
				Duration.ofSeconds(2), false, ServerSettings.DEFAULT_MAX_GROUP_SIZE);
		this.runner.withBean(RocketJobTemplate.class, () -> own)
			.withBean(ServerSettings.class, () -> settings)
			.run((context) -> {
				assertThat(context.getBean(RocketJobTemplate.class)).isSameAs(own);
				assertThat(context.getBean(Supervisor.class).maxWorkers()).isEqualTo(3);
			});
	}

	@Test
	void propertiesAreBound() {
		this.client.withUserConfiguration(HelloJob.class)
			.withPropertyValues("rocketjob.server.name=north", "rocketjob.server.max-workers=7",
					"rocketjob.server.heartbeat-interval=3s", "rocketjob.server.poll-interval=200ms",
					"rocketjob.server.max-group-size=50", "rocketjob.server.reserved-workers=2",
					"rocketjob.server.max-crashes=9", "rocketjob.jobs.hello-job.priority=5",
					"rocketjob.jobs.hello-job.destroy-on-complete=false", "rocketjob.jobs.hello-job.timeout=1m",
					"rocketjob.jobs.hello-job.expires-after=1h", "rocketjob.jobs.hello-job.log-level=debug",
					"rocketjob.jobs.hello-job.description=greets")
			.run((context) -> {
				assertThat(context.getBean(ServerSettings.class))
					.isEqualTo(new ServerSettings("north", 7, Duration.ofSeconds(3), Duration.ofMillis(200),
							Duration.ofSeconds(4), false, 50, ServerFilter.NONE, 2, 9));
				JobInstance<HelloJob.Fields> job = context.getBean(RocketJobTemplate.class)
					.create(HelloJob.class, new HelloJob.Fields("world"));
				assertThat(job.priority()).isEqualTo(5);
				assertThat(job.destroyOnComplete()).isFalse();
				assertThat(job.timeout()).isEqualTo(Duration.ofMinutes(1));
				assertThat(job.expiresAt()).isEqualTo(job.createdAt().plus(Duration.ofHours(1)));
				assertThat(job.logLevel()).isEqualTo(Level.DEBUG);
				assertThat(job.description()).isEqualTo("greets");
			});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsFollowSpringBoot() {
		this.client.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(context.getBean(ServerSettings.class).virtualThreads()).isTrue());
	}

	@Test
	void wrongValuesAreNamed() {
		assertRefused("rocketjob.server.max-workers=-1", "rocketjob.server", "maxWorkers", "-1");
		assertRefused("rocketjob.server.max-group-size=0", "rocketjob.server", "maxGroupSize", "0");
		assertRefused("rocketjob.jobs.HelloJob.priority=0", "rocketjob", "priority", "[0]");
		assertRefused("rocketjob.server.heartbeat-interval=0s", "rocketjob.server.heartbeat-interval",
				"from 500ms to 10m");
		assertRefused("rocketjob.server.poll-interval=soon", "rocketjob.server.poll-interval", "soon");
		assertRefused("rocketjob.server.shutdown-timeout=30s", "rocketjob.server.shutdown-timeout",
				"spring.lifecycle.timeout-per-shutdown-phase", "PT30S");
		assertRefused("rocketjob.jobs.Nobody.priority=5", "rocketjob.jobs.Nobody");
		assertRefused("rocketjob.mongodb.factory=nobody", "rocketjob.mongodb.factory", "nobody",
				"mongoDatabaseFactory");
	}

	private void assertRefused(String property, String... parts) {
		this.runner.withUserConfiguration(HelloJob.class).withPropertyValues(property).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).isNotNull();
			assertThat(stackTrace(context.getStartupFailure())).contains(parts);
		});
	}

	private static String stackTrace(Throwable thrown) {
		StringWriter text = new StringWriter();
		thrown.printStackTrace(new PrintWriter(text));
		return text.toString();
	}

	@Test
	void twoClassesWithOneNameAreExplained() {
		this.runner.withUserConfiguration(HelloJob.class, OtherHelloJob.class).run((context) -> {
			assertThat(context).hasFailed();
			Throwable failure = context.getStartupFailure();
			assertThat(failure).isInstanceOf(JobClassException.class);
			FailureAnalysis analysis = new JobClassFailureAnalyzer(null).analyze(failure);
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).contains("'HelloJob'", HelloJob.class.getName(),
					OtherHelloJob.class.getName());
			assertThat(analysis.getAction()).contains("@RocketJob(name = \"...\")");
		});
	}

	@Test
	void nothingOfTheUsersMongoIsTouched() {
		this.client.withUserConfiguration(OwnMongo.class, HelloJob.class).run((context) -> {
			assertThat(context).hasSingleBean(MongoTemplate.class)
				.hasSingleBean(MongoConverter.class)
				.hasSingleBean(MongoCustomConversions.class)
				.hasSingleBean(MongoDatabaseFactory.class)
				.doesNotHaveBean(TaskExecutor.class)
				.doesNotHaveBean(TaskScheduler.class);
			MongoTemplate mongo = context.getBean(MongoTemplate.class);
			mongo.insert(new Note("1", new Money(5, "EUR")));
			assertThat(mongo.getCollection("note").find().first()).containsEntry("price", "5 EUR");
			assertThat(mongo.findById("1", Note.class)).isEqualTo(new Note("1", new Money(5, "EUR")));
			// the user's conversions are not those of fields
			context.getBean(RocketJobTemplate.class).create(PriceJob.class, new PriceJob.Fields(new Money(5, "EUR")));
			Document job = mongo.getCollection("rocketjob.jobs").find().first();
			assertThat(job).isNotNull();
			assertThat(job.get("fields", Document.class)).containsEntry("price",
					new Document("amount", 5).append("currency", "EUR"));
		});
	}

	@Test
	void theDefaultMongoBeansStayThoseOfSpringBoot() {
		this.client.run((context) -> assertThat(context).hasSingleBean(MongoTemplate.class)
			.hasSingleBean(MongoDatabaseFactory.class)
			.hasSingleBean(MongoConverter.class)
			.hasSingleBean(MongoClient.class));
	}

	@Test
	void ofTwoConnectionsThePrimaryOneIsUsedUnlessAnotherIsNamed() {
		ApplicationContextRunner two = this.client.withUserConfiguration(TwoConnections.class, HelloJob.class);
		two.run((context) -> assertStoredIn(context, "north"));
		two.withPropertyValues("rocketjob.mongodb.factory=south").run((context) -> assertStoredIn(context, "south"));
	}

	private static void assertStoredIn(ApplicationContext context, String factory) {
		context.getBean(RocketJobTemplate.class).create(HelloJob.class, new HelloJob.Fields("world"));
		MongoDatabase database = context.getBean(factory, MongoDatabaseFactory.class).getMongoDatabase();
		assertThat(database.getCollection("rocketjob.jobs").countDocuments()).isOne();
		database.drop();
	}

	@Test
	void ofSeveralConnectionsWithoutAPrimaryOneOneMustBeNamed() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(RocketJobAutoConfiguration.class))
			.withBean("north", MongoDatabaseFactory.class, () -> mock(MongoDatabaseFactory.class))
			.withBean("south", MongoDatabaseFactory.class, () -> mock(MongoDatabaseFactory.class))
			.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(stackTrace(context.getStartupFailure())).contains("rocketjob.mongodb.factory",
						"north, south");
			});
	}

	@Test
	void convertersForFieldsAreUsed() {
		this.client.withUserConfiguration(PriceJob.class)
			.withBean(FieldsConverters.class, () -> new FieldsConverters(List.of(new MoneyWriter(), new MoneyReader())))
			.run((context) -> {
				JobInstance<PriceJob.Fields> job = context.getBean(RocketJobTemplate.class)
					.create(PriceJob.class, new PriceJob.Fields(new Money(5, "EUR")));
				assertThat(job.rawFields()).containsEntry("price", "5 EUR");
				assertThat(job.fields().price()).isEqualTo(new Money(5, "EUR"));
			});
	}

	@RocketJob(destroyOnComplete = false)
	static class SecretJob implements Job<SecretJob.Fields> {

		record Fields(@Encrypted String secret) {
		}

		@Override
		public Object perform(Fields fields, JobContext context) {
			return fields.secret().length();
		}

	}

	@RocketJob(destroyOnComplete = false)
	static class HelloJob implements Job<HelloJob.Fields> {

		record Fields(String name) {
		}

		@Override
		public @Nullable Object perform(Fields fields, JobContext context) {
			return "hello " + fields.name();
		}

	}

	@RocketJob(name = "HelloJob")
	static class OtherHelloJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	static class PriceJob implements Job<PriceJob.Fields> {

		record Fields(Money price) {
		}

		@Override
		public @Nullable Object perform(Fields fields, JobContext context) {
			return null;
		}

	}

	record Money(int amount, String currency) {
	}

	record Note(String id, Money price) {
	}

	@WritingConverter
	static class MoneyWriter implements Converter<Money, String> {

		@Override
		public String convert(Money money) {
			return money.amount() + " " + money.currency();
		}

	}

	@ReadingConverter
	static class MoneyReader implements Converter<String, Money> {

		@Override
		public Money convert(String text) {
			String[] parts = text.split(" ", 2);
			return new Money(Integer.parseInt(parts[0]), parts[1]);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnMongo {

		@Bean
		MongoCustomConversions conversions() {
			return new MongoCustomConversions(List.of(new MoneyWriter(), new MoneyReader()));
		}

		@Bean
		MongoTemplate ownTemplate(MongoDatabaseFactory factory, MongoConverter converter) {
			return new MongoTemplate(factory, converter);
		}

		@Bean
		PriceJob priceJob() {
			return new PriceJob();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoConnections {

		@Bean
		@Primary
		MongoDatabaseFactory north(MongoClient client) {
			return new SimpleMongoClientDatabaseFactory(client, TestDatabase.get().newDatabaseName());
		}

		@Bean
		MongoDatabaseFactory south(MongoClient client) {
			return new SimpleMongoClientDatabaseFactory(client, TestDatabase.get().newDatabaseName());
		}

		@Bean
		MongoClient client() {
			return MongoClients.create(TestDatabase.get().connectionString());
		}

	}

	@RocketJob
	@ThrottleRunningJobs(group = "reports")
	static class ThrottledJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	@ThrottleRate(group = "mail")
	@ThrottleRate(limit = 100)
	static class RatedJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

}
