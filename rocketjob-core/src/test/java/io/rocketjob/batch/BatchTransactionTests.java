package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.rocketjob.BatchBuilder;
import io.rocketjob.BatchInstance;
import io.rocketjob.DuplicateJobException;
import io.rocketjob.JobState;
import io.rocketjob.RetriedTransactions;
import io.rocketjob.Serializer;
import io.rocketjob.TestSystem;
import io.rocketjob.batch.SampleBatches.LineJob;
import io.rocketjob.batch.SampleBatches.LineJob.Fields;
import io.rocketjob.testsupport.TestDatabase;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Batches and the transactions of their creator, and slices that get lost. */
class BatchTransactionTests {

	private final TestSystem system = TestSystem.with(LineJob.class).withoutRecovery().start();

	private final TransactionTemplate transaction = new RetriedTransactions(this.system.factory);

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void aBatchIsQueuedWithTheCommitOfTheTransactionThatCreatesIt() {
		assumeTransactions();
		this.system.rocketJob.jobs().count();
		BatchInstance<Fields> batch = this.transaction.execute((status) -> {
			// the transaction has begun before the upload
			this.system.rocketJob.jobs().list();
			BatchInstance<Fields> created = create();
			assertThat(this.system.queue.drain()).isEmpty();
			return created;
		});
		assertThat(this.system.jobs().countDocuments()).isOne();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(batch.output("main", String.class)).hasSize(50);
	}

	@Test
	void aRollbackRemovesABatchWithItsRecords() {
		assumeTransactions();
		this.system.rocketJob.jobs().count();
		assertThatExceptionOfType(ArithmeticException.class)
			.isThrownBy(() -> this.transaction.executeWithoutResult((status) -> {
				create();
				throw new ArithmeticException();
			}));
		assertThat(this.system.jobs().countDocuments()).isZero();
		assertThat(collections()).isEmpty();
	}

	@Test
	void aRollbackOfAnAbortKeepsTheRecords() {
		assumeTransactions();
		BatchInstance<Fields> batch = create();
		assertThatExceptionOfType(ArithmeticException.class)
			.isThrownBy(() -> this.transaction.executeWithoutResult((status) -> {
				batch.abort("not really");
				throw new ArithmeticException();
			}));
		assertThat(batch.reload().state()).isEqualTo(JobState.QUEUED);
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void aKeyIsTakenWithTheCommitAndFreeAfterARollback() {
		assumeTransactions();
		this.system.engine.prepareCollections();
		assertThatExceptionOfType(ArithmeticException.class)
			.isThrownBy(() -> this.transaction.executeWithoutResult((status) -> {
				this.system.rocketJob.jobs().list();
				once().upload(List.of("a")).create();
				throw new ArithmeticException();
			}));
		assertThat(this.system.jobs().countDocuments()).isZero();
		assertThat(keys()).isZero();
		BatchInstance<Fields> first = this.transaction.execute((status) -> {
			this.system.rocketJob.jobs().list();
			return once().upload(List.of("a")).create();
		});
		assertThat(keys()).isOne();
		assertThatExceptionOfType(DuplicateJobException.class)
			.isThrownBy(() -> this.transaction.executeWithoutResult((status) -> once().upload((writer) -> {
				throw new AssertionError("nothing is read");
			}).create()))
			.satisfies((ex) -> assertThat(ex.existing()).isEqualTo(first.id()));
		this.system.queue.drain();
		assertThatExceptionOfType(DuplicateJobException.class).isThrownBy(() -> once().create());
	}

	@Test
	void ofTwoTransactionsThatUploadAtOnceOneHasTheKey() {
		assumeTransactions();
		this.system.engine.prepareCollections();
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> new TransactionTemplate(this.transaction.getTransactionManager())
				.executeWithoutResult((status) -> {
					this.system.rocketJob.jobs().list();
					once().upload((writer) -> {
						writer.write("a");
						otherThread(() -> this.transaction
							.executeWithoutResult((second) -> once().upload(List.of("b")).create()));
					}).create();
				}));
		assertThat(this.system.jobs().countDocuments()).isOne();
		assertThat(keys()).isOne();
		this.system.queue.drain();
		assertThat(this.system.bean(LineJob.class).ran).containsExactly("b");
	}

	@Test
	void aKeyWithoutRecordsIsTakenWithTheCommitToo() {
		assumeTransactions();
		this.system.engine.prepareCollections();
		this.transaction.executeWithoutResult((status) -> {
			once().create();
			status.setRollbackOnly();
		});
		assertThat(keys()).isZero();
		this.transaction.executeWithoutResult((status) -> once().create());
		assertThat(keys()).isOne();
		assertThatExceptionOfType(DuplicateJobException.class).isThrownBy(() -> once().create());
	}

	private static void otherThread(Runnable action) {
		try {
			CompletableFuture.runAsync(action).get(1, TimeUnit.MINUTES);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private long keys() {
		return this.system.collection("rocketjob.keys").countDocuments();
	}

	private BatchBuilder<Fields, String> once() {
		return this.system.rocketJob.batch(LineJob.class).fields(new Fields("", 0)).once("november");
	}

	@Test
	void workersCannotProcessInATransactionTheyDoNotSee() {
		assumeTransactions();
		assertThatIllegalStateException()
			.isThrownBy(() -> this.transaction.execute((status) -> this.system.rocketJob.batch(LineJob.class)
				.fields(new Fields("", 0))
				.processWhileUploading()
				.upload(List.of("a"))
				.create()));
	}

	@Test
	void anUploadWhoseJobWasTakenOverByATransactionKeepsItsRecords() {
		BatchInstance<Fields> taken = create();
		ObjectId token = new ObjectId();
		ObjectId server = new ObjectId();
		Document upload = new Document(this.system.jobs().find().first()).append("_id", new ObjectId())
			.append("uploading", new Document("token", token).append("server", server).append("becomes", taken.id()));
		upload.remove("claimable");
		this.system.jobs().insertOne(upload);
		// the recovery of this process may be faster
		this.system.batches.uploads().requeue(server, (any) -> true, "it died");
		assertThat(this.system.jobs().countDocuments()).isOne();
		this.system.queue.drain();
		assertThat(taken.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void aJobWhoseSlicesAreMissingFailsInsteadOfCompletingWithoutThem() {
		BatchInstance<Fields> batch = create();
		String collection = collections().get(0);
		this.system.collection(collection).deleteOne(new Document("_id", 11L));
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(batch.reload().exception().message()).contains("Of the 5 slices", "there are 4", collection);
	}

	private BatchInstance<Fields> create() {
		return this.system.rocketJob.batch(LineJob.class)
			.fields(new Fields("", 0))
			.input((input) -> input.serializer(Serializer.NONE))
			.upload(IntStream.range(0, 50).mapToObj((i) -> "line " + i).toList())
			.create();
	}

	private List<String> collections() {
		return this.system.database()
			.listCollectionNames()
			.into(new ArrayList<>())
			.stream()
			.filter((name) -> name.startsWith("rocketjob.inputs."))
			.toList();
	}

	private static void assumeTransactions() {
		Assumptions.assumeTrue(TestDatabase.get().supportsTransactions(),
				"This server has no transactions; a replica set has");
	}

}
