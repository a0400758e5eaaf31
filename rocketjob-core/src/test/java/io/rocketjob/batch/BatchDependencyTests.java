package io.rocketjob.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.rocketjob.BatchInstance;
import io.rocketjob.DependencyPolicy;
import io.rocketjob.InvalidJobException;
import io.rocketjob.Job;
import io.rocketjob.JobCancelledException;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobOptions;
import io.rocketjob.JobState;
import io.rocketjob.RecordWriter;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobException;
import io.rocketjob.TestSystem;
import io.rocketjob.batch.SampleBatches.LineJob;
import io.rocketjob.batch.SampleBatches.LineJob.Fields;
import io.rocketjob.testsupport.TestDatabase;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import org.springframework.data.mongodb.MongoTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Batches that wait for other jobs, and jobs that wait for batches. */
class BatchDependencyTests {

	private final TestSystem system = TestSystem.with(LineJob.class, NextJob.class).withoutRecovery().start();

	private final LineJob lines = this.system.bean(LineJob.class);

	private final NextJob next = this.system.bean(NextJob.class);

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void aJobStartsWhenAllOfABatchIsDone() {
		BatchInstance<Fields> batch = create((options) -> {
		});
		JobInstance<Void> waiting = next((options) -> options.priority(1).after(batch.id()));
		this.lines.after = (context) -> assertThat(waiting.reload().waitsFor()).hasSize(1);
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.lines.ran).hasSize(25);
		assertThat(this.next.ran).containsExactly(waiting.id());
	}

	@Test
	void aBatchThatIsDestroyedIsKeptForAWhileWithoutItsRecords() {
		BatchInstance<Fields> batch = create((options) -> options.destroyOnComplete(true));
		JobInstance<Void> waiting = next((options) -> options.after(batch.id()));
		this.system.queue.drain();
		assertThat(this.next.ran).containsExactly(waiting.id());
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(collections()).isEmpty();
		assertThatExceptionOfType(JobNotFoundException.class).isThrownBy(() -> batch.outputCount("main"));
		this.system.clock.move(Duration.ofHours(1));
		this.system.engine.recoverDependencies();
		this.system.engine.cleanup().recover();
		assertThat(this.system.rocketJob.find(batch.id())).isEmpty();
	}

	@Test
	void aBatchOfWhichSlicesHaveFailedIsAFailedJob() {
		this.lines.failsAt("line 13");
		BatchInstance<Fields> batch = create((options) -> {
		});
		JobInstance<Void> waits = next((options) -> options.after(batch.id()));
		JobInstance<Void> aborts = next((options) -> options.after(batch.id()).ifOneFails(DependencyPolicy.ABORT));
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(aborts.reload().state()).isEqualTo(JobState.ABORTED);
		assertThat(waits.reload().waitsFor()).containsExactly(batch.id());
		this.lines.script = (line, context) -> line;
		batch.reload().retry();
		this.system.queue.drain();
		assertThat(this.next.ran).containsExactly(waits.id());
	}

	@Test
	void aDeletedBatchCountsAsAborted() {
		BatchInstance<Fields> batch = create((options) -> {
		});
		JobInstance<Void> waiting = next((options) -> options.after(batch.id()));
		assertThat(batch.delete()).isTrue();
		assertThat(waiting.reload().state()).isEqualTo(JobState.ABORTED);
		assertThat(this.system.rocketJob.find(batch.id())).isEmpty();
		assertThat(collections()).isEmpty();
	}

	@Test
	void aBatchIsUploadedFirstAndThenWaits() {
		JobInstance<Void> first = next((options) -> {
		});
		BatchInstance<Fields> batch = create((options) -> options.priority(1).after(first.id()));
		assertThat(batch.waitsFor()).containsExactly(first.id());
		assertThat(batch.isUploading()).isFalse();
		assertThat(batch.status()).asString()
			.startsWith("waiting for 1 job for ")
			.endsWith("0% of 25 records, slices: 3 queued, 0 active, 0 failed");
		assertThat(document(batch.id())).doesNotContainKeys("claimable", "dueAt", "linking");
		assertThat(this.system.rocketJob.counts().count(JobState.QUEUED)).isEqualTo(2);
		this.next.onRun = () -> assertThat(this.lines.ran).isEmpty();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.lines.ran).hasSize(25);
	}

	@Test
	void theOtherJobMayCompleteWhileTheBatchIsUploaded() {
		JobInstance<Void> first = next((options) -> {
		});
		BatchInstance<Fields> batch = uploading((options) -> options.after(first.id()), () -> {
			assertThat(this.system.rocketJob.counts().count(JobState.QUEUED)).isEqualTo(2);
			assertThat(this.system.queue.runNext()).isPresent();
			assertThat(this.system.queue.runNext()).isEmpty();
		});
		assertThat(batch.waitsFor()).isEmpty();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void whenTheOtherIsAbortedTheUploadEnds() {
		JobInstance<Void> first = next((options) -> {
		});
		assertThatExceptionOfType(JobCancelledException.class)
			.isThrownBy(() -> uploading((options) -> options.after(first.id()), () -> first.abort("not wanted")));
		assertThat(collections()).isEmpty();
	}

	@Test
	void whenTheOtherFailsTheBatchFailsAfterItsUpload() {
		JobInstance<Void> first = next((options) -> {
		});
		BatchInstance<Fields> batch = uploading(
				(options) -> options.after(first.id()).ifOneIsAborted(DependencyPolicy.FAIL),
				() -> first.abort("not wanted"));
		assertThat(batch.state()).isEqualTo(JobState.FAILED);
		assertThat(batch.waitsFor()).isEmpty();
		batch.retry();
		this.system.queue.drain();
		assertThat(this.lines.ran).hasSize(25);
	}

	@Test
	void whenItDiesAfterTheUploadTheRecoveryLooksForTheOthersEnd() {
		JobInstance<Void> first = next((options) -> {
		});
		BatchInstance<Fields> batch = create(
				(options) -> options.after(first.id()).ifOneIsAborted(DependencyPolicy.FAIL));
		this.system.jobs().deleteOne(new Document("_id", first.id()));
		this.system.jobs()
			.updateOne(new Document("_id", batch.id()),
					new Document("$set", new Document("linking", document(batch.id()).getDate("createdAt"))));
		this.system.clock.move(Duration.ofMinutes(1));
		this.system.engine.recoverDependencies();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
	}

	@Test
	void aBatchThatWaitsIsNotProcessedWhileItIsUploaded() {
		JobInstance<Void> first = next((options) -> {
		});
		AtomicReference<Runnable> during = new AtomicReference<>(() -> {
			this.system.queue.drain();
			assertThat(this.next.ran).hasSize(1);
			assertThat(this.lines.ran).isEmpty();
		});
		BatchInstance<Fields> batch = this.system.rocketJob.batch(LineJob.class)
			.fields(new Fields("", 0))
			.options((options) -> options.after(first.id()))
			.processWhileUploading()
			.upload("main", (writer) -> write(writer, during.get()))
			.create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.lines.ran).hasSize(25);
	}

	@Test
	void aBatchWithoutRecordsWaitsAsWell() {
		JobInstance<Void> first = next((options) -> {
		});
		BatchInstance<Fields> batch = this.system.rocketJob.batch(LineJob.class)
			.fields(new Fields("", 0))
			.options((options) -> options.priority(1).after(first.id()))
			.create();
		this.next.onRun = () -> assertThat(this.lines.hooks).isEmpty();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void aFailedUploadCountsAsAborted() {
		AtomicReference<JobInstance<Void>> waiting = new AtomicReference<>();
		assertThatExceptionOfType(RocketJobException.class).isThrownBy(() -> uploading((options) -> {
		}, () -> {
			ObjectId id = this.system.jobs().find().first().getObjectId("_id");
			waiting.set(next((options) -> options.after(id)));
			throw new ArithmeticException();
		}));
		assertThat(waiting.get().reload().state()).isEqualTo(JobState.ABORTED);
		assertThat(this.system.jobs().countDocuments()).isOne();
	}

	@Test
	void aBatchThatIsRunInlineCannotWait() {
		JobInstance<Void> first = next((options) -> {
		});
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.batch(LineJob.class)
				.fields(new Fields("", 0))
				.options((options) -> options.after(first.id()))
				.performNow())
			.withMessageContaining("cannot wait");
	}

	@Test
	void waitingIsPartOfTheTransactionThatCreatesABatch() {
		Assumptions.assumeTrue(TestDatabase.get().supportsTransactions(),
				"This server has no transactions; a replica set has");
		TransactionTemplate transaction = new TransactionTemplate(new MongoTransactionManager(this.system.factory));
		this.system.rocketJob.jobs().count();
		BatchInstance<Fields> batch = transaction.execute((status) -> {
			JobInstance<Void> first = next((options) -> {
			});
			return create((options) -> options.priority(1).after(first.id()));
		});
		assertThat(this.system.jobs().countDocuments()).isEqualTo(2);
		assertThat(document(batch.id())).doesNotContainKeys("claimable", "linking");
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	/** How docs/jobs.md lets the end of a batch create the next job. */
	@Test
	void theNextJobThatABatchCreatesAtItsEndIsCreatedOnce() {
		BatchInstance<Fields> batch = create((options) -> {
		});
		this.lines.after = (context) -> {
			if (this.system.rocketJob.jobs(NextJob.class).waitingFor(context.id()).count() == 0) {
				next((options) -> options.priority(1).after(context.id()));
			}
		};
		this.system.queue.runNext();
		assertThat(this.next.ran).as("it waits for the batch").isEmpty();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		this.system.queue.drain();
		assertThat(this.next.ran).hasSize(1);
	}

	@Test
	void norIsItTwiceWhenTheServerDiesBeforeTheEndIsStored() {
		BatchInstance<Fields> batch = create((options) -> {
		});
		List<Map.Entry<JobState, Long>> waiting = new ArrayList<>();
		this.lines.after = (context) -> {
			long there = this.system.rocketJob.jobs(NextJob.class).waitingFor(context.id()).count();
			waiting.add(Map.entry(batch.reload().state(), there));
			if (there == 0) {
				next((options) -> options.after(context.id()));
				// the claim of a server that dies here is taken back
				requeue(batch.id());
			}
		};
		this.system.queue.drain();
		assertThat(waiting).containsExactly(Map.entry(JobState.RUNNING, 0L), Map.entry(JobState.RUNNING, 1L));
		assertThat(this.next.ran).hasSize(1);
	}

	private void requeue(ObjectId id) {
		ObjectId server = document(id).get("claim", Document.class).getObjectId("server");
		assertThat(this.system.engine.recovery().requeue(server, (held) -> held.id().equals(id), "its server is gone"))
			.isOne();
	}

	private JobInstance<Void> next(Consumer<JobOptions> options) {
		return this.system.rocketJob.create(NextJob.class, null, options);
	}

	private BatchInstance<Fields> create(Consumer<JobOptions> options) {
		return uploading(options, () -> {
		});
	}

	/** Creates a batch, with something that happens in the middle of its upload. */
	private BatchInstance<Fields> uploading(Consumer<JobOptions> options, Runnable during) {
		return this.system.rocketJob.batch(LineJob.class)
			.fields(new Fields("", 0))
			.options(options)
			.upload("main", (writer) -> write(writer, during))
			.create();
	}

	private static void write(RecordWriter<String> writer, Runnable during) {
		IntStream.range(0, 12).forEach((i) -> writer.write("line " + i));
		during.run();
		IntStream.range(12, 25).forEach((i) -> writer.write("line " + i));
	}

	private Document document(ObjectId id) {
		return this.system.jobs().find(new Document("_id", id)).first();
	}

	private List<String> collections() {
		return this.system.database()
			.listCollectionNames()
			.into(new ArrayList<>())
			.stream()
			.filter((name) -> name.startsWith("rocketjob.inputs.") || name.startsWith("rocketjob.outputs."))
			.toList();
	}

	/** What comes before or after. */
	@RocketJob(destroyOnComplete = false)
	static class NextJob implements Job<Void> {

		final List<ObjectId> ran = new ArrayList<>();

		volatile Runnable onRun = () -> {
		};

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			this.onRun.run();
			this.ran.add(context.id());
			return null;
		}

	}

}
