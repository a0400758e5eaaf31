package io.rocketjob.job;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import io.rocketjob.BatchBuilder;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.DuplicateJobException;
import io.rocketjob.InvalidJobException;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.plugin.singleton.Singleton;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Jobs that are created in a transaction of JDBC. */
class AfterCommitTests {

	private TestSystem system;

	private JdbcTemplate orders;

	private TransactionTemplate transaction;

	@BeforeEach
	void start() {
		this.system = TestSystem.with(SendJob.class, OneJob.class, LinesBatch.class).afterCommit().start();
		DriverManagerDataSource source = new DriverManagerDataSource(
				"jdbc:h2:mem:" + new ObjectId() + ";DB_CLOSE_DELAY=-1");
		this.orders = new JdbcTemplate(source);
		this.orders.execute("CREATE TABLE orders (id INT)");
		this.transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
	}

	@AfterEach
	void close() {
		this.orders.execute("SHUTDOWN");
		this.system.close();
	}

	private long stored() {
		return this.system.jobs().countDocuments();
	}

	private JobInstance<?> order() {
		this.orders.update("INSERT INTO orders VALUES (1)");
		return this.system.rocketJob.create(SendJob.class);
	}

	private long ordered() {
		return this.orders.queryForObject("SELECT COUNT(*) FROM orders", Long.class);
	}

	@Test
	void aJobIsStoredWithTheCommit() {
		JobInstance<?> created = this.transaction.execute((status) -> {
			JobInstance<?> job = order();
			assertThat(job.state()).isEqualTo(JobState.QUEUED);
			assertThat(stored()).isZero();
			assertThatExceptionOfType(JobNotFoundException.class).isThrownBy(job::reload);
			return job;
		});
		assertThat(created.reload().state()).isEqualTo(JobState.QUEUED);
		assertThat(this.system.queue.drain()).hasSize(1);
	}

	@Test
	void aRollbackLeavesNoJob() {
		this.transaction.executeWithoutResult((status) -> {
			order();
			status.setRollbackOnly();
		});
		assertThat(stored()).isZero();
		assertThat(ordered()).isZero();
	}

	@Test
	void aJobThatDoesNotWaitIsStoredAtOnce() {
		this.transaction.executeWithoutResult((status) -> {
			this.system.rocketJob.create(SendJob.class, null, (options) -> options.afterCommit(false));
			assertThat(stored()).isEqualTo(1);
			status.setRollbackOnly();
		});
		this.system.rocketJob.create(SendJob.class);
		assertThat(stored()).isEqualTo(2);
	}

	@Test
	void oneJobCanWaitWhereTheOthersDoNot() {
		try (TestSystem other = TestSystem.with(SendJob.class).start()) {
			this.transaction.executeWithoutResult((status) -> {
				other.rocketJob.create(SendJob.class);
				other.rocketJob.create(SendJob.class, null, (options) -> options.afterCommit(true));
				assertThat(other.jobs().countDocuments()).isEqualTo(1);
			});
			assertThat(other.jobs().countDocuments()).isEqualTo(2);
		}
	}

	@Test
	void eachTransactionHasItsOwn() {
		TransactionTemplate inner = new TransactionTemplate(this.transaction.getTransactionManager());
		inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		this.transaction.executeWithoutResult((outside) -> {
			order();
			inner.executeWithoutResult((status) -> {
				order();
				status.setRollbackOnly();
			});
			inner.executeWithoutResult((status) -> order());
			assertThat(stored()).isEqualTo(1);
		});
		assertThat(stored()).isEqualTo(2);
	}

