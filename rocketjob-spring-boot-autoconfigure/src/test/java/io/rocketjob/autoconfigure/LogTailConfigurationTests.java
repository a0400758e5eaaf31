package io.rocketjob.autoconfigure;

import java.util.EnumSet;
import java.util.List;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.logtail.LogTail;
import io.rocketjob.operation.LogOperations.LogLineDescriptor;
import io.rocketjob.operation.LogOperations.ServerLog;
import io.rocketjob.operation.Operations;
import io.rocketjob.operation.Operator;
import io.rocketjob.operation.Permission;
import io.rocketjob.testsupport.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The last lines of jobs are kept where the configuration says so. */
class LogTailConfigurationTests {

	private static final Operator ALICE = new Operator("alice", "test", EnumSet.allOf(Permission.class));

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				RocketJobAutoConfiguration.class))
		.withUserConfiguration(TalkingJob.class)
		.withPropertyValues("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
				"spring.mongodb.database=" + TestDatabase.get().newDatabaseName());

	@Test
	void nothingIsKeptUnlessTheConfigurationSaysHowMuch() {
		this.runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LogTail.class));
	}

	@Test
	void aServerTellsWhatItsJobHasLogged() {
		this.runner.withPropertyValues("rocketjob.logging.kept-lines=20").run((context) -> {
			JobInstance<?> job = context.getBean(RocketJobTemplate.class).create(TalkingJob.class, null);
			await().until(() -> job.reload().state() == JobState.COMPLETED);
			String id = job.id().toHexString();
			await().until(() -> !context.getBean(Operations.class).log().tail(ALICE, id).isEmpty());
			List<ServerLog> found = context.getBean(Operations.class).log().tail(ALICE, id);
			assertThat(found).singleElement().satisfies((server) -> {
				assertThat(server.lines()).extracting(LogLineDescriptor::text)
					.filteredOn((text) -> text.startsWith("said"))
					.containsExactly("said 1", "said 2", "said 3");
			});
		});
	}

	@RocketJob(destroyOnComplete = false)
	static class TalkingJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			for (int i = 1; i <= 3; i++) {
				LoggerFactory.getLogger(TalkingJob.class).warn("said {}", i);
			}
			return null;
		}

	}

}
