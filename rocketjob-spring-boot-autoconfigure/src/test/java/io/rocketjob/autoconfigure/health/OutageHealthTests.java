package io.rocketjob.autoconfigure.health;

import java.time.Duration;

import io.rocketjob.autoconfigure.RocketJobAutoConfiguration;
import io.rocketjob.embedded.EmbeddedMongo;
import io.rocketjob.health.RocketJobHealthIndicator;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What health tells while the database is away. */
class OutageHealthTests {

	@Test
	void aServerWhoseDatabaseIsAwayIsDownUntilItIsBackAndNobodyWaitsForItsHealth() {
		EmbeddedMongo first = EmbeddedMongo.builder().start();
		int port = first.port();
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
					RocketJobAutoConfiguration.class, RocketJobHealthContributorAutoConfiguration.class))
			.withPropertyValues("spring.mongodb.uri=" + first.connectionString(), "spring.mongodb.database=outage",
					"rocketjob.server.heartbeat-interval=1s", "rocketjob.server.shutdown-timeout=1s")
			.run((context) -> {
				RocketJobHealthIndicator indicator = context.getBean(RocketJobHealthIndicator.class);
				await().untilAsserted(() -> assertThat(indicator.health().getDetails()).containsKey("asOf"));
				first.close();
				await().atMost(Duration.ofSeconds(20))
					.untilAsserted(() -> assertThat(quickly(indicator).getStatus()).isEqualTo(Status.DOWN));
				assertThat(quickly(indicator).getDetails().get("problem")).asString()
					.startsWith("No heartbeat has reached the database for");
				try (EmbeddedMongo second = EmbeddedMongo.builder().port(port).start()) {
					assertThat(second.port()).isEqualTo(port);
					await().atMost(Duration.ofSeconds(20))
						.untilAsserted(() -> assertThat(quickly(indicator).getStatus()).isEqualTo(Status.UP));
					context.close();
				}
			});
	}

	private static Health quickly(RocketJobHealthIndicator indicator) {
		long start = System.nanoTime();
		Health health = indicator.health();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
		return health;
	}

}
