package io.rocketjob.batch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import com.mongodb.client.MongoCollection;
import io.rocketjob.BatchBuilder;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.DuplicateJobException;
import io.rocketjob.InvalidJobException;
import io.rocketjob.JobCancelledException;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobException;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.TestSystem;
import io.rocketjob.document.JobRecord;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.dao.CannotAcquireLockException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Batches that are created once, whatever becomes of them and of who creates them. */
class OnceTests {

	private static final String KEY = "once:ImportJob:november";

	private final TestSystem system = TestSystem.with(ImportJob.class, RenamedJob.class).withoutRecovery().start();

	@TempDir
	Path directory;

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void anotherIsRefusedWhileTheFirstIsThereAndAfterItHasCompletedAndIsGone() {
		ObjectId first = create("a").id();
		refused(first, "is queued");
		this.system.rocketJob.get(first).pause();
		refused(first, "is paused");
		this.system.rocketJob.get(first).resume();
		assertThat(this.system.queue.drain()).hasSize(1);
		assertThat(this.system.jobs().countDocuments()).isZero();
		refused(first, "has completed and is not stored any more");
		this.system.clock.move(Duration.ofDays(400));
		this.system.engine.sweepKeys();
		refused(first, "has completed and is not stored any more");
		assertThat(once("december").upload(List.of("a")).create().recordCount()).isOne();
	}

