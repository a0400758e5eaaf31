package io.rocketjob.benchmark.jobrunr;

import java.time.Duration;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import io.rocketjob.benchmark.process.ContenderArguments;
import io.rocketjob.benchmark.process.ContenderReport;
import io.rocketjob.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class JobRunrContenderTests {

	private final TestDatabase server = TestDatabase.get();

	private final String database = this.server.newDatabaseName();

	private final MongoClient client = MongoClients.create(this.server.connectionString());

	@AfterEach
	void dropDatabase() {
		this.client.getDatabase(this.database).drop();
		this.client.close();
	}

	@Test
	void jobsWaitForTheStartAndEachRunsOnce() {
		try (JobRunrContender contender = contender()) {
			contender.create(50);
			assertThat(jobs("ENQUEUED")).isEqualTo(50);
			assertThat(contender.report().completed()).isZero();
			contender.start();
			ContenderReport report = awaitCompleted(contender, 50);
			assertThat(report.firstStartMicros()).isPositive().isLessThan(report.lastEndMicros());
			assertThat(report.commands()).containsKeys("insert", "find", "update");
			assertThat(jobs("SUCCEEDED")).isEqualTo(50);
		}
	}

	@Test
	void jobsAreNotRunWhileItIsPaused() {
		try (JobRunrContender contender = contender()) {
			contender.create(10);
			contender.start();
			awaitCompleted(contender, 10);
			contender.pause();
			contender.create(10);
			assertThat(jobs("ENQUEUED")).isEqualTo(10);
			contender.start();
			awaitCompleted(contender, 20);
			assertThat(jobs("SUCCEEDED")).isEqualTo(20);
		}
	}

	@Test
	void theSettingsNameTheVersionAndTheWorkers() {
		try (JobRunrContender contender = contender()) {
			assertThat(contender.settings()).startsWith("JobRunr 8.").contains("8 workers");
		}
	}

	private JobRunrContender contender() {
		return new JobRunrContender(new ContenderArguments("--uri=" + this.server.connectionString(),
				"--database=" + this.database, "--workers=8"));
	}

	private static ContenderReport awaitCompleted(JobRunrContender contender, long count) {
		return await().atMost(Duration.ofSeconds(60)).until(contender::report, (report) -> report.completed() == count);
	}

	private long jobs(String state) {
		MongoCollection<Document> jobs = this.client.getDatabase(this.database).getCollection("jobs");
		return jobs.countDocuments(Filters.eq("state", state));
	}

}
