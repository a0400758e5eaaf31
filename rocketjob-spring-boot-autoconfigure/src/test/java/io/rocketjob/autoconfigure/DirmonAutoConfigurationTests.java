package io.rocketjob.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.dirmon.DirectoryEntryState;
import io.rocketjob.dirmon.DirectoryMonitor;
import io.rocketjob.dirmon.DirectoryMonitorJob;
import io.rocketjob.operation.DirmonOperations;
import io.rocketjob.testsupport.TestDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class DirmonAutoConfigurationTests {

	private static final List<String> RUNS = new CopyOnWriteArrayList<>();

	@TempDir
	Path root;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				RocketJobAutoConfiguration.class))
		.withBean(OrderFileJob.class)
		.withPropertyValues("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
				"spring.mongodb.database=" + TestDatabase.get().newDatabaseName());

	private ApplicationContextRunner monitored() {
		return this.runner.withPropertyValues("rocketjob.dirmon.enabled=true", "rocketjob.dirmon.roots[0]=" + this.root,
				"rocketjob.dirmon.entries.orders.pattern=" + this.root + "/*.csv",
				"rocketjob.dirmon.entries.orders.job-class=OrderFileJob",
				"rocketjob.dirmon.entries.orders.file-field=path");
	}

	@Test
	void theMonitorIsThereWhereTheConfigurationWantsIt() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(DirectoryMonitor.class)
			.doesNotHaveBean(DirectoryMonitorJob.class));
	}

	@Test
	void peopleCanUseTheMonitorWhereItIs() {
		this.runner.run((context) -> assertThat(context.getBean(DirmonOperations.class).isPresent()).isFalse());
		monitored().run((context) -> assertThat(context.getBean(DirmonOperations.class).isPresent()).isTrue());
	}

	@Test
	void aDeclaredEntryTakesFiles() throws IOException {
		Path file = Files.writeString(this.root.resolve("a.csv"), "1");
		monitored()
			.withPropertyValues("rocketjob.dirmon.entries.orders.quiet-period=1s",
					"rocketjob.dirmon.entries.orders.schedule=* * * * * * UTC",
					"rocketjob.jobs.directory-monitor-job.cron.schedule=* * * * * * UTC",
					"rocketjob.server.poll-interval=100ms")
			.run((context) -> {
				assertThat(context.getBean(DirectoryMonitor.class).get("orders").state())
					.isEqualTo(DirectoryEntryState.ENABLED);
				Awaitility.await()
					.atMost(Duration.ofSeconds(30))
					.untilAsserted(() -> assertThat(RUNS).singleElement().asString().endsWith(".a.csv"));
			});
		assertThat(file).doesNotExist();
	}

	@Test
	void aWrongEntryKeepsTheApplicationFromStarting() {
		monitored().withPropertyValues("rocketjob.dirmon.entries.orders.properties.regoin=EU")
			.run((context) -> assertThat(context).getFailure()

				.hasMessageContaining(
						"The entry 'orders' is wrong: properties.regoin: there is no such option or field"));
		monitored().withPropertyValues("rocketjob.dirmon.entries.other.job-class=OrderFileJob")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("rocketjob.dirmon.entries.other.pattern"));
		this.runner.withPropertyValues("rocketjob.dirmon.enabled=true", "rocketjob.dirmon.roots[0]=in")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("right would be the absolute path of a directory"));
		monitored().withPropertyValues("rocketjob.dirmon.schedule=daily")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("right are five"));
	}

	record OrderFile(String path) {
	}

	@RocketJob
	static class OrderFileJob implements Job<OrderFile> {

		@Override
		public Object perform(OrderFile fields, JobContext context) {
			RUNS.add(fields.path());
			return null;
		}

	}

}
