package io.rocketjob.benchmark.springbatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.rocketjob.benchmark.process.ContenderArguments;
import io.rocketjob.benchmark.process.ContenderReport;
import io.rocketjob.benchmark.process.SkippedException;
import io.rocketjob.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

class SpringBatchContenderTests {

	private final TestDatabase server = TestDatabase.get();

	private final String databaseName = this.server.newDatabaseName();

	private final MongoClient client = MongoClients.create(this.server.connectionString());

	private final MongoDatabase database = this.client.getDatabase(this.databaseName);

	@AfterEach
	void dropDatabase() {
		this.database.drop();
		this.client.close();
	}

	@Test
	void itIsSkippedWhereTheServerHasNoTransactions() {
		assumeFalse(this.server.supportsTransactions());
		assertThatExceptionOfType(SkippedException.class).isThrownBy(() -> SpringBatchContender.create(arguments(4)))
			.withMessage("needs a replica set (transactions)");
	}

	@Test
	void itCopiesEachLineOnceAndCountsIt() throws Exception {
		try (SpringBatchContender contender = contender(4)) {
			contender.create(5_003);
			assertThat(contender.report().completed()).isZero();
			contender.start();
			ContenderReport report = awaitCompleted(contender, 5_003);
			assertThat(report.firstStartMicros()).isPositive().isLessThan(report.lastEndMicros());
			assertThat(report.commands()).containsKeys("insert", "find", "findAndModify");
			assertThat(documents(CopyJob.OUTPUT)).hasSize(5_003).isEqualTo(documents(CopyJob.INPUT));
			awaitJobs(1);
			assertThat(documents("BATCH_STEP_EXECUTION")).hasSize(5);
		}
	}

	@Test
	void eachStartCopiesWhatWasCreatedSinceTheOneBefore() throws Exception {
		try (SpringBatchContender contender = contender(2)) {
			contender.create(10);
			contender.start();
			awaitCompleted(contender, 10);
			awaitJobs(1);
			contender.create(2_500);
			contender.start();
			awaitCompleted(contender, 2_510);
			awaitJobs(2);
			assertThat(documents(CopyJob.OUTPUT)).hasSize(2_510).isEqualTo(documents(CopyJob.INPUT));
		}
	}

	@Test
	void aJobThatFailsIsReportedWithWhatItHasDoneAndTheCauseInAPartition() throws Exception {
		try (SpringBatchContender contender = contender(2)) {
			contender.create(5_000);
			this.database.getCollection(CopyJob.OUTPUT).insertOne(new Document("_id", 1_500));
			contender.start();
			ContenderReport report = await().atMost(Duration.ofSeconds(60))
				.until(contender::report, (each) -> each.failure() != null);
			assertThat(report.failure()).contains("E11000").hasLineCount(1);
			assertThat(report.completed()).isEqualTo(3_500);
		}
	}

	@Test
	void whenItIsPausedItsJobHasEnded() throws Exception {
		try (SpringBatchContender contender = contender(2)) {
			contender.create(10);
			contender.start();
			contender.pause();
			assertThat(contender.report().completed()).isEqualTo(10);
			assertThat(documents("BATCH_JOB_EXECUTION")).singleElement()
				.satisfies((execution) -> assertThat(execution).containsEntry("status", "COMPLETED"));
		}
	}

	@Test
	void anotherServerOfTheSameDatabaseHasNothingToDo() throws Exception {
		try (SpringBatchContender contender = contender(2); SpringBatchContender other = contender(2)) {
			contender.create(100);
			contender.start();
			other.start();
			awaitCompleted(contender, 100);
			awaitJobs(1);
			assertThat(other.report().completed()).isZero();
			assertThat(this.database.getCollection("BATCH_SEQUENCES").countDocuments()).isEqualTo(3);
		}
	}

	@Test
	void theIndexesOfTheScriptOfSpringBatchAreThere() throws Exception {
		try (SpringBatchContender contender = contender(2)) {
			assertThat(contender.settings()).contains("2 partitions").doesNotContain("null");
			assertThat(indexes("BATCH_JOB_INSTANCE")).contains("job_name_idx", "job_name_key_idx", "job_instance_idx");
			assertThat(indexes("BATCH_JOB_EXECUTION")).contains("job_instance_idx", "job_instance_status_idx");
			assertThat(indexes("BATCH_STEP_EXECUTION")).contains("step_execution_idx");
		}
	}

	private SpringBatchContender contender(int workers) {
		return new SpringBatchContender(arguments(workers),
				this.server.supportsTransactions() ? Transactions.class : PretendedTransactions.class);
	}

	private ContenderArguments arguments(int workers) {
		return new ContenderArguments("--uri=" + this.server.connectionString(), "--database=" + this.databaseName,
				"--workers=" + workers);
	}

	private static ContenderReport awaitCompleted(SpringBatchContender contender, long count) {
		return await().atMost(Duration.ofSeconds(60)).until(contender::report, (report) -> report.completed() == count);
	}

	private void awaitJobs(int count) {
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(documents("BATCH_JOB_EXECUTION")).hasSize(count)
				.allSatisfy((execution) -> assertThat(execution).containsEntry("status", "COMPLETED")));
	}

	private List<Document> documents(String collection) {
		return this.database.getCollection(collection).find().sort(new Document("_id", 1)).into(new ArrayList<>());
	}

	private List<String> indexes(String collection) {
		return this.database.getCollection(collection)
			.listIndexes()
			.map((index) -> index.getString("name"))
			.into(new ArrayList<>());
	}

}
