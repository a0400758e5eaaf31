package io.rocketjob.autoconfigure.health;

import com.mongodb.client.MongoClient;
import io.rocketjob.autoconfigure.RocketJobAutoConfiguration;
import io.rocketjob.health.RocketJobHealthIndicator;
import io.rocketjob.server.Supervisor;
import io.rocketjob.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The health contributor, and the readiness group. */
class HealthAutoConfigurationTests {

	private final String database = TestDatabase.get().newDatabaseName();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				RocketJobAutoConfiguration.class, RocketJobHealthContributorAutoConfiguration.class,
				ApplicationAvailabilityAutoConfiguration.class, AvailabilityHealthContributorAutoConfiguration.class,
				AvailabilityProbesAutoConfiguration.class, HealthEndpointAutoConfiguration.class,
				HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class))
		.withPropertyValues("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
				"spring.mongodb.database=" + this.database, "rocketjob.server.shutdown-timeout=2s",
				"rocketjob.server.max-workers=2");

	@AfterEach
	void drop() {
		TestDatabase.get().dropDatabase(this.database);
	}

	@Test
	void aServerTellsHowItFares() {
		this.runner.run((context) -> {
			await()
				.untilAsserted(() -> assertThat(server(context)).contains("state=running", "workers=2", "maxWorkers=2",
						"busy=0", "heartbeatAge=PT", "name=" + context.getBean(Supervisor.class).serverName()));
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			context.getBean(Supervisor.class).pause();
			assertThat(server(context)).contains("state=paused");
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
		});
	}

	@Test
	void aClientSaysThatItIsOne() {
		this.runner.withPropertyValues("rocketjob.server.enabled=false")
			.run((context) -> assertThat(health(context).getDetails()).containsEntry("role", "client"));
	}

	@Test
	void readinessDependsOnItAndLivenessDoesNot() {
		this.runner.run((context) -> {
			assertThat(group(context, "readiness").isMember("rocketjob")).isTrue();
			assertThat(group(context, "readiness").isMember("readinessState")).isTrue();
			assertThat(group(context, "readiness").isMember("mongo")).isFalse();
			assertThat(group(context, "liveness").isMember("rocketjob")).isFalse();
			assertThat(context.getBean(HealthEndpoint.class).healthForPath("readiness", "rocketjob")).isNotNull();
		});
	}

	@Test
	void readinessDoesNotDependOnItWhereThatIsSwitchedOff() {
		this.runner.withPropertyValues("rocketjob.health.readiness=false")
			.run((context) -> assertThat(group(context, "readiness").isMember("rocketjob")).isFalse());
	}

	@Test
	void aReadinessGroupThatIsConfiguredIsLeftAlone() {
		this.runner.withPropertyValues("management.endpoint.health.group.readiness.include=readinessState")
			.run((context) -> assertThat(group(context, "readiness").isMember("rocketjob")).isFalse());
		this.runner.withPropertyValues("management.endpoint.health.group.readiness.include=readinessState,rocketjob")
			.run((context) -> assertThat(group(context, "readiness").isMember("rocketjob")).isTrue());
		this.runner.withPropertyValues("management.endpoint.health.group.readiness.exclude=rocketjob")
			.run((context) -> assertThat(group(context, "readiness").isMember("rocketjob")).isFalse());
	}

	@Test
	void withoutProbesThereIsNoReadinessGroup() {
		this.runner.withPropertyValues("management.endpoint.health.probes.enabled=false")
			.run((context) -> assertThat(context.getBean(HealthEndpointGroups.class).get("readiness")).isNull());
	}

	@Test
	void itCanBeSwitchedOff() {
		this.runner.withPropertyValues("management.health.rocketjob.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(RocketJobHealthIndicator.class);
			assertThat(group(context, "readiness").isMember("rocketjob")).isFalse();
		});
		this.runner.withPropertyValues("rocketjob.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RocketJobHealthIndicator.class));
	}

	@Test
	void theBeanOfTheUserWins() {
		this.runner.withBean("rocketjobHealthIndicator", HealthIndicator.class, () -> () -> Health.unknown().build())
			.run((context) -> {
				assertThat(context).doesNotHaveBean(RocketJobHealthIndicator.class);
				assertThat(health(context).getStatus()).isEqualTo(Status.UNKNOWN);
			});
	}

	@Test
	void itBacksOffWithoutHealthOrMongo() {
		this.runner.withClassLoader(new FilteredClassLoader(HealthIndicator.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("rocketjobHealthContributor"));
		this.runner.withClassLoader(new FilteredClassLoader(MongoClient.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RocketJobHealthIndicator.class));
	}

	private static String server(AssertableApplicationContext context) {
		return String.valueOf(health(context).getDetails().get("server"));
	}

	private static Health health(AssertableApplicationContext context) {
		HealthIndicator indicator = (HealthIndicator) context.getBean(HealthContributorRegistry.class)
			.getContributor("rocketjob");
		return indicator.health();
	}

	private static HealthEndpointGroup group(ApplicationContext context, String name) {
		return context.getBean(HealthEndpointGroups.class).get(name);
	}

}
