package io.rocketjob.autoconfigure.observation;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.autoconfigure.RocketJobAutoConfiguration;
import io.rocketjob.autoconfigure.StepByStepConfiguration;
import io.rocketjob.job.JobObservations;
import io.rocketjob.observation.DefaultJobCreateObservationConvention;
import io.rocketjob.observation.DefaultJobRunObservationConvention;
import io.rocketjob.observation.JobCreateObservationConvention;
import io.rocketjob.observation.JobRunObservationConvention;
import io.rocketjob.test.JobQueue;
import io.rocketjob.testsupport.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/** The observations of an application. */
class ObservationAutoConfigurationTests {

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final ApplicationContextRunner withoutRegistry = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				RocketJobAutoConfiguration.class))
		.withUserConfiguration(StepByStepConfiguration.class, ObservedJob.class)
		.withPropertyValues("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
				"spring.mongodb.database=" + TestDatabase.get().newDatabaseName(), "rocketjob.server.enabled=false");

	private final ApplicationContextRunner runner = this.withoutRegistry
		.withBean(ObservationRegistry.class, () -> this.registry)
		.withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class));

	@Test
	void theRegistryOfTheApplicationIsTold() {
		this.runner.run((context) -> {
			work(context);
			assertThat(this.registry).hasNumberOfObservationsWithNameEqualTo("rocketjob.job.create", 1)
				.hasNumberOfObservationsWithNameEqualTo("rocketjob.job.run", 1);
		});
	}

	@Test
	void withoutARegistryThereIsNobodyToTell() {
		this.withoutRegistry.run((context) -> {
			work(context);
			assertThat(context).hasSingleBean(JobObservations.class).doesNotHaveBean(ObservationRegistry.class);
		});
	}

	@Test
	void eachObservationCanBeSwitchedOff() {
		this.runner.withPropertyValues("management.observations.enable.rocketjob.job.run=false").run((context) -> {
			work(context);
			assertThat(this.registry).hasNumberOfObservationsWithNameEqualTo("rocketjob.job.create", 1)
				.hasNumberOfObservationsWithNameEqualTo("rocketjob.job.run", 0);
		});
	}

	@Test
	void conventionsOfTheApplicationWin() {
		this.runner.withBean(JobCreateObservationConvention.class, OwnCreations::new)
			.withBean(JobRunObservationConvention.class, OwnRuns::new)
			.run((context) -> {
				work(context);
				assertThat(this.registry).hasNumberOfObservationsWithNameEqualTo("own.create", 1)
					.hasNumberOfObservationsWithNameEqualTo("own.run", 1);
			});
	}

	@Test
	void observationsOfTheApplicationWin() {
		this.runner.withBean("own", JobObservations.class, () -> JobObservations.NONE).run((context) -> {
			work(context);
			assertThat(context).hasSingleBean(JobObservations.class);
			assertThat(this.registry).doesNotHaveAnyObservation();
		});
	}

	private static void work(ApplicationContext context) {
		context.getBean(RocketJobTemplate.class).create(ObservedJob.class);
		assertThat(context.getBean(JobQueue.class).drain()).hasSize(1);
	}

	private static final class OwnCreations extends DefaultJobCreateObservationConvention {

		@Override
		public String getName() {
			return "own.create";
		}

	}

	private static final class OwnRuns extends DefaultJobRunObservationConvention {

		@Override
		public String getName() {
			return "own.run";
		}

	}

	@RocketJob
	static class ObservedJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

}
