package io.rocketjob.embedded.autoconfigure;

import java.nio.file.Path;
import java.util.Map;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.rocketjob.embedded.EmbeddedMongo;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.boot.mongodb.health.MongoHealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

class EmbeddedMongoAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(EmbeddedMongoAutoConfiguration.class, MongoAutoConfiguration.class));

	@TempDir
	private Path directory;

	@Test
	void withoutAnyConfigurationTheClientIsConnectedToAnEmbeddedServer() {
		this.contextRunner.run((context) -> {
			EmbeddedMongo mongo = context.getBean(EmbeddedMongo.class);
			MongoClient client = context.getBean(MongoClient.class);
			assertThat(client.getClusterDescription().getClusterSettings().getHosts()).singleElement()
				.satisfies((address) -> assertThat(address.getPort()).isEqualTo(mongo.port()));
			client.getDatabase("test").getCollection("things").insertOne(new Document("_id", 1));
			assertThat(context.getBean(MongoConnectionDetails.class).getConnectionString().getDatabase())
				.isEqualTo("test");
			assertThat(new MongoHealthIndicator(client).health().getStatus()).isEqualTo(Status.UP);
		});
	}

	@Test
	void theDatabaseOfTheUserIsKept() {
		this.contextRunner.withPropertyValues("spring.mongodb.database=mine")
			.run((context) -> assertThat(
					context.getBean(MongoConnectionDetails.class).getConnectionString().getDatabase())
				.isEqualTo("mine"));
	}

	@Test
	void theServerStopsAfterTheClient() {
		this.contextRunner.run((context) -> {
			String[] dependents = context.getBeanFactory().getDependentBeans("embeddedMongo");
			assertThat(dependents).contains("embeddedMongoConnectionDetails");
			assertThat(context.getBeanFactory().getDependentBeans("embeddedMongoConnectionDetails")).isNotEmpty();
			EmbeddedMongo mongo = context.getBean(EmbeddedMongo.class);
			context.getBean(MongoClient.class).getDatabase("test").getCollection("things").countDocuments();
			context.close();
			try (EmbeddedMongo again = EmbeddedMongo.builder().port(mongo.port()).start()) {
				assertThat(again.port()).isEqualTo(mongo.port());
			}
		});
	}

	@Test
	void aPortThatIsTakenIsNamedWithItsProperty() {
		try (EmbeddedMongo other = EmbeddedMongo.builder().start()) {
			this.contextRunner.withPropertyValues("rocketjob.embedded-mongodb.port=" + other.port())
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.isInstanceOf(InvalidConfigurationPropertyValueException.class)
					.hasMessageContaining("rocketjob.embedded-mongodb.port")
					.hasMessageContaining("" + other.port()));
		}
	}

	@Test
	void aDirectoryThatIsInUseIsNamedWithItsProperty() {
		try (EmbeddedMongo other = EmbeddedMongo.builder().directory(this.directory).start()) {
			this.contextRunner.withPropertyValues("rocketjob.embedded-mongodb.directory=" + this.directory)
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.isInstanceOf(InvalidConfigurationPropertyValueException.class)
					.hasMessageContaining("rocketjob.embedded-mongodb.directory"));
			assertThat(other.port()).isPositive();
		}
	}

	@Test
	void theLibraryBelowIsQuietUnlessTheApplicationWantsToHearIt() {
		StandardEnvironment environment = new StandardEnvironment();
		new EmbeddedMongoLogging().postProcessEnvironment(environment, new SpringApplication());
		assertThat(environment.getProperty("logging.level.de.bwaldvogel.mongo")).isEqualTo("error");
		environment.getPropertySources()
			.addFirst(new MapPropertySource("own", Map.of("logging.level.de.bwaldvogel.mongo", "debug")));
		assertThat(environment.getProperty("logging.level.de.bwaldvogel.mongo")).isEqualTo("debug");
	}

	@Test
	void itCanBeSwitchedOff() {
		this.contextRunner.withPropertyValues("rocketjob.embedded-mongodb.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(EmbeddedMongo.class)
				.hasSingleBean(MongoConnectionDetails.class)
				.hasSingleBean(MongoClient.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.mongodb.uri=mongodb://db.example/x", "spring.mongodb.host=db.example",
			"spring.mongodb.port=27018" })
	void aConfiguredServerWins(String property) {
		this.contextRunner.withPropertyValues(property)
			.run((context) -> assertThat(context).doesNotHaveBean(EmbeddedMongo.class)
				.hasSingleBean(MongoConnectionDetails.class));
	}

	@Test
	void connectionDetailsOfOthersWin() {
		this.contextRunner.withUserConfiguration(OwnDetails.class)
			.run((context) -> assertThat(context).doesNotHaveBean(EmbeddedMongo.class)
				.getBean(MongoConnectionDetails.class)
				.extracting((details) -> details.getConnectionString().getDatabase())
				.isEqualTo("own"));
	}

	@Test
	void directoryAndPortAreBound() {
		int port = freePort();
		this.contextRunner
			.withPropertyValues("rocketjob.embedded-mongodb.directory=" + this.directory.resolve("data"),
					"rocketjob.embedded-mongodb.port=" + port)
			.run((context) -> {
				assertThat(context.getBean(EmbeddedMongo.class).port()).isEqualTo(port);
				assertThat(this.directory.resolve("data")).isNotEmptyDirectory();
				try (MongoClient other = MongoClients.create("mongodb://127.0.0.1:" + port)) {
					assertThat(other.listDatabaseNames()).isEmpty();
				}
			});
	}

	private static int freePort() {
		try (EmbeddedMongo mongo = EmbeddedMongo.builder().start()) {
			return mongo.port();
		}
	}

	@Test
	void withoutSpringBootsMongoSupportNothingHappens() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(EmbeddedMongoAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(MongoConnectionDetails.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(EmbeddedMongo.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnDetails {

		@Bean
		MongoConnectionDetails ownDetails() {
			return () -> new ConnectionString("mongodb://db.example/own");
		}

	}

}
