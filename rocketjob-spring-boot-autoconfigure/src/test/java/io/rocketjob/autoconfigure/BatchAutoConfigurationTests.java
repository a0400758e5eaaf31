package io.rocketjob.autoconfigure;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobState;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.Serializer;
import io.rocketjob.encryption.Encryption;
import io.rocketjob.encryption.Keysets;
import io.rocketjob.encryption.TinkEncryption;
import io.rocketjob.testsupport.TestDatabase;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.data.mongodb.MongoDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/** What an application configures of batches. */
class BatchAutoConfigurationTests {

	private final String database = TestDatabase.get().newDatabaseName();

	private final String other = TestDatabase.get().newDatabaseName();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				ValidationAutoConfiguration.class, RocketJobAutoConfiguration.class))
		.withUserConfiguration(UpperJob.class, PlainJob.class)
		.withPropertyValues("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
				"spring.mongodb.database=" + this.database, "rocketjob.server.shutdown-timeout=4s",
				"rocketjob.server.max-workers=2");

	private final ApplicationContextRunner client = this.runner.withPropertyValues("rocketjob.server.enabled=false");

	@TempDir
	Path directory;

	@AfterEach
	void drop() {
		TestDatabase.get().dropDatabase(this.database);
		TestDatabase.get().dropDatabase(this.other);
	}

	@Test
	void aBatchRunsWithTheStarterAndAUri() {
		this.runner.run((context) -> {
			BatchInstance<?> batch = create(context);
			Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> batch.reload().state() == JobState.COMPLETED);
			assertThat(batch.output("main", String.class)).containsExactly("A", "B", "C");
			assertThat(collections(this.database)).anyMatch((name) -> name.startsWith("rocketjob.outputs."));
		});
	}

	@Test
	void optionsOfABatchJobClassAreBound() {
		this.client
			.withPropertyValues("rocketjob.jobs.upper-job.throttle-running-workers=3",
					"rocketjob.jobs.upper-job.fail-fast-slices=4", "rocketjob.jobs.upper-job.fail-fast-percent=50",
					"rocketjob.jobs.upper-job.input.main.slice-size=2",
					"rocketjob.jobs.upper-job.output.main.serializer=none", "rocketjob.server.recheck-interval=0s")
			.run((context) -> {
				BatchInstance<?> batch = create(context);
				assertThat(batch.status().slicesQueued()).isEqualTo(2);
				assertThat(batch.destroyOnComplete()).as("a batch with output is kept").isFalse();
				Document stored = job(context, batch);
				assertThat(stored.get("batch", Document.class).getInteger("throttle")).isEqualTo(3);
				assertThat(stored.get("batch", Document.class).get("failFast"))
					.isEqualTo(new Document("slices", 4).append("percent", 50));
				assertThat(stored.get("batch", Document.class)
					.getList("outputs", Document.class)
					.get(0)
					.getString("serializer")).isEqualTo(Serializer.NONE.name());
			});
		this.client.withPropertyValues("rocketjob.jobs.upper-job.destroy-on-complete=true")
			.run((context) -> assertThat(create(context).destroyOnComplete()).isTrue());
	}

	@Test
	void slicesMayBeInAnotherDatabase() {
		assertStoredInOther("rocketjob.slices.database=" + this.other);
		assertStoredInOther("rocketjob.slices.uri=" + TestDatabase.get().connectionString(),
				"rocketjob.slices.database=" + this.other);
	}

	private void assertStoredInOther(String... properties) {
		this.client.withPropertyValues(properties).run((context) -> {
			BatchInstance<?> batch = create(context);
			assertThat(collections(this.other)).anyMatch((name) -> name.contains(batch.id().toHexString()));
			assertThat(collections(this.database)).noneMatch((name) -> name.startsWith("rocketjob.inputs."));
			assertThat(context).hasSingleBean(MongoDatabaseFactory.class);
			batch.delete();
			assertThat(collections(this.other)).isEmpty();
		});
	}

	@Test
	void keysAreReadFromTheirFiles() throws IOException {
		Path keyset = Files.writeString(this.directory.resolve("values.json"), Keysets.newValues());
		this.runner
			.withPropertyValues("rocketjob.encryption.keyset=file:" + keyset,
					"rocketjob.jobs.upper-job.input.main.serializer=encrypted",
					"rocketjob.jobs.upper-job.output.main.serializer=encrypted-bzip2")
			.run((context) -> {
				assertThat(context).getBean(Encryption.class).isInstanceOf(TinkEncryption.class);
				BatchInstance<?> batch = create(context);
				Awaitility.await()
					.atMost(Duration.ofSeconds(10))
					.until(() -> batch.reload().state() == JobState.COMPLETED);
				assertThat(batch.output("main", String.class)).containsExactly("A", "B", "C");
			});
	}

	@Test
	void theEncryptionOfTheUserWins() {
		Encryption own = mock(Encryption.class);
		this.client.withBean(Encryption.class, () -> own)
			.withPropertyValues("rocketjob.encryption.keyset=file:/does/not/exist")
			.run((context) -> assertThat(context).getBean(Encryption.class).isSameAs(own));
	}

	@Test
	void batchesWorkWithoutTheOptionalLibraries() {
		this.client
			.withClassLoader(new FilteredClassLoader("com.google.crypto.tink", "org.apache.commons.compress",
					"org.springframework.jdbc"))
			.run((context) -> assertThat(create(context).recordCount()).isEqualTo(3));
	}

	@Test
	void wrongValuesAreNamed() {
		assertRefused("rocketjob.server.recheck-interval=-1s", "rocketjob.server.recheck-interval", "from 0s to 1m");
		assertRefused("rocketjob.jobs.UpperJob.input.main.slice-size=0", "sliceSize", "[0]");
		assertRefused("rocketjob.jobs.UpperJob.input.nowhere.slice-size=5", "input.nowhere", "[main]");
		assertRefused("rocketjob.jobs.UpperJob.input.main.serializer=bzip2", "BZIP2 is for output only");
		assertRefused("rocketjob.jobs.UpperJob.output.nowhere.nulls=true", "output.nowhere", "[main]");
		assertRefused("rocketjob.jobs.UpperJob.output.main.serializer=encrypted", "rocketjob.encryption.keyset");
		assertRefused("rocketjob.jobs.PlainJob.throttle-running-workers=5", "rocketjob.jobs.PlainJob", "no BatchJob");
		assertRefused("rocketjob.slices.factory=nobody", "rocketjob.slices.factory", "nobody", "mongoDatabaseFactory");
		assertRefused("rocketjob.slices.uri=nonsense", "rocketjob.slices.uri", "no connection string");
		assertRefused("rocketjob.slices.uri=mongodb://localhost", "rocketjob.slices.database", "names no database");
		assertRefused("rocketjob.encryption.file-keyset=file:x", "rocketjob.encryption.file-keyset", "beside it");
		assertRefused("rocketjob.encryption.keyset=file:/does/not/exist", "/does/not/exist");
	}

	private void assertRefused(String property, String... parts) {
		this.client.withPropertyValues(property).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).isNotNull();
			StringWriter text = new StringWriter();
			context.getStartupFailure().printStackTrace(new PrintWriter(text));
			assertThat(text.toString()).contains(parts);
		});
	}

	private static BatchInstance<?> create(ApplicationContext context) {
		return context.getBean(RocketJobTemplate.class).batch(UpperJob.class).upload(List.of("a", "b", "c")).create();
	}

	private static Document job(ApplicationContext context, BatchInstance<?> batch) {
		return context.getBean(MongoDatabaseFactory.class)
			.getMongoDatabase()
			.getCollection("rocketjob.jobs")
			.find(new Document("_id", batch.id()))
			.first();
	}

	private static List<String> collections(String name) {
		try (MongoClient mongo = MongoClients.create(TestDatabase.get().connectionString())) {
			return mongo.getDatabase(name).listCollectionNames().into(new ArrayList<>());
		}
	}

	/** A batch. */
	@RocketJob
	@InputCategory
	@OutputCategory
	static class UpperJob implements BatchJob<Void, String, String> {

		@Override
		public String perform(String line, BatchContext<Void> context) {
			return line.toUpperCase(Locale.ROOT);
		}

	}

	/** No batch. */
	@RocketJob
	static class PlainJob implements Job<Void> {

		@Override
		public Object perform(Void fields, JobContext context) {
			return null;
		}

	}

}
