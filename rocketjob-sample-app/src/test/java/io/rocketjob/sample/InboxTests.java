package io.rocketjob.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.rocketjob.BatchInstance;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the README says of the profile {@code files}. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles({ "watch", "files" })
@DirtiesContext
class InboxTests {

	private static final TestDatabase database = TestDatabase.get();

	private static final String databaseName = database.newDatabaseName();

	@TempDir
	private static Path directory;

	@DynamicPropertySource
	static void properties(DynamicPropertyRegistry registry) {
		registry.add("spring.mongodb.uri", database::connectionString);
		registry.add("spring.mongodb.database", () -> databaseName);
		registry.add("sample.inbox", () -> directory.resolve("inbox").toString());
		// the test is as long as this
		registry.add("rocketjob.dirmon.entries.characters.quiet-period", () -> "1s");
	}

	@AfterAll
	static void dropDatabase() {
		database.dropDatabase(databaseName);
	}

	@Test
	void aFileThatIsDroppedIsOneBatchAndStaysInTheArchive(@Autowired RocketJobTemplate rocketJob) throws IOException {
		Path inbox = directory.resolve("inbox");
		try (Stream<String> lines = Files.lines(Path.of("src/main/resources/unicode/UnicodeData.txt"))) {
			Files.write(inbox.resolve("latin.txt"), lines.limit(300).toList());
		}
		await().until(() -> batches(rocketJob).stream().anyMatch((batch) -> batch.state() == JobState.COMPLETED));
		JobInstance<?> job = batches(rocketJob).get(0);
		BatchInstance<?> batch = rocketJob.batch(job.id());
		assertThat(batch.recordCount()).isEqualTo(300);
		assertThat(inbox.resolve("latin.txt")).doesNotExist();
		assertThat(inbox.resolve("archive").resolve(job.id() + ".latin.txt")).exists();
	}

	private static List<? extends JobInstance<?>> batches(RocketJobTemplate rocketJob) {
		return rocketJob.jobs().ofClass(UnicodeJob.class).list();
	}

}