	@Test
	void whatAnApplicationWritesImportsAFileOnce() throws IOException {
		Path file = Files.writeString(this.directory.resolve("customers.csv"), "a\nb\n");
		RocketJobTemplate rocketJob = this.system.rocketJob;
		List<Object> log = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			try {
				rocketJob.batch(ImportJob.class).once("customers-2026-11").upload(file).create();
			}
			catch (DuplicateJobException ex) {
				log.add(ex.existing());
			}
		}
		assertThat(log).containsExactly(rocketJob.jobs().list().get(0).id());
		assertThat(this.system.queue.drain()).hasSize(1);
		assertThat(rocketJob.forgetBatch(ImportJob.class, "customers-2026-11")).isTrue();
		rocketJob.batch(ImportJob.class).once("customers-2026-11").upload(file).create();
	}

	@Test
	void aFailedOneKeepsItsKeyForARetryAndGivesItFreeWhenItIsDeleted() {
		BatchInstance<Void> failed = create("bad");
		this.system.queue.drain();
		refused(failed.id(), "is failed");
		failed.reload().retry();
		refused(failed.id(), "is queued");
		this.system.queue.drain();
		assertThat(failed.reload().state()).isEqualTo(JobState.FAILED);
		failed.reload().delete();
		assertThat(keys().countDocuments()).isZero();
		create("a");
	}

	@Test
	void anAbortedOneGivesItsKeyFree() {
		BatchInstance<Void> first = create("a");
		first.abort("a mistake");
		assertThat(keys().countDocuments()).isZero();
		BatchInstance<Void> second = create("a");
		first.reload().delete();
		refused(second.id(), "is queued");
	}

	@Test
	void oneThatHasExpiredGivesItsKeyFree() {
		once().options((options) -> options.expiresAt(this.system.clock.instant().plus(Duration.ofMinutes(1))))
			.upload(List.of("a"))
			.create();
		this.system.clock.move(Duration.ofMinutes(2));
		this.system.queue.drain();
		assertThat(this.system.jobs().countDocuments()).isZero();
		create("a");
	}

	@Test
	void whoAbortsAndDiesBeforeTheKeyIsFreeLeavesNothingInTheWay() {
		BatchInstance<Void> first = create("a");
		endAsIfTheProcessDied(first.id(), JobState.ABORTED, "collections");
		assertThat(keys().countDocuments()).isOne();
		BatchInstance<Void> second = create("a");
		this.system.engine.cleanup().recover();
		assertThat(this.system.jobs().countDocuments(new Document("discard", null))).isEqualTo(2);
		refused(second.id(), "is queued");
	}

	@Test
	void whoDeletesAndDiesIsReplacedByTheRecoveryWhichGivesTheKeyFree() {
		BatchInstance<Void> first = create("a");
		endAsIfTheProcessDied(first.id(), JobState.ABORTED, "all");
		this.system.engine.cleanup().recover();
		assertThat(this.system.jobs().countDocuments()).isZero();
		assertThat(keys().countDocuments()).isZero();
	}

	@Test
	void aCompletedOneKeepsItsKeyWhoeverDeletesIt() {
		BatchInstance<Void> first = once().options((options) -> options.destroyOnComplete(false))
			.upload(List.of("a"))
			.create();
		this.system.queue.drain();
		refused(first.id(), "has completed");
		first.reload().delete();
		assertThat(this.system.jobs().countDocuments()).isZero();
		refused(first.id(), "has completed and is not stored any more");
	}

	private void endAsIfTheProcessDied(ObjectId id, JobState state, String discard) {
		this.system.jobs()
			.updateOne(new Document("_id", id),
					new Document("$set", new Document("state", state.value()).append("discard", discard))
						.append("$unset", new Document("claimable", "")));
	}

	@Test
	void aFailedUploadGivesTheKeyFree() {
		assertThatExceptionOfType(RocketJobException.class).isThrownBy(() -> once().upload((writer) -> {
			writer.write("a");
			assertThat(keys().countDocuments()).isOne();
			throw new IOException("the line is cut");
		}).create());
		assertNothingIsLeft();
		create("a");
	}

	@Test
	void anotherIsRefusedWhileRecordsAreUploaded() {
		BatchInstance<Void> first = once().upload((writer) -> {
			writer.write("a");
			refused(this.system.jobs().find().first().getObjectId("_id"), "is being uploaded");
		}).create();
		refused(first.id(), "is queued");
	}

	@Test
	void aDeadCreatorGivesTheKeyFreeThoughItWakesUpAgain() {
		AtomicReference<ObjectId> second = new AtomicReference<>();
		try (TestSystem other = TestSystem.with(ImportJob.class).sharing(this.system).withoutRecovery().start()) {
			assertThatExceptionOfType(JobCancelledException.class)
				.isThrownBy(() -> other.rocketJob.batch(ImportJob.class).once("november").upload((writer) -> {
					declareDead(other);
					assertNothingIsLeft();
					second.set(create("a").id());
					IntStream.range(0, 1_000).mapToObj((i) -> "line " + i).forEach(writer::write);
				}).create());
		}
		refused(second.get(), "is queued");
		assertThat(this.system.queue.drain()).hasSize(1);
	}

	@Test
	void theKeyOfAnUploadIsFreeWhenItsJobIsGoneThoughNobodyHasGivenItFree() {
		assertThatExceptionOfType(JobCancelledException.class).isThrownBy(() -> once().upload((writer) -> {
			// as a server of an older build does, which knows of no keys
			this.system.jobs().deleteMany(new Document());
			create("a");
		}).create());
		refused(this.system.jobs().find().first().getObjectId("_id"), "is queued");
		assertThat(this.system.queue.drain()).hasSize(1);
	}

	@Test
	void aJobThatIsRemovedDuringTheLookIsNotTakenForOneThatHasCompleted() {
		BatchInstance<Void> first = create("a");
		this.system.beforeNext("find", "rocketjob.jobs", first::delete);
		BatchInstance<Void> second = create("b");
		assertThat(this.system.jobs().countDocuments()).isOne();
		refused(second.id(), "is queued");
	}

	@Test
	void aJobThatCompletesDuringTheLookKeepsItsKey() {
		BatchInstance<Void> first = create("a");
		keys().updateOne(new Document("_id", KEY), new Document("$set", new Document("pending", true)));
		this.system.beforeNext("find", "rocketjob.jobs", () -> {
			keys().updateOne(new Document("_id", KEY), new Document("$unset", new Document("pending", "")));
			this.system.queue.drain();
		});
		refused(first.id(), "has completed and is not stored any more");
		assertThat(this.system.jobs().countDocuments()).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "insert,keys", "update,jobs", "update,keys", "findAndModify,jobs" })
	void aCreatorThatIsDeclaredDeadAtAnyStepLosesItsKeyToAnother(String command, String collection) {
		AtomicReference<ObjectId> second = new AtomicReference<>();
		try (TestSystem other = TestSystem.with(ImportJob.class).sharing(this.system).withoutRecovery().start()) {
			this.system.beforeNext(command, "rocketjob." + collection, () -> {
				declareDead(other);
				second.set(create("second").id());
			});
			assertThatExceptionOfType(RocketJobException.class)
				.isThrownBy(
						() -> other.rocketJob.batch(ImportJob.class).once("november").upload(List.of("first")).create())
				.satisfies((ex) -> assertThat(ex).isInstanceOfAny(JobCancelledException.class,
						DuplicateJobException.class));
		}
		refused(second.get(), "is queued");
		assertThat(keys().find()).hasSize(1);
		assertThat(this.system.queue.drain()).extracting((ran) -> ran.id()).containsExactly(second.get());
		refused(second.get(), "has completed and is not stored any more");
		assertNothingIsUploaded();
	}

	@ParameterizedTest
	@CsvSource({ "insert,keys", "update,jobs", "update,keys", "findAndModify,jobs" })
	void aCreatorThatIsDeclaredDeadAtAnyStepLeavesNothing(String command, String collection) {
		try (TestSystem other = TestSystem.with(ImportJob.class).sharing(this.system).withoutRecovery().start()) {
			this.system.beforeNext(command, "rocketjob." + collection, () -> declareDead(other));
			assertThatExceptionOfType(JobCancelledException.class).isThrownBy(
					() -> other.rocketJob.batch(ImportJob.class).once("november").upload(List.of("first")).create());
		}
		assertNothingIsLeft();
		create("a");
	}

	@Test
	void aKeyThatIsTakenAfterItsJobWasRemovedCountsForNothing() {
		OnceKeys keys = new OnceKeys(this.system.engine.store(), this.system.engine.classes());
		JobRecord removed = new JobRecord(new Document("_id", new ObjectId()).append("type", "ImportJob")
			.append("batch", new Document("once", KEY)));
		keys.take(removed, KEY);
		assertThat(keys().countDocuments()).isOne();
		ObjectId second = create("a").id();
		assertThat(keys.confirm(removed, KEY)).as("it is the key of another").isFalse();
		assertThatExceptionOfType(DuplicateJobException.class).isThrownBy(() -> keys.take(removed, KEY))
			.satisfies((ex) -> assertThat(ex.existing()).isEqualTo(second));
		refused(second, "is queued");
	}

	@Test
	void ofManyThatCreateAtOnceOneUploads() throws Exception {
		try (TestSystem other = TestSystem.with(ImportJob.class).sharing(this.system).withoutRecovery().start()) {
			for (int round = 0; round < 4; round++) {
				String key = "round " + round;
				assertThat(createAtOnce(key, other)).as(key).isOne();
				assertThat(this.system.jobs().countDocuments()).isOne();
				assertThat(createAtOnce(key, other)).as(key).isZero();
				if (round % 2 == 0) {
					this.system.rocketJob.jobs().list().get(0).abort("again");
					assertThat(createAtOnce(key, other)).as(key).isOne();
				}
				this.system.queue.drain();
				assertThat(createAtOnce(key, other)).as(key).isZero();
				this.system.rocketJob.jobs().delete();
			}
		}
		assertThat(this.system.bean(ImportJob.class).ran).hasValue(4);
		assertThat(keys().countDocuments()).isEqualTo(4);
		assertNothingIsUploaded();
	}

	private long createAtOnce(String key, TestSystem other) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			List<Future<Boolean>> created = threads
				.invokeAll(IntStream.range(0, 24).<Callable<Boolean>>mapToObj((i) -> () -> {
					try {
						((i % 2 == 0) ? this.system : other).rocketJob.batch(ImportJob.class)
							.once(key)
							.upload(List.of("a"))
							.create();
						return true;
					}
					catch (DuplicateJobException | CannotAcquireLockException ex) {
						// the second is PostgreSQL's, which ends writers that wait for
						// each other
						return false;
					}
				}).toList());
			long count = 0;
			for (Future<Boolean> each : created) {
				count += each.get() ? 1 : 0;
			}
			return count;
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void workersMayBeginDuringTheUploadOnceTheKeyIsTaken() {
		BatchInstance<Void> first = once().processWhileUploading().upload((writer) -> {
			writer.write("a");
			Document job = this.system.jobs().find().first();
			assertThat(job).containsEntry("claimable", true);
			assertThat(keys().find().first()).containsEntry("job", job.get("_id"));
		}).create();
		assertThatExceptionOfType(DuplicateJobException.class)
			.isThrownBy(() -> once().processWhileUploading().upload((writer) -> writer.write("b")).create());
		assertThat(this.system.queue.drain()).hasSize(1);
		assertThat(this.system.bean(ImportJob.class).ran).hasValue(1);
		refused(first.id(), "has completed and is not stored any more");
		assertThatExceptionOfType(RocketJobException.class)
			.isThrownBy(() -> once("december").processWhileUploading().upload((writer) -> {
				throw new IOException("the line is cut");
			}).create());
		assertThat(once("december").processWhileUploading().upload(List.of("a")).create().recordCount()).isOne();
	}

	@Test
	void oneWithoutRecordsIsCreatedOnceToo() {
		ObjectId first = once().create().id();
		refused(first, "is queued");
		assertThat(this.system.queue.drain()).hasSize(1);
		refused(first, "has completed and is not stored any more");
		ObjectId later = once("later")
			.options((options) -> options.runAt(this.system.clock.instant().plus(Duration.ofHours(1))))
			.create()
			.id();
		assertThat(this.system.queue.drain()).isEmpty();
		ObjectId after = once("after").options((options) -> options.after(later)).create().id();
		this.system.clock.move(Duration.ofHours(2));
		assertThat(this.system.queue.drain()).extracting((ran) -> ran.id()).containsExactly(later, after);
	}

	@Test
	void aKeyIsForgottenOnlyWhenItsJobHasEnded() {
		assertThat(this.system.rocketJob.forgetBatch(ImportJob.class, "november")).isFalse();
		BatchInstance<Void> first = create("a");
		assertThatExceptionOfType(JobStateException.class)
			.isThrownBy(() -> this.system.rocketJob.forgetBatch(ImportJob.class, "november"))
			.withMessageContainingAll(first.id().toHexString(), KEY, "abort or delete");
		this.system.queue.drain();
		assertThat(this.system.rocketJob.forgetBatch(ImportJob.class, "november")).isTrue();
		assertThat(this.system.rocketJob.forgetBatch(ImportJob.class, "november")).isFalse();
		create("a");
	}

	@Test
	void aClassThatHasAnotherNameNowKnowsItsKeys() {
		ObjectId first = new ObjectId();
		keys().insertOne(new Document("_id", "once:FormerJob:november").append("job", first));
		assertThatExceptionOfType(DuplicateJobException.class)
			.isThrownBy(() -> this.system.rocketJob.batch(RenamedJob.class).once("november").create())
			.satisfies((ex) -> assertThat(ex.existing()).isEqualTo(first));
		assertThat(this.system.rocketJob.forgetBatch(RenamedJob.class, "november")).isTrue();
		this.system.rocketJob.batch(RenamedJob.class).once("november").create();
	}

	@Test
	void whatCannotBeAKeyIsRefused() {
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> once(" ").create())
			.withMessageContaining("once: the key must not be blank");
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> once("x".repeat(501)).create())
			.withMessageContaining("once: the key must have at most 500 characters, but has 501");
		once("x".repeat(500)).create();
	}

	/** What another process does when this one was silent for too long. */
	private void declareDead(TestSystem dead) {
		ObjectId server = dead.heartbeat.serverId();
		this.system.batches.recoverable().forEach((held) -> {
			if (held.claimants().contains(server)) {
				held.requeue(server, (token) -> true, "its server is gone");
			}
		});
	}

	private void refused(ObjectId first, String state) {
		assertThatExceptionOfType(DuplicateJobException.class).isThrownBy(() -> once().upload((writer) -> {
			throw new AssertionError("nothing is read");
		}).create())
			.withMessage("No other ImportJob is created with the key '" + KEY + "', because job " + first
					+ " has it, which " + state)
			.satisfies((ex) -> assertThat(ex.existing()).isEqualTo(first))
			.satisfies((ex) -> assertThat(ex.key()).isEqualTo(KEY))
			.satisfies((ex) -> assertThat(ex.until()).isNull());
	}

	private void assertNothingIsLeft() {
		assertThat(this.system.jobs().countDocuments()).isZero();
		assertThat(keys().countDocuments()).isZero();
		assertNothingIsUploaded();
	}

	private void assertNothingIsUploaded() {
		assertThat(this.system.database().listCollectionNames())
			.noneMatch((name) -> name.startsWith("rocketjob.inputs."));
	}

	private MongoCollection<Document> keys() {
		return this.system.collection("rocketjob.keys");
	}

	private BatchInstance<Void> create(String record) {
		return once().upload(List.of(record)).create();
	}

	private BatchBuilder<Void, String> once() {
		return once("november");
	}

	private BatchBuilder<Void, String> once(String key) {
		return this.system.rocketJob.batch(ImportJob.class).once(key);
	}

	@RocketJob
	static class ImportJob implements BatchJob<Void, String, Void> {

		final AtomicInteger ran = new AtomicInteger();

		@Override
		public Void perform(String line, BatchContext<Void> context) {
			if (line.equals("bad")) {
				throw new IllegalStateException("as the test wants");
			}
			this.ran.incrementAndGet();
			return null;
		}

	}

	@RocketJob(formerNames = "FormerJob")
	static class RenamedJob implements BatchJob<Void, String, Void> {

		@Override
		public Void perform(String line, BatchContext<Void> context) {
			return null;
		}

	}

}