	@Test
	void whatIsWrongIsSaidAtOnce() {
		this.transaction.executeWithoutResult((status) -> assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(SendJob.class, null, (options) -> options.priority(101))));
	}

	@Test
	void oneThatCannotBeStoredKeepsTheOthersFromNothing() {
		this.system.rocketJob.create(OneJob.class);
		AtomicReference<Boolean> told = new AtomicReference<>(false);
		assertThatExceptionOfType(DuplicateJobException.class)
			.isThrownBy(() -> this.transaction.executeWithoutResult((status) -> {
				order();
				this.system.rocketJob.create(OneJob.class);
				this.system.rocketJob.createAll(SendJob.class, Arrays.asList(null, null));
				TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

					@Override
					public void afterCommit() {
						told.set(true);
					}

				});
			}));
		assertThat(ordered()).as("the transaction is committed").isEqualTo(1);
		assertThat(told.get()).as("others are told of the commit").isTrue();
		assertThat(this.system.rocketJob.jobs(SendJob.class).count()).isEqualTo(3);
	}

	@Test
	void aJobThatIsCreatedByOneWhoIsToldOfTheCommitIsStored() {
		this.transaction.executeWithoutResult((status) -> {
			order();
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public int getOrder() {
					return LOWEST_PRECEDENCE;
				}

				@Override
				public void afterCommit() {
					AfterCommitTests.this.system.rocketJob.create(SendJob.class);
				}

			});
		});
		assertThat(stored()).isEqualTo(2);
	}

	@Test
	void aJobCanWaitForOneOfTheSameTransaction() {
		this.transaction.executeWithoutResult((status) -> {
			JobInstance<?> first = order();
			this.system.rocketJob.create(SendJob.class, null, (options) -> options.after(first.id()));
		});
		assertThat(this.system.queue.drain()).hasSize(2);
	}

	@Test
	void aBatchIsUploadedBeforeTheCommitAndQueuedByIt() {
		BatchInstance<?> created = this.transaction.execute((status) -> {
			BatchInstance<?> batch = this.system.rocketJob.batch(LinesBatch.class).upload(List.of("a", "b")).create();
			assertThat(this.system.queue.drain()).isEmpty();
			return batch;
		});
		this.system.queue.drain();
		assertThat(created.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(created.status().recordsDone()).isEqualTo(2);
	}

	@Test
	void anEmptyBatchIsStoredWithTheCommit() {
		BatchInstance<?> created = this.transaction.execute((status) -> {
			BatchInstance<?> batch = this.system.rocketJob.batch(LinesBatch.class).create();
			assertThat(stored()).isZero();
			return batch;
		});
		this.system.queue.drain();
		assertThat(created.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void aRollbackLeavesNothingOfABatch() {
		this.transaction.executeWithoutResult((status) -> {
			this.system.rocketJob.batch(LinesBatch.class).upload(List.of("a", "b")).create();
			assertThat(stored()).isEqualTo(1);
			status.setRollbackOnly();
		});
		assertThat(stored()).isZero();
		assertThat(this.system.mongo.database().listCollectionNames())
			.noneMatch((name) -> name.startsWith("rocketjob.inputs."));
	}

	@Test
	void aBatchWhoseUploadFailsLeavesNothing() {
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> this.transaction
			.executeWithoutResult((status) -> this.system.rocketJob.batch(LinesBatch.class).upload((writer) -> {
				writer.write("a");
				throw new IllegalStateException("the file has ended");
			}).create())).withMessageContaining("the file has ended");
		assertThat(stored()).isZero();
	}

	@Test
	void aBatchOfSideDataAloneIsQueuedByTheCommitToo() {
		BatchInstance<?> created = this.transaction.execute(
				(status) -> this.system.rocketJob.batch(LinesBatch.class).lookup("prices", Map.of("a", 1)).create());
		this.system.queue.drain();
		assertThat(created.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void aKeyIsTakenBeforeTheCommitAndFreeAfterARollback() {
		for (List<String> records : List.of(List.of("a"), List.<String>of())) {
			this.transaction.executeWithoutResult((status) -> {
				once(records);
				assertThatExceptionOfType(DuplicateJobException.class).isThrownBy(() -> once(records));
				status.setRollbackOnly();
			});
			assertThat(stored()).isZero();
			assertThat(this.system.collection("rocketjob.keys").countDocuments()).isZero();
			BatchInstance<?> created = this.transaction.execute((status) -> once(records));
			assertThatExceptionOfType(DuplicateJobException.class).isThrownBy(() -> once(records))
				.satisfies((ex) -> assertThat(ex.existing()).isEqualTo(created.id()));
			this.system.queue.drain();
			assertThat(created.reload().state()).isEqualTo(JobState.COMPLETED);
			created.delete();
			assertThatExceptionOfType(DuplicateJobException.class).isThrownBy(() -> once(records));
			assertThat(this.system.rocketJob.forgetBatch(LinesBatch.class, "november")).isTrue();
		}
	}

	private BatchInstance<?> once(List<String> records) {
		BatchBuilder<?, String> batch = this.system.rocketJob.batch(LinesBatch.class).once("november");
		return (records.isEmpty() ? batch : batch.upload(records)).create();
	}

	@Test
	void workersCannotBeginWithABatchBeforeTheCommit() {
		this.transaction.executeWithoutResult((status) -> assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> this.system.rocketJob.batch(LinesBatch.class)
				.processWhileUploading()
				.upload(List.of("a"))
				.create())
			.withMessageContaining("commit"));
	}

	@RocketJob
	static class SendJob implements Job<Void> {

		@Override
		public Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	@Singleton
	static class OneJob extends SendJob {

	}

	@RocketJob(destroyOnComplete = false)
	static class LinesBatch implements BatchJob<Void, String, Void> {

		@Override
		public Void perform(String record, BatchContext<Void> context) {
			return null;
		}

	}

}
