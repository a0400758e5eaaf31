package io.rocketjob.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import io.rocketjob.Events;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.Subscriber;
import io.rocketjob.event.EventPublisher;
import io.rocketjob.event.EventReader;
import io.rocketjob.event.SubscriberException;
import io.rocketjob.event.Subscribers;
import io.rocketjob.subscriber.ConfigurationSubscriber;
import io.rocketjob.subscriber.LoggerSubscriber;
import io.rocketjob.testsupport.TestDatabase;
import io.rocketjob.work.ProcessName;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.context.refresh.ContextRefresher;
import org.springframework.data.mongodb.MongoDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;

/** Events in an application. */
class EventAutoConfigurationTests {

	private final String database = TestDatabase.get().newDatabaseName();

	private final LoggingSystem logging = mock(LoggingSystem.class);

	private final ContextRefresher refresher = mock(ContextRefresher.class);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				RocketJobAutoConfiguration.class))
		.withPropertyValues("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
				"spring.mongodb.database=" + this.database, "rocketjob.server.enabled=false");

	@AfterEach
	void drop() {
		TestDatabase.get().dropDatabase(this.database);
	}

	@Subscriber("cache")
	static class CacheSubscriber {

		private final List<String> evicted = new CopyOnWriteArrayList<>();

		public void evict(String key) {
			this.evicted.add(key);
		}

	}

	@Subscriber("cache")
	static class TwoActionsOfOneName {

		public void evict(String key) {
			// one
		}

		public void evict(int key) {
			// other
		}

	}

	@Test
	void aBeanThatIsASubscriberHearsWhatIsPublished() {
		this.runner.withBean(CacheSubscriber.class).run((context) -> {
			context.getBean(RocketJobTemplate.class).events().publish("cache", "evict", Map.of("key", "today"));
			context.getBean(Events.class).publish("cache", "evict", Map.of("key", "tomorrow"));
			await().untilAsserted(() -> assertThat(context.getBean(CacheSubscriber.class).evicted)
				.containsExactly("today", "tomorrow"));
		});
	}

	@Test
	void listeningCanBeSwitchedOffAndPublishingStillWorks() {
		this.runner.withBean(CacheSubscriber.class)
			.withPropertyValues("rocketjob.events.enabled=false")
			.run((context) -> {
				assertThat(context.getBean(EventReader.class).isRunning()).isFalse();
				assertThat(context.getBean(Subscribers.class).isRunning()).isFalse();
				context.getBean(Events.class).publish("cache", "evict", Map.of("key", "today"));
				assertThat(context.getBean(MongoDatabaseFactory.class)
					.getMongoDatabase()
					.getCollection("rocketjob.events")
					.countDocuments(new Document("name", "cache"))).isOne();
			});
	}

	@Test
	void withoutRocketJobThereAreNoEvents() {
		this.runner.withPropertyValues("rocketjob.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(Events.class).doesNotHaveBean(EventReader.class));
	}

	@Test
	void theEventsOfTheUserWin() {
		Events own = mock(Events.class);
		this.runner.withBean(Events.class, () -> own).run((context) -> {
			assertThat(context).doesNotHaveBean(EventPublisher.class);
			assertThat(context.getBean(RocketJobTemplate.class).events()).isSameAs(own);
		});
	}

	@Test
	void aWrongSubscriberIsExplained() {
		this.runner.withBean(TwoActionsOfOneName.class).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).isInstanceOf(SubscriberException.class);
			FailureAnalysis analysis = new SubscriberFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains(TwoActionsOfOneName.class.getName(), "evict");
			assertThat(analysis.getAction()).contains("different names");
		});
	}

	private ApplicationContextRunner withLogging() {
		return this.runner.withBean(LoggingSystem.class, () -> this.logging);
	}

	@Test
	void anEventChangesTheLevelOfALogger() {
		withLogging().run((context) -> {
			Events events = context.getBean(Events.class);
			long pid = ProcessHandle.current().pid();
			events.publish("logger", "setLevel", Map.of("logger", "com.acme", "level", "DEBUG"));
			verify(this.logging, timeout(5_000)).setLogLevel("com.acme", LogLevel.DEBUG);
			events.publish("logger", "setLevel", Map.of("logger", "root", "level", "warn"));
			verify(this.logging, timeout(5_000)).setLogLevel("ROOT", LogLevel.WARN);
			events.publish("logger", "setLevel", Map.of("level", "ERROR"));
			verify(this.logging, timeout(5_000)).setLogLevel("ROOT", LogLevel.ERROR);
			events.publish("logger", "setLevel",
					Map.of("logger", "com.acme", "level", "DEFAULT", "host", ProcessName.host(), "pid", pid));
			verify(this.logging, timeout(5_000)).setLogLevel("com.acme", null);
		});
	}

	@Test
	void anEventForAnotherProcessOrWithAnotherLevelChangesNone() {
		withLogging().run((context) -> {
			Events events = context.getBean(Events.class);
			long pid = ProcessHandle.current().pid();
			events.publish("logger", "setLevel", Map.of("logger", "a", "level", "DEBUG", "pid", pid + 1));
			events.publish("logger", "setLevel", Map.of("logger", "b", "level", "DEBUG", "host", "elsewhere"));
			events.publish("logger", "setLevel", Map.of("logger", "c", "level", "LOUD"));
			events.publish("logger", "setLevel", Map.of("logger", "d", "level", "INFO"));
			verify(this.logging, timeout(5_000)).setLogLevel("d", LogLevel.INFO);
			verifyNoMoreInteractions(this.logging);
		});
	}

	@Test
	void withoutTheLoggingOfSpringBootThereIsNoSubscriberForIt() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(LoggerSubscriber.class));
	}

	@Test
	void anEventReadsTheConfigurationAgain() {
		given(this.refresher.refresh()).willReturn(Set.of("acme.colour"));
		this.runner.withBean(ContextRefresher.class, () -> this.refresher).run((context) -> {
			context.getBean(Events.class).publish("configuration", "refresh", Map.of("host", "elsewhere"));
			context.getBean(Events.class).publish("configuration", "refresh");
			// the method is synchronized, also while Mockito would wait in it
			await().untilAsserted(() -> verify(this.refresher).refresh());
			verifyNoMoreInteractions(this.refresher);
		});
	}

	@Test
	void withoutSpringCloudThereIsNoSubscriberForTheConfiguration() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(ConfigurationSubscriber.class));
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.cloud"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("rocketJobConfigurationSubscriber")
				.hasSingleBean(Events.class));
	}

}
