package io.rocketjob.autoconfigure;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.embedded.autoconfigure.EmbeddedMongoAutoConfiguration;
import io.rocketjob.plugin.cron.Cron;
import io.rocketjob.plugin.throttle.ThrottleDependentJobs;
import io.rocketjob.plugin.throttle.ThrottleRunningJobs;
import io.rocketjob.plugin.window.ProcessingWindow;
import io.rocketjob.testsupport.TestDatabase;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What somebody reads who has configured something wrong: the property, its value, where
 * it was set, what is wrong and what would be right.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConfigurationFailureTests {

	@TempDir
	private Path directory;

	private final Map<String, Object> database = new HashMap<>(
			Map.of("spring.mongodb.uri", TestDatabase.get().connectionString(), "spring.mongodb.database", "unused"));

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					enabled=yes                                  | enabled | It must be true or false
					enabled=on                                   | enabled | It must be true or false
					enabled=maybe                                | enabled | It must be true or false
					encryption.keyset=                           | encryption.keyset | It must not be blank; right would be the place of a keyset
					metrics.enabled=yes                          | metrics.enabled | It must be true or false
					metrics.enabled=maybe                        | metrics.enabled | It must be true or false
					metrics.enabled=                             | metrics.enabled | It must be true or false
					health.readiness=on                          | health.readiness | It must be true or false
					health.readiness=maybe                       | health.readiness | It must be true or false
					events.enabled=1                             | events.enabled | It must be true or false
					mongodb.create-indexes=on                    | mongodb.create-indexes | It must be true or false
					jobs.upper-job.destroy-on-complete=yes       | jobs.upper-job.destroy-on-complete | It must be true or false
					jobs.upper-job.output.main.nulls=yes         | jobs.upper-job.output.main.nulls | It must be true or false
					jobs.upper-job.retry.enabled=yes             | jobs.upper-job.retry.enabled | must be true or false, but is 'yes'
					jobs.timely-job.cron.create-at-start=on      | jobs.timely-job.cron.create-at-start | must be true or false, but is 'on'
					logging.exceptions=some                      | logging.exceptions | It must be one of without-messages, full
					server.max-workers=                          | server.max-workers | It must be a whole number
					throttles.reports=1.5                        | throttles.reports | It must be a whole number
					rates=5                                      | rates | There are: rocketjob.rates.<name>
					throttles=5                                  | throttles | There are: rocketjob.throttles.<name>
					server=5                                     | server | There are: rocketjob.server.enabled, rocketjob.server.name
					jobs.upper-job=5                             | jobs.upper-job | There are: rocketjob.jobs.upper-job.description
					encryption.file-keyset=                      | encryption.file-keyset | It must not be blank; right would be the place of a keyset
					server.where={                               | server.where | where '{' is malformed
					server.enabled=yes                           | server.enabled | It must be true or false
					server.enabled=perhaps                       | server.enabled | It must be true or false
					server.name=                                 | server.name | It must not be blank; without it the name is that of the host
					server.max-workers=-1                        | server.max-workers | must be greater than or equal to 1
					server.max-workers=many                      | server.max-workers | It must be a whole number up to 2147483647
					server.max-workers=10001                     | server.max-workers | must be less than or equal to 10000
					server.heartbeat-interval=15                 | server.heartbeat-interval | '15' has no unit, and would be milliseconds; right would be 15s for seconds
					server.heartbeat-interval=15000              | server.heartbeat-interval | '15000' has no unit
					server.heartbeat-interval=0                  | server.heartbeat-interval | It must be from 500ms to 10m, but is 0s
					server.heartbeat-interval=15ms               | server.heartbeat-interval | It must be from 500ms to 10m, but is 15ms; after four intervals without a heartbeat a server is declared dead
					server.heartbeat-interval=11m                | server.heartbeat-interval | It must be from 500ms to 10m, but is 11m
					server.heartbeat-interval=soon               | server.heartbeat-interval | It must be a duration with its unit, such as 500ms, 15s
					server.poll-interval=5                       | server.poll-interval | '5' has no unit
					server.poll-interval=-1s                     | server.poll-interval | It must be from 100ms to 1h, but is -1s
					server.poll-interval=99ms                    | server.poll-interval | It must be from 100ms to 1h, but is 99ms
					server.poll-interval=1d                      | server.poll-interval | It must be from 100ms to 1h, but is 1d
					server.shutdown-timeout=25                   | server.shutdown-timeout | '25' has no unit
					server.shutdown-timeout=0s                   | server.shutdown-timeout | It must be from 1s to 1d, but is 0s
					server.shutdown-timeout=30s                  | server.shutdown-timeout | It must be less than spring.lifecycle.timeout-per-shutdown-phase, which is PT30S
					server.recheck-interval=-1s                  | server.recheck-interval | It must be from 0s to 1m, but is -1s; until then a batch may keep all workers
					server.reserved-workers=10                   | server.reserved-workers | It must be less than rocketjob.server.max-workers, which is 10
					server.reserved-workers=-1                   | server.reserved-workers | must be greater than or equal to 0
					server.recheck-interval=60                   | server.recheck-interval | '60' has no unit
					server.recheck-interval=2h                   | server.recheck-interval | It must be from 0s to 1m, but is 2h
					metrics.refresh-interval=15                  | metrics.refresh-interval | '15' has no unit
					metrics.refresh-interval=1ms                 | metrics.refresh-interval | It must be from 100ms to 1h, but is 1ms
					server.max-group-size=1001                   | server.max-group-size | must be less than or equal to 1000
					server.max-crashes=1001                      | server.max-crashes | must be less than or equal to 1000
					server.max-crashes=-1                        | server.max-crashes | must be greater than or equal to 0
					housekeeping.failed=7                        | housekeeping.failed | '7' has no unit
					housekeeping.failed=-1d                      | housekeeping.failed | It must be from 0s to 36500d, but is -1d; 0s keeps jobs for ever
					mongodb.factory=nobody                       | mongodb.factory | There is no MongoDatabaseFactory bean of this name. There are: mongoDatabaseFactory
					mongodb.create-indexes=x                     | mongodb.create-indexes | It must be true or false
					slices.factory=nobody                        | slices.factory | There is no MongoDatabaseFactory bean of this name. There are: mongoDatabaseFactory
					slices.database=a/b                          | slices.database | It is no name of a database
					encryption.keyset=file:/does/not/exist       | encryption.keyset | is missing; make one with the command 'new-values' of Keysets
					encryption.keyset=classpath:logback-test.xml | encryption.keyset | is no cleartext Tink keyset in JSON
					pgp.recipients=ann@example.com               | pgp.recipients | It needs rocketjob.pgp.public-keys for recipients
					pgp.public-keys=                             | pgp.public-keys | right would be the place of OpenPGP keys
					pgp.public-keys=file:/does/not/exist         | pgp.public-keys | The OpenPGP public keys at URL [file:/does/not/exist] cannot be read
					files.max-size=0B                            | files.max-size | It must be at least 1B
					files.max-window=1KB                         | files.max-window | It must be at least 1048576B
					files.max-ratio=0                            | files.max-ratio | must be greater than or equal to 1
					encryption.file-keyset=file:x                | encryption.file-keyset | It needs rocketjob.encryption.keyset beside it
					throttles.reports=0                          | throttles.reports | must be greater than or equal to 1
					jobs.upper-job.priority=0                    | jobs.upper-job.priority | must be greater than or equal to 1
					jobs.upper-job.destroy-on-complete=x         | jobs.upper-job.destroy-on-complete | It must be true or false
					jobs.upper-job.expires-after=-1s             | jobs.upper-job.expires-after | It must be from 1s to 36500d, but is -1s
					jobs.upper-job.expires-after=60              | jobs.upper-job.expires-after | '60' has no unit
					jobs.upper-job.timeout=0s                    | jobs.upper-job.timeout | It must be from 100ms to 365d, but is 0s
					jobs.upper-job.timeout=30                    | jobs.upper-job.timeout | '30' has no unit
					jobs.upper-job.timeout=366d                  | jobs.upper-job.timeout | It must be from 100ms to 365d, but is 366d
					jobs.upper-job.timeout=long                  | jobs.upper-job.timeout | It must be a duration with its unit, such as 500ms, 15s
					jobs.upper-job.log-level=loud                | jobs.upper-job.log-level | It must be one of error, warn, info, debug, trace
					jobs.upper-job.throttle-running-workers=0    | jobs.upper-job.throttle-running-workers | must be greater than or equal to 1
					jobs.upper-job.fail-fast-slices=-1           | jobs.upper-job.fail-fast-slices | must be greater than or equal to 0
					jobs.upper-job.fail-fast-percent=101         | jobs.upper-job.fail-fast-percent | must be less than or equal to 100
					jobs.report-job.fail-fast-slices=5           | jobs.report-job.fail-fast-slices | ReportJob is no BatchJob
					jobs.report-job.throttle-running-workers=5   | jobs.report-job.throttle-running-workers | ReportJob is no BatchJob
					jobs.upper-job.input.main.slice-size=0       | jobs.upper-job.input.main.slice-size | must be greater than or equal to 1
					jobs.upper-job.input.main.slice-size=100001  | jobs.upper-job.input.main.slice-size | must be less than or equal to 100000
					jobs.upper-job.input.main.serializer=zip     | jobs.upper-job.input.main.serializer | It must be one of none, compressed, encrypted, bzip2, encrypted-bzip2
					jobs.upper-job.input.main.serializer=bzip2   | jobs.upper-job.input.main.serializer | BZIP2 is for output only; input can be NONE, COMPRESSED or ENCRYPTED
					jobs.upper-job.input.nowhere.slice-size=5    | jobs.upper-job.input.nowhere.slice-size | there is no such category; there are [main]
					jobs.upper-job.output.main.serializer=encrypted | jobs.upper-job.output.main.serializer | ENCRYPTED needs keys; set rocketjob.encryption.keyset
					jobs.upper-job.output.main.nulls=x           | jobs.upper-job.output.main.nulls | It must be true or false
					jobs.upper-job.retry.limit=often             | jobs.upper-job.retry.limit | must be a whole number, but is 'often'
					jobs.upper-job.retry.limit=0                 | jobs.upper-job.retry.limit | must be between 1 and 1000, but is 0
					jobs.upper-job.retry.limit=1001              | jobs.upper-job.retry.limit | must be between 1 and 1000, but is 1001
					jobs.upper-job.retry.initial=5               | jobs.upper-job.retry.initial | '5' has no unit
					jobs.upper-job.retry.initial=1ms             | jobs.upper-job.retry.initial | must be from 10ms to 365d, but is 1ms
					jobs.upper-job.retry.max=3600                | jobs.upper-job.retry.max | '3600' has no unit
					jobs.upper-job.retry.jitter=NaN              | jobs.upper-job.retry.jitter | must be between 0 and 1, but is NaN
					jobs.upper-job.retry.multiplier=Infinity     | jobs.upper-job.retry.multiplier | must be between 1 and 1000, but is Infinity
					jobs.upper-job.retry.limt=5                  | jobs.upper-job.retry.limt | there are backOff, delay, initial, jitter, limit
					jobs.upper-job.cron.schedule=often           | jobs.upper-job.cron.schedule | it has 1 field; right are five
					jobs.report-job.throttle-dependent-jobs.recheck=1 | jobs.report-job.throttle-dependent-jobs.recheck | '1' has no unit
					jobs.report-job.throttle-dependent-jobs.recheck=2d | jobs.report-job.throttle-dependent-jobs.recheck | must be from 100ms to 1d, but is 2d
					jobs.timely-job.cron.missed-after=60         | jobs.timely-job.cron.missed-after | '60' has no unit
					jobs.timely-job.cron.missed-after=0s         | jobs.timely-job.cron.missed-after | must be from 1s to 366d, but is 0s
					jobs.timely-job.processing-window.duration=8 | jobs.timely-job.processing-window.duration | '8' has no unit
					jobs.timely-job.processing-window.duration=400d | jobs.timely-job.processing-window.duration | must be from 1s to 366d, but is 400d
					jobs.nobody.priority=5                       | jobs.nobody.priority | The job classes are: ReportJob, TimelyJob, UpperJob
					jobs.upper-job.priorty=5                     | jobs.upper-job.priorty | There are description, priority, destroy-on-complete
					jobs.upper-job.input.main.slice-sze=5        | jobs.upper-job.input.main.slice-sze | There are: rocketjob.jobs.upper-job.input.main.slice-size
					server.max-worker=5                          | server.max-worker | There are: rocketjob.server.enabled, rocketjob.server.name, rocketjob.server.max-workers
					server.max-workers.most=5                    | server.max-workers.most | There are: rocketjob.server.max-workers
					sever.max-workers=5                          | sever.max-workers | There are: rocketjob.enabled, rocketjob.create-after-commit, rocketjob.server
					enabld=false                                 | enabld | There are: rocketjob.enabled, rocketjob.create-after-commit, rocketjob.server
					""")
	void aWrongPropertyIsExplained(String property, String name, String explanation, CapturedOutput output)
			throws IOException {
		String value = property.substring(property.indexOf('=') + 1);
		assertThat(analysis(output, "rocketjob." + property)).contains("Property: rocketjob." + name + "\n",
				"Value: \"" + value + "\"\n", "Origin: URL [file:" + this.directory, explanation, "Action:");
	}

	@Test
	void aDurationOfAnEnvironmentVariableOrAPlaceholderNeedsAUnitAsWell(CapturedOutput output) throws IOException {
		assertThat(analysis(output, "app.beat=15", "rocketjob.server.heartbeat-interval=${app.beat}")).contains(
				"Property: rocketjob.server.heartbeat-interval", "'15' has no unit", "right would be 15s for seconds");
		SpringApplication application = application("rocketjob.server.enabled=false").build();
		application.addInitializers((context) -> context.getEnvironment()
			.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
							Map.of("ROCKETJOB_JOBS_UPPERJOB_TIMEOUT", "30"))));
		assertThatException().isThrownBy(() -> application.run().close());
		assertThat(output.getAll()).contains("Property: rocketjob.jobs.upperjob.timeout", "Value: \"30\"",
				"Origin: \"ROCKETJOB_JOBS_UPPERJOB_TIMEOUT\" from property source \"systemEnvironment\"",
				"'30' has no unit");
	}

	@Test
	void durationsWithAUnitAreTaken() throws IOException {
		try (ConfigurableApplicationContext context = application("rocketjob.server.enabled=false",
				"rocketjob.server.heartbeat-interval=PT15S", "rocketjob.server.poll-interval=100ms",
				"rocketjob.server.recheck-interval=0", "rocketjob.jobs.upper-job.timeout=365d",
				"rocketjob.jobs.timely-job.processing-window.duration=1m30s",
				"rocketjob.jobs.upper-job.retry.initial=10ms")
			.run()) {
			assertThat(context.isActive()).isTrue();
		}
	}

	@Test
	void eachDurationOfThePropertiesHasBounds() {
		assertThat(durations(RocketJobProperties.class)).hasSize(17)
			.allSatisfy((component) -> assertThat(component.getAnnotation(DurationBounds.class)).as(component.getName())
				.isNotNull());
	}

	private static List<RecordComponent> durations(Class<?> type) {
		List<RecordComponent> found = new ArrayList<>();
		for (RecordComponent component : type.getRecordComponents()) {
			ResolvableType generic = ResolvableType.forType(component.getGenericType());
			Class<?> value = (component.getType() == Map.class) ? generic.getGeneric(1).resolve() : component.getType();
			if (value == Duration.class) {
				found.add(component);
			}
			else if (value != null && value.isRecord()) {
				found.addAll(durations(value));
			}
		}
		return found;
	}

	@Test
	void aPropertyThatIsMissingIsNamed(CapturedOutput output) throws IOException {
		assertThat(analysis(output, "rocketjob.slices.uri=mongodb://me:marked@nowhere"))
			.contains("Property: rocketjob.slices.database", "Value: not set", "rocketjob.slices.uri names no database")
			.doesNotContain("marked");
	}

	@Test
	void aDefaultThatDoesNotGoTogetherWithAnotherPropertyIsNamed(CapturedOutput output) throws IOException {
		assertThat(analysis(output, "spring.lifecycle.timeout-per-shutdown-phase=20s")).contains(
				"Property: rocketjob.server.shutdown-timeout", "Value: not set",
				"It must be less than spring.lifecycle.timeout-per-shutdown-phase, which is PT20S");
	}

	@Test
	void twoClientsOfWhichNoneIsPrimaryAreExplained(CapturedOutput output) throws IOException {
		assertThat(analysis(output, application().sources(TwoClients.class)))
			.contains("There are several MongoClient beans (north, south) and none is primary", "@Primary",
					"declare a MongoDatabaseFactory bean")
			.doesNotContain("Set the property");
	}

	@Test
	void aDatabaseThatNothingConnectsToIsExplained(CapturedOutput output) throws IOException {
		assertThat(analysis(output,
				application("spring.autoconfigure.exclude=" + DataMongoAutoConfiguration.class.getName())))
			.contains("There is no MongoDatabaseFactory bean", "DataMongoAutoConfiguration is not excluded");
	}

	@Test
	void aConnectionStringWithoutADatabaseIsExplained(CapturedOutput output) throws IOException {
		this.database.remove("spring.mongodb.database");
		this.database.put("spring.mongodb.uri", "mongodb://db.example:27017");
		assertThat(analysis(output, "rocketjob.server.enabled=false")).contains(
				"The connection to MongoDB names no database", "Append the name of a database to spring.mongodb.uri");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			me:marked@db.example/x            | must start with either 'mongodb://'
			mongodb://me:mar@marked@db.example/x | invalid user information
			mongodb://me:mar/marked@db.example/x | The port contains non-digit characters
			mongodb://me:marked@db.example:99999/x | The port must be an integer between 0 and 65535
			mongodb://me:pw@db.example/x?authMechanism=PLAIN&authMechanismProperties=marked | is not a key value pair
			mongodb://                        | The connection string
			""")
	void aMalformedConnectionStringIsExplainedWithoutItsPassword(String uri, String reason, CapturedOutput output)
			throws IOException {
		this.database.clear();
		assertThat(analysis(output, "spring.mongodb.uri=" + uri))
			.contains("The connection to MongoDB is wrong", "Property: spring.mongodb.uri\n", "Value: (not shown)\n",
					"Origin: URL [file:" + this.directory, "Reason: ", reason,
					"Right would be such as mongodb://user:password@db.example:27017/jobs")
			.doesNotContain("marked");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					spring.mongodb.url=mongodb://me:marked@db.example/x      | spring.mongodb.url | spring.mongodb.uri.
					spring.mongodb.address=mongodb://me:marked@db.example/x  | spring.mongodb.address | spring.mongodb.uri.
					spring.mongodb.hosts=db.example                          | spring.mongodb.hosts | spring.mongodb.host, with
					spring.mongo.uri=mongodb://me:marked@db.example/x        | spring.mongo.uri | spring.mongodb.uri.
					spring.data.mongo.uri=mongodb://me:marked@db.example/x   | spring.data.mongo.uri | spring.mongodb.uri.
					spring.data.mongo.host=db.example                        | spring.data.mongo.host | spring.mongodb.host.
					spring.data.mongodb.url=mongodb://me:marked@db.example/x | spring.data.mongodb.url | spring.mongodb.uri.
					spring.data.mongodb.database=x                  | spring.data.mongodb.database | spring.mongodb.database now.
					""")
	void aMistypedConnectionIsExplained(String property, String name, String right, CapturedOutput output)
			throws IOException {
		this.database.clear();
		assertThat(analysis(output, property, "rocketjob.embedded-mongodb.enabled=false"))
			.contains("A property is wrong", "Property: " + name + "\n", "Origin: URL [file:",
					"so jobs would be stored in a MongoDB that nothing names", "It is named " + right)
			.doesNotContain("marked");
	}

	@Test
	void aMistypedConnectionIsExplainedWhereTheEmbeddedDatabaseWouldStart(CapturedOutput output) throws IOException {
		this.database.clear();
		assertThat(analysis(output, "spring.data.mongo.uri=mongodb://me:marked@db.example/x"))
			.contains("Property: spring.data.mongo.uri\n", "Nothing reads it", "It is named spring.mongodb.uri")
			.doesNotContain("marked");
	}

	@Test
	void whatIsNoConnectionMayHaveAnyName() throws IOException {
		try (ConfigurableApplicationContext context = application("rocketjob.server.enabled=false",
				"spring.mongodb.url=mongodb://other.example/x", "spring.data.mongodb.auto-index-creation=true")
			.run()) {
			assertThat(context.isActive()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "uri=mongodb://me:marked@db.example/x", "host=db.example", "port=27018" })
	void aConnectionByTheNamesOfSpringBoot3IsExplained(String property, CapturedOutput output) throws IOException {
		String name = property.substring(0, property.indexOf('='));
		this.database.clear();
		assertThat(analysis(output, "spring.data.mongodb." + property, "rocketjob.embedded-mongodb.enabled=false"))
			.contains("A property is wrong", "Property: spring.data.mongodb." + name + "\n", "Origin: URL [file:",
					"It is named spring.mongodb." + name + " now")
			.doesNotContain("marked");
	}

	@Test
	void aConnectionByTheNamesOfSpringBoot3IsExplainedWhereTheEmbeddedDatabaseWouldStart(CapturedOutput output)
			throws IOException {
		this.database.clear();
		assertThat(analysis(output, "spring.data.mongodb.uri=mongodb://me:marked@db.example/x"))
			.contains("the embedded one would be used", "Property: spring.data.mongodb.uri\n", "Value: (not shown)",
					"Origin: URL [file:", "Rename the property to spring.mongodb.uri")
			.doesNotContain("marked");
	}

	@Test
	void theNamesOfSpringBoot3MayBeThoseOfTheApplicationItself() throws IOException {
		this.database.clear();
		try (ConfigurableApplicationContext context = application(
				"spring.data.mongodb.uri=" + TestDatabase.get().connectionString(), "spring.mongodb.database=unused",
				"rocketjob.server.enabled=false")
			.sources(OwnClient.class)
			.run()) {
			assertThat(context.isActive()).isTrue();
		}
	}

	@Test
	void passwordsAreNotShown(CapturedOutput output) throws IOException {
		assertThat(analysis(output, "rocketjob.slices.uri=http://me:marked@nowhere"))
			.contains("Property: rocketjob.slices.uri", "Value: (not shown)", "must start with either 'mongodb://'")
			.doesNotContain("marked");
		assertThat(analysis(output, "rocketjob.slices.url=mongodb://me:marked@nowhere"))
			.contains("Property: rocketjob.slices.url", "There are: rocketjob.slices.uri")
			.doesNotContain("marked");
	}

	@Test
	void aQueryThatTheDatabaseRefusesKeepsTheServerFromStarting(CapturedOutput output) throws IOException {
		String name = TestDatabase.get().newDatabaseName();
		this.database.put("spring.mongodb.database", name);
		try (MongoClient client = MongoClients.create(TestDatabase.get().connectionString())) {
			// the embedded database looks at a query only where there is something to
			// find
			client.getDatabase(name).getCollection("rocketjob.jobs").insertOne(new Document("priority", 1));
			assertThat(analysis(output, "rocketjob.server.where={priority: {$gtt: 1}}")).contains(
					"Property: rocketjob.server.where\n", "Value: \"{priority: {$gtt: 1}}\"\n",
					"Origin: URL [file:" + this.directory, "MongoDB refuses the query: ", "Correct the value");
		}
		finally {
			TestDatabase.get().dropDatabase(name);
		}
	}

	@Test
	void severalWrongPropertiesAreExplainedAtOnce(CapturedOutput output) throws IOException {
		assertThat(analysis(output, "rocketjob.server.max-workers=0", "rocketjob.jobs.upper-job.priority=101"))
			.contains("Property: rocketjob.server.max-workers", "application.properties] - 1:",
					"must be greater than or equal to 1", "Property: rocketjob.jobs.upper-job.priority",
					"application.properties] - 2:", "must be less than or equal to 100");
		assertThat(analysis(output, "rocketjob.server.max-worker=1", "rocketjob.slices.databse=x"))
			.contains("rocketjob.server.max-worker\n", "rocketjob.slices.databse\n");
	}

	@Test
	void settingsOfTheEmbeddedDatabaseAreExplained(CapturedOutput output) throws IOException {
		this.database.remove("spring.mongodb.uri");
		assertThat(analysis(output, "rocketjob.embedded-mongodb.port=99999")).contains("'99999'",
				"'rocketjob.embedded-mongodb.port'", "- 1:33", "It must be a port from 1 to 65535");
	}

	@Test
	void theSwitchOfTheEmbeddedDatabaseIsExplained(CapturedOutput output) throws IOException {
		assertThat(analysis(output, "rocketjob.embedded-mongodb.enabled=maybe")).contains("'maybe'",
				"'rocketjob.embedded-mongodb.enabled'", "It must be true or false");
	}

	@Test
	void namesOfTheEmbeddedDatabaseOfAnotherEnvironmentAreLeftAlone() throws IOException {
		try (ConfigurableApplicationContext context = application("rocketjob.server.enabled=false",
				"rocketjob.embedded-mongodb.port=1234", "rocketjob.jobs.upper-job.retry.limit=5",
				"rocketjob.jobs.upper-job.retry.retry-on[0]=java.io.IOException", "rocketjob.throttles.a.b=1",
				"rocketjob.own.lists[0].name=one")
			.sources(OwnConfiguration.class)
			.run()) {
			assertThat(context.isActive()).isTrue();
		}
	}

	@Test
	void theEnvironmentOfTheProcessMayHaveOtherNames() throws IOException {
		SpringApplication application = application("rocketjob.server.enabled=false").build();
		application.addInitializers((context) -> context.getEnvironment()
			.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
							Map.of("ROCKETJOB_SERVICE_HOST", "10.0.0.1"))));
		try (ConfigurableApplicationContext context = application.run()) {
			assertThat(context.isActive()).isTrue();
		}
	}

	private String analysis(CapturedOutput output, String... properties) throws IOException {
		return analysis(output, application(properties));
	}

	private static String analysis(CapturedOutput output, SpringApplicationBuilder application) {
		int start = output.getAll().length();
		assertThatException().isThrownBy(() -> application.run().close());
		String printed = output.getAll().substring(start);
		assertThat(printed).contains("APPLICATION FAILED TO START");
		return printed.substring(printed.indexOf("Description:"));
	}

	private SpringApplicationBuilder application(String... properties) throws IOException {
		Path file = Files.write(this.directory.resolve("application.properties"), List.of(properties));
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.properties(this.database)
			.properties("spring.config.location=file:" + file, "rocketjob.throttles.reports=1");
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoClients {

		@Bean
		MongoClient north() {
			return MongoClients.create(TestDatabase.get().connectionString());
		}

		@Bean
		MongoClient south() {
			return MongoClients.create(TestDatabase.get().connectionString());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnClient {

		@Bean
		MongoClient ownClient(@Value("${spring.data.mongodb.uri}") String uri) {
			return MongoClients.create(uri);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(OwnProperties.class)
	static class OwnConfiguration {

	}

	@ConfigurationProperties("rocketjob.own")
	record OwnProperties(List<Element> lists) {

		record Element(String name) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ EmbeddedMongoAutoConfiguration.class, MongoAutoConfiguration.class,
			DataMongoAutoConfiguration.class, ValidationAutoConfiguration.class, RocketJobAutoConfiguration.class })
	@Import({ UpperJob.class, ReportJob.class, TimelyJob.class })
	static class Application {

	}

	@RocketJob
	@InputCategory
	@OutputCategory
	static class UpperJob implements BatchJob<Void, String, String> {

		@Override
		public String perform(String line, BatchContext<Void> context) {
			return line.toUpperCase(Locale.ROOT);
		}

	}

	@RocketJob
	@Cron(schedule = "0 1 * * *")
	@ProcessingWindow(schedule = "0 0 * * *", duration = "8h")
	static class TimelyJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	@ThrottleRunningJobs(group = "reports")
	@ThrottleDependentJobs(UpperJob.class)
	static class ReportJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

}
