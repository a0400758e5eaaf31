package io.rocketjob.autoconfigure;

import java.time.Duration;
import java.util.Date;
import java.util.Map;

import io.rocketjob.JobState;
import io.rocketjob.housekeeping.HousekeepingJob;
import io.rocketjob.housekeeping.HousekeepingSettings;
import io.rocketjob.operation.HousekeepingOperations;
import io.rocketjob.testsupport.TestDatabase;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What {@code rocketjob.housekeeping.*} does. */
class HousekeepingConfigurationTests {

	private final String database = TestDatabase.get().newDatabaseName();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				RocketJobAutoConfiguration.class))
		.withPropertyValues("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
				"spring.mongodb.database=" + this.database, "rocketjob.server.shutdown-timeout=4s");

	@AfterEach
	void drop() {
		TestDatabase.get().dropDatabase(this.database);
	}

	@Test
	void itIsOffUnlessItIsSwitchedOnAndCanBeAskedWhatItWouldDo() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(HousekeepingJob.class)
			.hasSingleBean(HousekeepingOperations.class));
	}

	@Test
	void timesAreBound() {
		this.runner
			.withPropertyValues("rocketjob.server.enabled=false", "rocketjob.housekeeping.failed=30d",
					"rocketjob.housekeeping.classes.ImportJob.completed=1d",
					"rocketjob.housekeeping.orphaned-collections=false")
			.run((context) -> assertThat(context.getBean(HousekeepingSettings.class))
				.isEqualTo(new HousekeepingSettings(
						Map.of(JobState.ABORTED, Duration.ofDays(7), JobState.COMPLETED, Duration.ofDays(7),
								JobState.FAILED, Duration.ofDays(30), JobState.PAUSED, Duration.ZERO),
						Map.of("ImportJob", Map.of(JobState.COMPLETED, Duration.ofDays(1))), false)));
	}

	@Test
	void theJobOfTheScheduleDeletesOldJobs() {
		this.runner
			.withPropertyValues("rocketjob.housekeeping.enabled=true",
					"rocketjob.jobs.HousekeepingJob.cron.schedule=* * * * * * UTC")
			.run((context) -> {
				MongoTemplate mongo = context.getBean(MongoTemplate.class);
				ObjectId old = new ObjectId();
				mongo.getCollection("rocketjob.jobs")
					.insertOne(new Document("_id", old).append("type", "AnyJob")
						.append("state", "failed")
						.append("priority", 50)
						.append("completedAt", new Date(System.currentTimeMillis() - Duration.ofDays(15).toMillis())));
				await()
					.until(() -> mongo.getCollection("rocketjob.jobs").countDocuments(new Document("_id", old)) == 0);
				await().untilAsserted(() -> assertThat(mongo.getCollection("rocketjob.jobs")
					.find(new Document("type", "HousekeepingJob").append("state", "queued"))
					.first()).as("the next occurrence waits").isNotNull());
			});
	}

}
