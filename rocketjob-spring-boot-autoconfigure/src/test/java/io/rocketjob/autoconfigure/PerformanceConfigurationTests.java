package io.rocketjob.autoconfigure;

import java.util.EnumSet;
import java.util.List;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.autoconfigure.metrics.RocketJobMetricsAutoConfiguration;
import io.rocketjob.job.JobEngine;
import io.rocketjob.metrics.MeteredWork;
import io.rocketjob.operation.Operations;
import io.rocketjob.operation.Operator;
import io.rocketjob.operation.Permission;
import io.rocketjob.operation.PerformanceOperations.ClassPerformance;
import io.rocketjob.performance.PerformanceRecorder;
import io.rocketjob.performance.PerformanceWriter;
import io.rocketjob.testsupport.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/** How long runs take is stored where the configuration says so. */
class PerformanceConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				MetricsAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, RocketJobMetricsAutoConfiguration.class,
				RocketJobAutoConfiguration.class))
		.withUserConfiguration(SomeJob.class)
		.withPropertyValues("rocketjob.server.enabled=false",
				"spring.mongodb.uri=" + TestDatabase.get().connectionString(),
				"spring.mongodb.database=" + TestDatabase.get().newDatabaseName());

	@Test
	void nothingIsStoredUnlessItIsSwitchedOn() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed()
				.doesNotHaveBean(PerformanceRecorder.class)
				.doesNotHaveBean(PerformanceWriter.class);
			run(context);
			assertThat(read(context)).isEmpty();
		});
		this.runner.run((context) -> assertThat(
				context.getBean(JobEngine.class).store().mongo().database().listCollectionNames())
			.contains("rocketjob.jobs")
			.doesNotContain("rocketjob.performance"));
	}

	@Test
	void whatIsSwitchedOnStoresBesideTheMeters() {
		ApplicationContextRunner on = this.runner.withPropertyValues("rocketjob.performance.enabled=true");
		on.run((context) -> {
			assertThat(context).hasSingleBean(MeteredWork.class);
			assertThat(context.getBean(PerformanceWriter.class).isRunning()).isTrue();
			run(context);
			context.getBean(JobEngine.class).recorder().expired("SomeJob");
		});
		on.run((context) -> assertThat(read(context)).as("the end of the application has stored it")
			.extracting(ClassPerformance::runs)
			.containsExactly(1L));
	}

	private static void run(AssertableApplicationContext context) throws Exception {
		RocketJobTemplate rocketJob = context.getBean(RocketJobTemplate.class);
		rocketJob.performNow(rocketJob.create(SomeJob.class).id());
	}

	private static List<ClassPerformance> read(AssertableApplicationContext context) {
		Operator alice = new Operator("alice", "test", EnumSet.of(Permission.JOB_READ));
		return context.getBean(Operations.class).performance().read(alice, "day").classes();
	}

	@RocketJob
	static class SomeJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

}
