package io.rocketjob.server;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.ReplaceOptions;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobException;
import io.rocketjob.TestSystem;
import io.rocketjob.event.EventReader;
import io.rocketjob.plugin.singleton.Singleton;
import io.rocketjob.plugin.transaction.SliceTransaction;
import io.rocketjob.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.MongoTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What is asked of the database at the start, and refused where it cannot do it.
 */
class DatabaseCheckTests {

	private TestSystem system;

	private DatabaseCheck check;

	private EventReader reader;

	@AfterEach
	void close() {
		if (this.reader != null) {
			this.check.stop();
			this.reader.stop();
		}
		if (this.system != null) {
			this.system.close();
		}
	}

	private void start(boolean manager, Class<?>... classes) {
		this.system = TestSystem.with((context) -> {
			for (Class<?> type : classes) {
				context.registerBean(type);
			}
			if (manager) {
				context.registerBean(MongoTransactionManager.class,
						() -> new MongoTransactionManager(context.getBean(MongoDatabaseFactory.class)));
			}
		}).start();
		this.reader = new EventReader(this.system.eventStore, true);
		this.check = new DatabaseCheck(this.system.engine, this.reader,
				new TransactionUse(this.system.engine, this.system.context));
		this.reader.start();
		this.check.start();
	}

	@Test
	void theDatabaseIsAskedAtTheStart() {
		start(false, PlainJob.class);
		await().untilAsserted(() -> assertThat(this.check.report()).isNotNull());
		DatabaseReport report = this.check.report();
		assertThat(report.abilities()).isEqualTo(this.system.mongo.abilities());
		assertThat(report.waitingCursors()).isEqualTo(this.reader.isTailing());
		assertThat(report.orderedClaims()).isTrue();
		assertThat(this.system.database().listCollectionNames()).as("what a first transaction needs")
			.contains("rocketjob.jobs");
	}

	@Test
	void theKeysThatOutliveTheirJobsHaveTheirCollectionFromTheStart() {
		start(false, KeyedJob.class);
		await().untilAsserted(() -> assertThat(this.check.report()).isNotNull());
		assertThat(this.system.database().listCollectionNames()).contains("rocketjob.keys");
	}

	@Test
	void soItIsWhereThereAreBatchesAndElseThereIsNone() {
		start(false, PlainJob.class);
		await().untilAsserted(() -> assertThat(this.check.report()).isNotNull());
		assertThat(this.system.database().listCollectionNames()).doesNotContain("rocketjob.keys");
		close();
		start(false, LinesJob.class);
		await().untilAsserted(() -> assertThat(this.check.report()).isNotNull());
		assertThat(this.system.database().listCollectionNames()).contains("rocketjob.keys");
	}

	@Test
	void aTransactionThatBeganBeforeTheFirstKeyCanTakeIt() {
		assumeTrue(TestDatabase.get().supportsTransactions(), "the server has no transactions");
		start(true, KeyedJob.class);
		await().untilAsserted(() -> assertThat(this.check.report()).isNotNull());
		new TransactionTemplate(new MongoTransactionManager(this.system.factory)).executeWithoutResult((status) -> {
			// what the transaction reads is as of now
			this.system.rocketJob.jobs().list();
			this.system.rocketJob.create(KeyedJob.class, null);
		});
		assertThat(this.system.collection("rocketjob.keys").countDocuments()).isOne();
	}

	@Test
	void whoReadsNoEventsSaysNothingOfCursors() {
		start(false, PlainJob.class);
		await().untilAsserted(() -> assertThat(this.check.report()).isNotNull());
		this.reader.stop();
		assertThat(this.check.report().waitingCursors()).isNull();
		assertThat(this.check.report().toString()).doesNotContain("cursors");
	}

	@Test
	void classesThatNeedTransactionsKeepTheApplicationFromStartingWhereThereAreNone() {
		assumeFalse(TestDatabase.get().supportsTransactions(), "the server has transactions");
		assertThatExceptionOfType(TransactionsMissingException.class)
			.isThrownBy(() -> start(true, PlainJob.class, SlicesJob.class, WholeJob.class))
			.withMessageStartingWith(
					"SlicesJob, WholeJob need transactions of MongoDB, and the database has none: it is ");
	}

	@Test
	void classesThatNeedNoneStart() {
		start(true, PlainJob.class);
		assertThat(this.check.isRunning()).isTrue();
	}

	@Test
	void classesThatNeedTransactionsStartWhereThereAreSome() {
		assumeTrue(TestDatabase.get().supportsTransactions(), "the server has no transactions");
		start(true, SlicesJob.class, WholeJob.class);
		assertThat(this.check.isRunning()).isTrue();
	}

	@Test
	void nothingIsCreatedInATransactionThatThereIsNot() {
		assumeFalse(TestDatabase.get().supportsTransactions(), "the server has transactions");
		start(true, PlainJob.class);
		TransactionTemplate transaction = new TransactionTemplate(new MongoTransactionManager(this.system.factory));
		// some servers offer sessions, and the driver refuses to begin without them
		boolean begins = begins(transaction);
		assertThatThrownBy(
				() -> transaction.executeWithoutResult((status) -> this.system.rocketJob.create(PlainJob.class, null)))
			.satisfies((thrown) -> {
				if (begins) {
					assertThat(thrown).isInstanceOf(RocketJobException.class)
						.hasMessageStartingWith("The database has no transactions (it is ");
				}
			});
		assertThat(this.system.jobs().countDocuments()).isZero();
	}

	@Test
	void theFormIsNotedInWhichJobsAreStored() {
		start(false, PlainJob.class);
		await().untilAsserted(() -> assertThat(this.check.report()).isNotNull());
		assertThat(formats().find().first()).containsEntry("version", FormatVersion.CURRENT);
	}

	@Test
	void whatANewerBuildHasStoredIsLeftAlone() {
		start(false, PlainJob.class);
		this.check.stop();
		formats().replaceOne(new Document("_id", "stored"), new Document("version", FormatVersion.CURRENT + 1),
				new ReplaceOptions().upsert(true));
		assertThatExceptionOfType(NewerFormatException.class).isThrownBy(this.check::start)
			.withMessage("The jobs of the database '" + this.system.database().getName() + "' are stored in format "
					+ (FormatVersion.CURRENT + 1) + ", by a newer version of Rocket Job; this one reads formats up to "
					+ FormatVersion.CURRENT);
		assertThatExceptionOfType(NewerFormatException.class).as("it registers as no server")
			.isThrownBy(this.system.heartbeat::serverId);
		assertThat(this.system.database().getCollection("rocketjob.servers").countDocuments()).isZero();
	}

	private MongoCollection<Document> formats() {
		return this.system.database().getCollection(FormatVersion.COLLECTION);
	}

	private static boolean begins(TransactionTemplate transaction) {
		try {
			transaction.executeWithoutResult((status) -> {
			});
			return true;
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	@RocketJob
	static class PlainJob implements Job<Void> {

		@Override
		public Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	@Singleton(within = "1h")
	static class KeyedJob extends PlainJob {

	}

	@RocketJob
	static class WholeJob implements Job<Void> {

		@Override
		@Transactional
		public Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	static class LinesJob implements BatchJob<Void, String, Void> {

		@Override
		public Void perform(String record, BatchContext<Void> context) {
			return null;
		}

	}

	@RocketJob
	@SliceTransaction
	static class SlicesJob implements BatchJob<Void, String, Void> {

		@Override
		public Void perform(String record, BatchContext<Void> context) {
			return null;
		}

	}

}
