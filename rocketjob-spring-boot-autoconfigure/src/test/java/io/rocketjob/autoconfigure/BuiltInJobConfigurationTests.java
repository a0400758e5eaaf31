package io.rocketjob.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.Encrypted;
import io.rocketjob.InvalidJobException;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.UnknownJobClassException;
import io.rocketjob.encryption.Keysets;
import io.rocketjob.ondemand.OnDemand;
import io.rocketjob.ondemand.OnDemandBatch;
import io.rocketjob.ondemand.OnDemandJob;
import io.rocketjob.reencryption.ReEncryptionJob;
import io.rocketjob.testsupport.TestDatabase;
import io.rocketjob.transfer.CopyFileJob;
import io.rocketjob.transfer.FileCopy;
import io.rocketjob.transfer.FileUpload;
import io.rocketjob.transfer.UploadFileJob;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(ReEncryptionJob.class)
			.doesNotHaveBean(OnDemandJob.class)
			.doesNotHaveBean(OnDemandBatch.class)
			.doesNotHaveBean(CopyFileJob.class)
			.doesNotHaveBean(UploadFileJob.class));
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

	@Test
	void filesAreCopiedAndUploadedWithinWhatTheConfigurationAllows() throws IOException {
		Path source = Files.writeString(this.directory.resolve("a.txt"), "one\ntwo\n");
		Path target = this.directory.resolve("b.txt");
		this.runner.withBean(LineBatch.class)
			.withPropertyValues("rocketjob.file-jobs.enabled=true", "rocketjob.file-jobs.sources=" + this.directory,
					"rocketjob.file-jobs.targets=" + this.directory.toUri())
			.run((context) -> {
				RocketJobTemplate rocketJob = context.getBean(RocketJobTemplate.class);
				JobInstance<FileCopy> copy = rocketJob.create(CopyFileJob.class,
						FileCopy.of(source.toString(), target.toString()));
				assertThat(copy.awaitEnd(PATIENCE)).isEqualTo(JobState.COMPLETED);
				assertThat(target).hasContent("one\ntwo\n");
				JobInstance<FileUpload> upload = rocketJob.create(UploadFileJob.class,
						FileUpload.of(target.toString(), LineBatch.class));
				assertThat(upload.awaitEnd(PATIENCE)).isEqualTo(JobState.COMPLETED);
				ObjectId batch = new ObjectId(upload.reload().result(String.class));
				assertThat(rocketJob.batch(batch).awaitEnd(PATIENCE)).isEqualTo(JobState.COMPLETED);
				assertThat(rocketJob.batch(batch).recordCount()).isEqualTo(2);
				assertThatExceptionOfType(InvalidJobException.class)
					.isThrownBy(
							() -> rocketJob.create(CopyFileJob.class, FileCopy.of("/etc/passwd", target.toString())))
					.withMessageContaining("rocketjob.file-jobs.sources");
			});
	}

	@Test
	void allowedLocationsThatAreWrongKeepTheApplicationFromStarting() {
		this.runner.withPropertyValues("rocketjob.file-jobs.enabled=true", "rocketjob.file-jobs.targets=relative/out")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasStackTraceContaining("rocketjob.file-jobs.targets: 'relative/out' is wrong: it is not absolute"));
	}

	@Test
	void expressionsAreEvaluatedOnTheBeansThatTheConfigurationNames() {
		this.runner.withBean("greeting", String.class, () -> "hello")
			.withPropertyValues("rocketjob.on-demand.enabled=true", "rocketjob.on-demand.beans=greeting")
			.run((context) -> {
				RocketJobTemplate rocketJob = context.getBean(RocketJobTemplate.class);
				JobInstance<OnDemand> job = rocketJob.create(OnDemandJob.class,
						new OnDemand("@greeting.toUpperCase()"));
				assertThat(job.awaitEnd(PATIENCE)).isEqualTo(JobState.COMPLETED);
				assertThat(job.reload().result(String.class)).isEqualTo("HELLO");
				assertThatExceptionOfType(InvalidJobException.class)
					.isThrownBy(() -> rocketJob.create(OnDemandJob.class, new OnDemand("@rocketJobTemplate")))
					.withMessageContaining("which are greeting");
			});
	}

	@Test
	void withoutTheSwitchNoExpressionIsTaken() {
		this.runner.withPropertyValues("rocketjob.on-demand.beans=greeting")
			.run((context) -> assertThatExceptionOfType(UnknownJobClassException.class).isThrownBy(
					() -> context.getBean(RocketJobTemplate.class).create(OnDemandJob.class, new OnDemand("1 + 1"))));
	}

	record Secret(@Encrypted String number) {
	}

	@RocketJob(destroyOnComplete = false)
	static class LineBatch implements BatchJob<Void, String, Void> {

		@Override
		public @Nullable Void perform(String record, BatchContext<Void> context) {
			return null;
		}

	}

	@RocketJob(destroyOnComplete = false)
	static class SecretJob implements Job<Secret> {

		@Override
		public Object perform(Secret fields, JobContext context) {
			return fields;
		}

	}

}
