package io.rocketjob.embedded.autoconfigure;

import java.nio.file.Path;
import java.util.Map;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.rocketjob.embedded.EmbeddedMongo;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.boot.mongodb.autoconfigure.MongoProperties;
import org.springframework.boot.mongodb.health.MongoHealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

class EmbeddedMongoAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(EmbeddedMongoAutoConfiguration.class,
				SharedEmbeddedMongoAutoConfiguration.class, MongoAutoConfiguration.class));

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

	@ParameterizedTest
	@ValueSource(strings = { "uri=mongodb://me:marked@db.example/x", "host=db.example", "port=27018",
			"additional-hosts[0]=db.example:27018", "authentication-database=admin", "username=marked",
			"password=marked", "replica-set-name=rs0", "protocol=mongodb+srv", "ssl.enabled=true", "ssl.bundle=mongo",
			"database=mine" })
	void aConnectionByTheNamesOfSpringBoot3IsRefusedWithItsNewName(String property) {
		String name = property.substring(0, property.indexOf('='));
		this.contextRunner.withPropertyValues("spring.data.mongodb." + property)
			.run((context) -> assertThat(analysis(context.getStartupFailure()).getDescription())
				.contains("Property: spring.data.mongodb." + name + "\n", "Value: ", "Origin: ",
						"it is named spring.mongodb." + name.replace("[0]", "") + " now")
				.doesNotContain("marked"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "additional-hosts=db.example:27018", "authentication-database=admin", "username=marked",
			"password=marked", "replica-set-name=rs0", "protocol=mongodb+srv", "ssl.enabled=true", "ssl.bundle=mongo" })
	void aConnectionWithoutAServerIsRefused(String property) {
		String name = property.substring(0, property.indexOf('='));
		this.contextRunner.withPropertyValues("spring.mongodb." + property).run((context) -> {
			FailureAnalysis analysis = analysis(context.getStartupFailure());
			assertThat(analysis.getDescription())
				.contains("Property: spring.mongodb." + name + "\n", "nothing says where that is")
				.doesNotContain("marked");
			assertThat(analysis.getAction()).contains("Set spring.mongodb.uri or spring.mongodb.host");
		});
	}

	@ParameterizedTest
	@CsvSource({ "spring.mongodb.url=mongodb://me:marked@db.example/x, spring.mongodb.uri",
			"spring.mongodb.url=db.example, spring.mongodb.uri",
			"spring.mongodb.uris=mongodb+srv://me:marked@db.example/x, spring.mongodb.uri",
			"spring.mongodb.uris[0]=db.example, spring.mongodb.uri",
			"spring.mongodb.hosts=db.example, spring.mongodb.host",
			"spring.mongodb.hosts[0]=db.example, spring.mongodb.host",
			"spring.mongodb.connection-string=mongodb://marked, spring.mongodb.uri",
			"spring.mongodb.connection-string=${app.db}, spring.mongodb.uri",
			"spring.mongodb.client.uri=MONGODB://marked, spring.mongodb.uri",
			"spring.mongo.uri=mongodb://db.example/x, spring.mongodb.uri",
			"spring.mongo.host=db.example, spring.mongodb.host",
			"spring.data.mongodb.url=mongodb://db.example/x, spring.mongodb.uri",
			"spring.data.mongodb.hosts=db.example, spring.mongodb.host" })
	void aConnectionByAMistakenNameIsRefusedWithTheRightOne(String property, String right) {
		String name = property.substring(0, property.indexOf('='));
		this.contextRunner.withPropertyValues(property, "app.db=mongodb://me:marked@db.example/x").run((context) -> {
			FailureAnalysis analysis = analysis(context.getStartupFailure());
			assertThat(analysis.getDescription())
				.contains("Property: " + name + "\n", "Origin: ", "Spring Boot does not read it")
				.doesNotContain("marked");
			assertThat(analysis.getAction()).contains("Rename the property to " + right);
		});
	}

	@Test
	void aConnectionByAMistakenNameIsFoundInTheEnvironmentOfTheProcess() {
		this.contextRunner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("one-systemEnvironment",
						Map.of("SPRING_MONGODB_URL", "mongodb://db.example/x"))))
			.run((context) -> assertThat(analysis(context.getStartupFailure()).getDescription())
				.contains("Property: spring.mongodb.url", "SPRING_MONGODB_URL"));
	}

	@Test
	void aMistakenNameBesideTheRightOneOrWithoutAValueIsLeftAlone() {
		this.contextRunner
			.withPropertyValues("spring.mongodb.url=mongodb://db.example/x",
					"spring.mongodb.uri=mongodb://db.example/x")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(EmbeddedMongo.class));
		this.contextRunner.withPropertyValues("spring.mongodb.url=")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(EmbeddedMongo.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "yes", "on", "maybe" })
	void aSwitchThatIsNeitherTrueNorFalseIsRefused(String value) {
		this.contextRunner.withPropertyValues("rocketjob.embedded-mongodb.enabled=" + value)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("rocketjob.embedded-mongodb.enabled")
				.hasMessageContaining("It must be true or false"));
	}

	@Test
	void aConnectionByTheNamesOfSpringBoot3IsFoundInTheEnvironmentOfTheProcess() {
		this.contextRunner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("one-systemEnvironment",
						Map.of("SPRING_DATA_MONGODB_URI", "mongodb://db.example/x"))))
			.run((context) -> assertThat(analysis(context.getStartupFailure()).getDescription())
				.contains("Property: spring.data.mongodb.uri", "SPRING_DATA_MONGODB_URI"));
	}

	@Test
	void whatSpringDataStillReadsIsNoConnection() {
		this.contextRunner
			.withPropertyValues("spring.data.mongodb.auto-index-creation=true", "spring.mongodb.ssl.enabled=false",
					"spring.mongodb.representation.uuid=standard", "spring.data.mongodb.gridfs.bucket=files")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(EmbeddedMongo.class));
	}

	@Test
	void aFormerNameBesideANewOneIsLeftAlone() {
		this.contextRunner
			.withPropertyValues("spring.data.mongodb.uri=mongodb://db.example/x",
					"spring.mongodb.uri=mongodb://db.example/x")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(EmbeddedMongo.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "prod", "Production", "staging" })
	@ExtendWith(OutputCaptureExtension.class)
	void aProfileOfProductionIsWarnedOf(String profile, CapturedOutput output) {
		this.contextRunner.withPropertyValues("spring.profiles.active=" + profile)
			.run((context) -> assertThat(context).hasSingleBean(EmbeddedMongo.class));
		assertThat(output).contains("The profile '" + profile + "' is active, and no MongoDB is configured");
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void aPlatformOfProductionIsWarnedOfAndOtherProfilesAreNot(CapturedOutput output) {
		this.contextRunner.withPropertyValues("spring.profiles.active=products,dev")
			.run((context) -> assertThat(context).hasSingleBean(EmbeddedMongo.class));
		assertThat(output).doesNotContain("no MongoDB is configured");
		this.contextRunner.withPropertyValues("spring.main.cloud-platform=kubernetes")
			.run((context) -> assertThat(context).hasSingleBean(EmbeddedMongo.class));
		assertThat(output).contains("This runs on KUBERNETES, and no MongoDB is configured");
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void theWholeConnectionStringForOtherProcessesIsLogged(CapturedOutput output) {
		LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
		logging.setLogLevel(EmbeddedMongoAutoConfiguration.class.getName(), LogLevel.INFO);
		try {
			this.contextRunner
				.run((context) -> assertThat(output).contains("share the embedded MongoDB by spring.mongodb.uri="
						+ context.getBean(EmbeddedMongo.class).connectionString() + "/test"));
		}
		finally {
			logging.setLogLevel(EmbeddedMongoAutoConfiguration.class.getName(), null);
		}
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, test", "localhost, test", "[::1], test", "db.example, ", "'127.0.0.1:1,db.example', " })
	void theEmbeddedServerOfAnotherProcessNeedsNoNameOfTheDatabase(String host, String database) {
		this.contextRunner.withPropertyValues("spring.mongodb.uri=mongodb://" + host)
			.run((context) -> assertThat(context.getBean(MongoProperties.class).getDatabase()).isEqualTo(database));
	}

	@ParameterizedTest
	@CsvSource({ "mongodb://127.0.0.1/own, , ", "mongodb://127.0.0.1, mine, mine", "nonsense, , " })
	void theNameOfTheDatabaseIsLeftAloneWhereThereIsOne(String uri, String configured, String database) {
		this.contextRunner.withPropertyValues("spring.mongodb.uri=" + uri)
			.withPropertyValues(
					(configured != null) ? new String[] { "spring.mongodb.database=" + configured } : new String[0])
			.withUserConfiguration(OwnDetails.class)
			.run((context) -> assertThat(context.getBean(MongoProperties.class).getDatabase()).isEqualTo(database));
	}

	private static FailureAnalysis analysis(Throwable failure) {
		assertThat(failure).isNotNull();
		FailureAnalysis analysis = new UnusedConnectionFailureAnalyzer().analyze(failure);
		assertThat(analysis).isNotNull();
		return analysis;
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
