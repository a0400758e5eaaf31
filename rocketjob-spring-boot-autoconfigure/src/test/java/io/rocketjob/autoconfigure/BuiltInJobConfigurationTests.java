package io.rocketjob.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.rocketjob.BatchInstance;
import io.rocketjob.Encrypted;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.encryption.Keysets;
import io.rocketjob.reencryption.ReEncryptionJob;
import io.rocketjob.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/** The job classes that come with Rocket Job, as the configuration switches them on. */
class BuiltInJobConfigurationTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final String database = TestDatabase.get().newDatabaseName();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				RocketJobAutoConfiguration.class))
		.withPropertyValues("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
				"spring.mongodb.database=" + this.database, "rocketjob.server.shutdown-timeout=4s");

	@TempDir
	private Path directory;

	@AfterEach
	void drop() {
		TestDatabase.get().dropDatabase(this.database);
	}

	@Test
	void theyAreOffUnlessTheyAreSwitchedOn() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(ReEncryptionJob.class));
	}

	@Test
	void whatIsStoredIsEncryptedWithTheKeyThatTheConfigurationNames() throws IOException {
		Path keyset = Files.writeString(this.directory.resolve("values.json"), Keysets.newValues());
		this.runner.withBean(SecretJob.class)
			.withPropertyValues("rocketjob.encryption.keyset=" + keyset.toUri(), "rocketjob.re-encryption.enabled=true",
					"rocketjob.re-encryption.types=" + Secret.class.getName())
			.run((context) -> {
				RocketJobTemplate rocketJob = context.getBean(RocketJobTemplate.class);
				JobInstance<Secret> job = rocketJob.create(SecretJob.class, new Secret("4711"));
				assertThat(job.awaitEnd(PATIENCE)).isEqualTo(JobState.COMPLETED);
				BatchInstance<?> run = rocketJob.batch(ReEncryptionJob.class).create();
				assertThat(run.awaitEnd(PATIENCE)).isEqualTo(JobState.COMPLETED);
				assertThat(run.statistics()).doesNotContainKey(ReEncryptionJob.VALUES);
				assertThat(rocketJob.get(job.id()).result(Secret.class)).isEqualTo(new Secret("4711"));
			});
	}

	record Secret(@Encrypted String number) {
	}

	@RocketJob(destroyOnComplete = false)
	static class SecretJob implements Job<Secret> {

		@Override
		public Object perform(Secret fields, JobContext context) {
			return fields;
		}

	}

}
