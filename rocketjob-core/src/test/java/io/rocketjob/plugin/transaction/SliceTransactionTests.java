package io.rocketjob.plugin.transaction;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.jobclass.JobClassException;
import io.rocketjob.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.MongoDatabaseUtils;
import org.springframework.data.mongodb.MongoTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Slices that are worked on in a transaction. */
class SliceTransactionTests {

	private static final List<String> LOG = Collections.synchronizedList(new ArrayList<>());

	private TestSystem system = TestSystem.with(SliceJob.class, OpenSliceJob.class, ClassProxies.class, SaveJob.class)
		.withoutRecovery()
		.start();

	@AfterEach
	void close() {
		this.system.close();
		LOG.clear();
		LineJob.failing = "none";
		LineJob.hook = () -> {
		};
	}

	private BatchInstance<Void> create(Class<? extends LineJob> type) {
		return this.system.rocketJob.batch(type)
			.upload(IntStream.rangeClosed(1, 4).mapToObj(Integer::toString).toList())
			.create();
	}

	@Test
	void performIsTransactionalWhereItSaysSo() {
		JobInstance<SaveJob.Fields> job = this.system.rocketJob.create(SaveJob.class, new SaveJob.Fields(false));
		JobInstance<SaveJob.Fields> failing = this.system.rocketJob.create(SaveJob.class, new SaveJob.Fields(true));
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(failing.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(LOG).containsExactly("begin", "save", "commit", "begin", "save", "rollback");
	}

	@Test
	void performIsTransactionalBehindAProxyOfItsInterface() {
		this.system.close();
		this.system = TestSystem.with(SaveJob.class, InterfaceProxies.class).withoutRecovery().start();
		this.system.rocketJob.create(SaveJob.class, new SaveJob.Fields(false));
		this.system.queue.drain();
		assertThat(LOG).containsExactly("begin", "save", "commit");
	}

	@Test
	void theRecordsOfASliceAreOneTransaction() {
		BatchInstance<Void> batch = create(SliceJob.class);
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(LOG).containsExactly("begin", "1", "2", "commit", "begin", "3", "4", "commit");
		assertThat(batch.output("main", String.class)).containsExactly("1", "2", "3", "4");
	}

	@Test
	void aSliceWhoseTransactionWasRolledBackBeginsAgainFromItsFirstRecord() {
		LineJob.failing = "4";
		BatchInstance<Void> batch = create(SliceJob.class);
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(LOG).containsExactly("begin", "1", "2", "commit", "begin", "3", "4", "rollback");
		assertThat(batch.failedSlices()).singleElement()
			.satisfies((slice) -> assertThat(slice.failedRecord()).as("the one that failed").isEqualTo(4));
		LOG.clear();
		LineJob.failing = "none";
		batch.reload().retry();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(LOG).containsExactly("begin", "3", "4", "commit");
		assertThat(batch.output("main", String.class)).containsExactly("1", "2", "3", "4");
		assertThat(batch.statistics()).as("what was counted before the rollback was dropped")
			.containsEntry("records", 4L);
	}

	@Test
	void withoutItASliceGoesOnAtTheRecordThatFailed() {
		LineJob.failing = "4";
		BatchInstance<Void> batch = create(OpenSliceJob.class);
		this.system.queue.drain();
		LOG.clear();
		LineJob.failing = "none";
		batch.reload().retry();
		this.system.queue.drain();
		assertThat(LOG).containsExactly("4");
		assertThat(batch.output("main", String.class)).containsExactly("1", "2", "3", "4");
		assertThat(batch.statistics()).containsEntry("records", 4L);
	}

	@Test
	void aSliceThatIsGivenBackInTheMiddleIsRolledBackAndBeginsAgain() {
		BatchInstance<Void> batch = create(SliceJob.class);
		LineJob.hook = () -> {
			if (LOG.contains("3")) {
				batch.reload().pause();
			}
		};
		this.system.queue.drain();
		assertThat(LOG).containsExactly("begin", "1", "2", "commit", "begin", "3", "rollback");
		LOG.clear();
		LineJob.hook = () -> {
		};
		batch.reload().resume();
		this.system.queue.drain();
		assertThat(LOG).containsExactly("begin", "3", "4", "commit");
		assertThat(batch.output("main", String.class)).containsExactly("1", "2", "3", "4");
		assertThat(batch.statistics()).containsEntry("records", 4L);
	}

	@Test
	void aSliceThatFailsAfterTheCommitKeepsWhatItHasDone() {
		LineJob.failing = "afterSlice";
		BatchInstance<Void> batch = create(SliceJob.class);
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		LOG.clear();
		LineJob.failing = "none";
		batch.reload().retry();
		this.system.queue.drain();
		assertThat(LOG).as("no record is worked on again").containsExactly("begin", "commit", "begin", "commit");
		assertThat(batch.output("main", String.class)).containsExactly("1", "2", "3", "4");
	}

	@Test
	void withoutOneTransactionManagerTheApplicationDoesNotStart() {
		assertThatExceptionOfType(JobClassException.class).isThrownBy(() -> TestSystem.with(SliceJob.class).start())
			.withMessageContaining(SliceJob.class.getName())
			.withMessageContaining("@SliceTransaction: there is no PlatformTransactionManager bean");
		assertThatExceptionOfType(JobClassException.class)
			.isThrownBy(() -> TestSystem.with(SliceJob.class, ClassProxies.class, OtherManager.class).start())
			.withMessageContaining("several PlatformTransactionManager beans");
		assertThatExceptionOfType(JobClassException.class)
			.isThrownBy(() -> TestSystem.with(ElsewhereJob.class, ClassProxies.class).start())
			.withMessageContaining("there is no PlatformTransactionManager bean 'elsewhere'");
		assertThatExceptionOfType(JobClassException.class)
			.isThrownBy(() -> TestSystem.with(SimpleJob.class, ClassProxies.class).start())
			.withMessageContaining("only in a BatchJob");
	}

	@Test
	void whatTheRecordsOfASliceHaveStoredInMongoDbIsRolledBack() {
		Assumptions.assumeTrue(TestDatabase.get().supportsTransactions(),
				"This server has no transactions; a replica set has");
		this.system.close();
		this.system = TestSystem.with((context) -> {
			context.registerBean(SliceJob.class);
			context.registerBean(MongoTransactionManager.class,
					() -> new MongoTransactionManager(context.getBean(MongoDatabaseFactory.class)));
		}).withoutRecovery().start();
		this.system.database().createCollection("saved");
		LineJob.hook = () -> MongoDatabaseUtils.getDatabase(this.system.factory)
			.getCollection("saved")
			.insertOne(new Document());
		LineJob.failing = "4";
		BatchInstance<Void> batch = create(SliceJob.class);
		this.system.queue.drain();
		assertThat(this.system.collection("saved").countDocuments()).isEqualTo(2);
		LineJob.failing = "none";
		batch.reload().retry();
		this.system.queue.drain();
		assertThat(this.system.collection("saved").countDocuments()).isEqualTo(4);
	}

	/** Notes what it is asked for. */
	static class RecordingManager extends AbstractPlatformTransactionManager {

		@Override
		protected Object doGetTransaction() {
			return new Object();
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
			LOG.add("begin");
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
			LOG.add("commit");
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
			LOG.add("rollback");
		}

	}

	@Configuration
	@EnableTransactionManagement(proxyTargetClass = true)
	static class ClassProxies {

		@Bean
		PlatformTransactionManager transactions() {
			return new RecordingManager();
		}

	}

	@Configuration
	@EnableTransactionManagement
	static class InterfaceProxies {

		@Bean
		PlatformTransactionManager transactions() {
			return new RecordingManager();
		}

	}

	@Configuration
	static class OtherManager {

		@Bean
		PlatformTransactionManager otherTransactions() {
			return new RecordingManager();
		}

	}

	@RocketJob(destroyOnComplete = false)
	static class SaveJob implements Job<SaveJob.Fields> {

		record Fields(boolean fail) {

		}

		@Override
		@Transactional
		public Object perform(Fields fields, JobContext context) {
			LOG.add("save");
			if (fields.fail()) {
				throw new IllegalStateException("cannot");
			}
			return "saved";
		}

	}

	@RocketJob(destroyOnComplete = false)
	@InputCategory(sliceSize = 2)
	@OutputCategory
	@SliceTransaction
	static class SliceJob extends LineJob {

	}

	abstract static class LineJob implements BatchJob<Void, String, String> {

		static volatile String failing = "none";

		static volatile Runnable hook = () -> {
		};

		@Override
		public String perform(String line, BatchContext<Void> context) throws Exception {
			LOG.add(line);
			context.statistics().increment("records");
			hook.run();
			if (line.equals(failing)) {
				// a checked one, which a transaction template by itself would not see
				throw new java.io.IOException("bad line");
			}
			return line;
		}

		@Override
		public void afterSlice(BatchContext<Void> context) {
			if (failing.equals("afterSlice")) {
				throw new IllegalStateException("after the records");
			}
		}

	}

	@RocketJob(destroyOnComplete = false)
	@InputCategory(sliceSize = 2)
	@OutputCategory
	static class OpenSliceJob extends LineJob {

	}

	@RocketJob
	@SliceTransaction(transactionManager = "elsewhere")
	static class ElsewhereJob implements BatchJob<Void, String, Void> {

		@Override
		public Void perform(String line, BatchContext<Void> context) {
			return null;
		}

	}

	@RocketJob
	@SliceTransaction
	static class SimpleJob implements Job<Void> {

		@Override
		public Object perform(Void fields, JobContext context) {
			return "";
		}

	}

}
