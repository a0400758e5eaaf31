package io.rocketjob.test.autoconfigure;

import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Supplier;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.rocketjob.autoconfigure.RocketJobAutoConfiguration;
import io.rocketjob.embedded.EmbeddedMongo;
import io.rocketjob.embedded.autoconfigure.EmbeddedMongoAutoConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** A database that somebody else uses is never emptied unless the test says so. */
class DisposableDatabaseTests {

	private static final String SERVICE_CONNECTION = "org.springframework.boot.testcontainers.service.connection.ServiceConnection";

	private static final EmbeddedMongo OTHER = EmbeddedMongo.builder().start();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(EmbeddedMongoAutoConfiguration.class, MongoAutoConfiguration.class,
				DataMongoAutoConfiguration.class, RocketJobAutoConfiguration.class,
				RocketJobTestAutoConfiguration.class))
		.withPropertyValues("rocketjob.server.enabled=false");

	@AfterAll
	static void close() {
		OTHER.close();
	}

	@Test
	void theEmbeddedOneInMemoryIsDisposable() {
		assertWhyNot(this.runner, null);
	}

	@Test
	void theEmbeddedOneIsNotWhereItsDataIsKept(@TempDir Path directory) {
		assertWhyNot(this.runner.withPropertyValues("rocketjob.embedded-mongodb.directory=" + directory),
				"it is neither the embedded one");
	}

	@Test
	void aServerThatIsNamedByPropertiesIsNot() {
		assertWhyNot(this.runner.withPropertyValues("spring.mongodb.uri=" + uri()), "it is neither the embedded one");
	}

	@Test
	void connectionDetailsOfTheUserAreUsedAndNotTakenForDisposable() {
		ApplicationContextRunner own = this.runner.withBean(MongoConnectionDetails.class, details(uri()));
		assertWhyNot(own, "it is neither the embedded one");
		own.run((context) -> {
			assertThat(context).doesNotHaveBean(EmbeddedMongo.class);
			assertThat(context.getBean(MongoClient.class).getClusterDescription().getClusterSettings().getHosts())
				.singleElement()
				.satisfies((host) -> assertThat(host.getPort()).isEqualTo(OTHER.port()));
		});
	}

	@Test
	void aServiceConnectionIsUsedAndDisposable() {
		ApplicationContextRunner container = this.runner.withInitializer(DisposableDatabaseTests::serviceConnection);
		assertWhyNot(container, null);
		container.run((context) -> assertThat(context).doesNotHaveBean(EmbeddedMongo.class));
	}

	@Test
	void anApplicationThatConnectsByItselfIsLeftAlone() {
		ApplicationContextRunner container = this.runner.withInitializer(DisposableDatabaseTests::serviceConnection);
		assertWhyNot(
				container.withBean("client", MongoClient.class, () -> MongoClients.create("mongodb://127.0.0.1:1")),
				"the application connects to it by beans of its own");
		assertWhyNot(
				container.withBean("factory", MongoDatabaseFactory.class,
						() -> new SimpleMongoClientDatabaseFactory(uri())),
				"the application connects to it by beans of its own");
	}

	@Test
	void slicesElsewhereAreLeftAlone() {
		assertWhyNot(this.runner.withPropertyValues("rocketjob.slices.uri=" + uri()), "rocketjob.slices.uri is set");
	}

	@Test
	void thereAreAClockAndAQueueUnlessTheUserHasThem() {
		this.runner.run((context) -> assertThat(context).hasBean("rocketJobClock").hasBean("rocketJobQueue"));
		this.runner.withBean(Clock.class, Clock::systemUTC)
			.run((context) -> assertThat(context).doesNotHaveBean("rocketJobClock").hasBean("rocketJobQueue"));
		this.runner.withPropertyValues("rocketjob.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("rocketJobQueue"));
	}

	private static void assertWhyNot(ApplicationContextRunner runner, String reason) {
		runner.run((context) -> {
			assertThat(context).hasNotFailed();
			String whyNot = DisposableDatabase.whyNot(context.getSourceApplicationContext());
			if (reason == null) {
				assertThat(whyNot).isNull();
			}
			else {
				assertThat(whyNot).startsWith(reason);
			}
		});
	}

	/** As Testcontainers' support registers connection details. */
	private static void serviceConnection(ConfigurableApplicationContext context) {
		RootBeanDefinition definition = new RootBeanDefinition(MongoConnectionDetails.class, details(uri()));
		definition.setAttribute(SERVICE_CONNECTION, true);
		((GenericApplicationContext) context).registerBeanDefinition("containerDetails", definition);
	}

	private static Supplier<MongoConnectionDetails> details(String uri) {
		ConnectionString connectionString = new ConnectionString(uri);
		return () -> () -> connectionString;
	}

	private static String uri() {
		return OTHER.connectionString() + "/test";
	}

}
