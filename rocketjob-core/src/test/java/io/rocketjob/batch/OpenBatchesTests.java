package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;

import io.rocketjob.TestSystem;
import io.rocketjob.Threads;
import io.rocketjob.document.JobRecord;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the workers of a server share of their knowledge of batches. */
@Timeout(60)
class OpenBatchesTests {

	private static final int THREADS = 8;

	private final TestSystem system = TestSystem.with().start();

	private final OpenBatches open = new OpenBatches(this.system.engine.store(), this.system.engine.signal());

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void batchesThatAreProcessedAreListedTheMostUrgentAndOldestFirst() {
		ObjectId second = batch(50);
		ObjectId third = batch(50);
		ObjectId first = batch(1);
		this.system.jobs().insertOne(new Document("type", "NoBatch").append("priority", 1));
		assertThat(this.open.list()).extracting(JobRecord::id).containsExactly(first, second, third);
		assertThat(this.open.all()).extracting(JobRecord::id).containsExactly(first, second, third);
		assertThat(this.open.read()).extracting(JobRecord::id).containsExactly(first, second, third);
	}

	@Test
	void whatManyThreadsAskForWithinASecondIsReadOnce() throws Exception {
		batch(50);
		for (Callable<List<JobRecord>> question : List.<Callable<List<JobRecord>>>of(this.open::list, this.open::all)) {
			withinMemory(() -> {
				this.open.forget();
				long before = this.system.commands("find");
				List<List<JobRecord>> answers = Threads.atOnce(THREADS, question);
				assertThat(answers).allSatisfy((answer) -> assertThat(answer).isSameAs(answers.get(0)));
				assertThat(this.system.commands("find") - before).isOne();
			});
		}
	}

	@Test
	void whatIsKnownIsReadAgainAfterASecond() {
		this.open.list();
		this.open.all();
		ObjectId late = batch(50);
		await().until(() -> this.open.list().size() == 1);
		await().until(() -> this.open.all().size() == 1);
		assertThat(this.open.find(late)).isNotNull();
	}

	@Test
	void whatIsForgottenIsReadAgain() {
		this.open.list();
		this.open.all();
		batch(50);
		this.open.forget();
		assertThat(this.open.list()).hasSize(1);
		assertThat(this.open.all()).hasSize(1);
	}

	@Test
	void aBatchBeyondThoseThatWorkersChooseAmongIsFoundBySearch() {
		List<Document> batches = new ArrayList<>();
		for (int i = 0; i < 1_000; i++) {
			batches.add(document(50));
		}
		this.system.engine.store().jobs().insertMany(batches);
		ObjectId beyond = batch(50);
		assertThat(this.open.list()).hasSize(1_000);
		assertThat(this.open.all()).hasSize(1_001);
		assertThat(this.open.find(beyond).has("large")).isFalse();
		assertThat(this.open.find(new ObjectId())).isNull();
	}

	@Test
	void oneWorkerLooksAgainAtADryBatchAfterASecond() throws Exception {
		ObjectId batch = new ObjectId();
		assertThat(this.open.isDry(batch)).isFalse();
		withinMemory(() -> {
			this.open.dry(batch);
			assertThat(Threads.atOnce(THREADS, () -> this.open.isDry(batch))).containsOnly(true);
			assertThat(this.open.wasDry(batch)).isTrue();
		});
		await().until(() -> !this.open.wasDry(batch));
		assertThat(this.open.isDoubtful(batch)).isTrue();
		withinMemory(() -> {
			await().until(() -> !this.open.wasDry(batch));
			assertThat(Threads.atOnce(THREADS, () -> this.open.isDry(batch))).containsOnlyOnce(false);
			assertThat(this.open.wasDry(batch)).isTrue();
		});
	}

	@Test
	void thatABatchHasSlicesAgainIsNewsToOneThreadOnly() throws Exception {
		ObjectId batch = new ObjectId();
		this.open.dry(batch);
		List<Boolean> news = Threads.atOnce(THREADS, () -> this.open.notDry(batch));
		assertThat(news).containsOnlyOnce(true);
		assertThat(this.open.isDry(batch)).isFalse();
		assertThat(this.open.isDoubtful(batch)).isFalse();
	}

	@Test
	void aBatchIsFullForASecondOrUntilAWorkerLeaves() throws Exception {
		ObjectId batch = new ObjectId();
		withinMemory(() -> {
			this.open.full(batch);
			assertThat(this.open.isFull(batch)).isTrue();
		});
		await().until(() -> !this.open.isFull(batch));
		this.open.full(batch);
		assertThat(Threads.atOnce(THREADS, () -> this.open.notFull(batch))).containsOnlyOnce(true);
		assertThat(this.open.isFull(batch)).isFalse();
	}

	@Test
	void oneThreadLooksAtABatchOutsideOfItsWindows() throws Exception {
		ObjectId batch = new ObjectId();
		assertThat(this.open.wasLookedAt(batch)).isFalse();
		assertThat(Threads.atOnce(THREADS, () -> this.open.isToBeLookedAt(batch))).containsOnlyOnce(true);
		assertThat(this.open.wasLookedAt(batch)).isTrue();
	}

	@Test
	void whatWasNotedOfBatchesThatAreNotOpenAnyMoreIsForgotten() {
		ObjectId here = batch(50);
		ObjectId gone = new ObjectId();
		for (ObjectId batch : List.of(here, gone)) {
			this.open.dry(batch);
			this.open.isToBeLookedAt(batch);
		}
		this.open.list();
		assertThat(this.open.isDoubtful(here)).isTrue();
		assertThat(this.open.isDoubtful(gone)).isFalse();
		assertThat(this.open.wasLookedAt(here)).isTrue();
		assertThat(this.open.wasLookedAt(gone)).isFalse();
	}

	@Test
	void aLookOutsideOfWindowsIsRememberedWhateverElseIsForgotten() {
		ObjectId batch = new ObjectId();
		this.open.dry(batch);
		this.open.full(batch);
		this.open.isToBeLookedAt(batch);
		this.open.forget();
		assertThat(this.open.isDoubtful(batch)).isFalse();
		assertThat(this.open.isFull(batch)).isFalse();
		assertThat(this.open.wasLookedAt(batch)).isTrue();
	}

	private ObjectId batch(int priority) {
		Document batch = document(priority);
		this.system.engine.store().jobs().insertOne(batch);
		return new JobRecord(batch).id();
	}

	private static Document document(int priority) {
		return new Document("_id", new ObjectId()).append("type", "SomeBatch")
			.append("state", "running")
			.append("priority", priority)
			.append("processing", true)
			.append("batch", new Document("phase", "processing"))
			.append("large", Collections.nCopies(10, "not needed"));
	}

	/** What is only so within the memory is tried again where this JVM was too slow. */
	private static void withinMemory(Check check) throws Exception {
		while (true) {
			long start = System.nanoTime();
			try {
				check.run();
				return;
			}
			catch (AssertionError ex) {
				if (System.nanoTime() - start < OpenBatches.MEMORY.toNanos()) {
					throw ex;
				}
			}
		}
	}

	@FunctionalInterface
	private interface Check {

		void run() throws Exception;

	}

}
