package io.rocketjob.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

import io.rocketjob.BatchInstance;
import io.rocketjob.CrashedTooOftenException;
import io.rocketjob.FailedSlice;
import io.rocketjob.JobState;
import io.rocketjob.TestSystem;
import io.rocketjob.batch.SampleBatches.LineJob;
import io.rocketjob.batch.SampleBatches.LineJob.Fields;
import io.rocketjob.document.JobRecord;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Slices, and the phases of batches, whose server has died. */
class SliceCrashTests {

	private final TestSystem system = TestSystem.with(LineJob.class).withoutRecovery().start();

	private final BatchEngine batches = this.system.batches;

	private final LineJob job = this.system.bean(LineJob.class);

	private BatchInstance<Fields> batch;

	@BeforeEach
	void createABatch() {
		this.batch = this.system.rocketJob.batch(LineJob.class)
			.fields(new Fields("", 0))
			.upload(IntStream.range(0, 20).mapToObj((i) -> "line " + i).toList())
			.create();
	}

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void aSliceFailsWhoseProcessDiesInEachOfItsRunsAndTheOthersAreDone() {
		open();
		die("a:1", 2);
		assertThat(slice(1).get("crashes", Document.class)).containsEntry("count", 1);
		assertThat(slice(1)).containsEntry("state", "queued").doesNotContainKey("claim");
		ObjectId second = die("b:2", 2);
		assertThat(slice(1)).containsEntry("state", "failed").doesNotContainKeys("claim", "crashes");
		this.system.queue.drain();
		BatchInstance<Fields> failed = this.batch.reload();
		assertThat(failed.state()).isEqualTo(JobState.FAILED);
		assertThat(this.job.ran).as("the other slice").hasSize(10);
		FailedSlice slice = failed.failures().get(0).examples().get(0);
		assertThat(slice.firstRecord()).isOne();
		assertThat(slice.failureCount()).isOne();
		assertThat(slice.exception().className()).isEqualTo(CrashedTooOftenException.class.getName());
		assertThat(slice.exception().message()).contains("in each of the last 2 runs", "worker a:1 of server",
				"worker b:2 of server " + second);
		assertThat(failed.exception().message()).startsWith("1 slice has failed");
	}

	@Test
	void aSliceThatIsRetriedMayLoseItsProcessAsOftenAgain() {
		open();
		die("a:1", 2);
		die("a:2", 2);
		this.batch.failures().get(0).examples().get(0).retry();
		die("a:3", 2);
		assertThat(slice(1)).containsEntry("state", "queued");
		assertThat(slice(1).get("crashes", Document.class)).containsEntry("count", 1);
	}

	@Test
	void aRunThatFailsBeginsTheCountAnew() {
		open();
		die("a:1", 3);
		this.job.failsAt("line");
		this.system.queue.drain();
		assertThat(slice(1)).containsEntry("state", "failed").doesNotContainKey("crashes");
	}

	@Test
	void oneOfSeveralThatRecoverCountsACrash() throws Exception {
		open();
		ObjectId server = new ObjectId();
		claim(server, "a:1");
		ExecutorService threads = Executors.newFixedThreadPool(4);
		int taken = 0;
		try {
			List<Future<Integer>> all = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				all.add(threads.submit(() -> this.batches.sliceRecovery().takeBack(server, 3)));
			}
			for (Future<Integer> one : all) {
				taken += one.get();
			}
		}
		finally {
			threads.shutdown();
		}
		assertThat(taken).isOne();
		assertThat(slice(1).get("crashes", Document.class)).containsEntry("count", 1);
	}

	@Test
	void ofSlicesThatWereClaimedTogetherOnlyThoseCountThatAWorkerHasBegun() {
		open();
		ObjectId server = new ObjectId();
		take(server);
		this.batches.sliceRecovery().takeBack(server, 1);
		assertThat(List.of(slice(1), slice(11))).as("which of them had begun is not known")
			.allSatisfy((slice) -> assertThat(slice).containsEntry("state", "queued"))
			.allSatisfy((slice) -> assertThat(slice.get("crashes", Document.class)).containsEntry("count", 0));
		server = new ObjectId();
		List<ClaimedSlice> claimed = take(server);
		SliceClaimHandle begun = new SliceClaimHandle(this.batches.handles(), claimed.get(1), null);
		assertThat(begun.begin()).isTrue();
		this.batches.sliceRecovery().takeBack(server, 1);
		assertThat(slice(1)).containsEntry("state", "queued");
		assertThat(slice(11)).containsEntry("state", "failed");
		assertThat(begun.begin()).as("it has lost the slice").isFalse();
	}

	@Test
	void slicesThatNeverLostTheirServerCostNoWrite() {
		open();
		ClaimedSlice claimed = take(new ObjectId()).get(0);
		long before = this.system.commands("update");
		assertThat(new SliceClaimHandle(this.batches.handles(), claimed, null).begin()).isTrue();
		assertThat(this.system.commands("update")).isEqualTo(before);
	}

	@Test
	void aProcessWorksOnOneAtATimeOfWhatOneMoreCrashFails() throws Exception {
		open();
		ObjectId server = new ObjectId();
		claim(server, "a:1");
		claim(server, "a:2");
		this.batches.sliceRecovery().takeBack(server, 2);
		assertThat(List.of(slice(1), slice(11))).extracting((slice) -> slice.get("crashes", Document.class))
			.allSatisfy((crashes) -> assertThat(crashes).containsEntry("count", 1).containsEntry("last", true));
		Semaphore permit = this.system.engine.runs().lastChance();
		permit.acquire();
		ObjectId next = new ObjectId();
		ClaimedSlice claimed = claim(next, "b:1");
		Thread worker = new Thread(() -> run(claimed));
		worker.start();
		Awaitility.await().until(permit::hasQueuedThreads);
		assertThat(this.job.ran).isEmpty();
		this.batches.sliceRecovery().takeBack(next, 2);
		assertThat(slice(1)).as("it was not begun").containsEntry("state", "queued");
		permit.release();
		worker.join();
		assertThat(this.job.ran).as("it has lost the slice meanwhile").isEmpty();
		this.system.queue.drain();
		assertThat(this.batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(permit.availablePermits()).isOne();
	}

	@Test
	void theEndOfWhatOneMoreCrashFailsIsStoredBeforeTheNextSuchBegins() {
		open();
		ObjectId server = new ObjectId();
		claim(server, "a:1");
		this.batches.sliceRecovery().takeBack(server, 2);
		SliceCompleter later = new SliceCompleter(this.batches.handles().cleanup(),
				this.batches.executions().failureLog(), this.system.engine.runs(), this.system.engine.recorder(),
				this.system.engine.exceptionLogging());
		run(claim(new ObjectId(), "b:1"), later);
		assertThat(slice(1)).as("nothing is left for later").isNull();
		assertThat(this.system.engine.runs().lastChance().availablePermits()).isOne();
	}

	@Test
	void aJobThatOneMoreCrashFailsIsLeftOutWhileAnotherSuchRuns() throws Exception {
		this.batch.delete();
		BatchInstance<Fields> other = this.system.rocketJob.batch(LineJob.class)
			.fields(new Fields("", 0))
			.upload(List.of("x"))
			.create();
		ObjectId server = new ObjectId();
		assertThat(this.system.engine.claims().one(other.id(), server, "a:1")).isPresent();
		this.system.engine.recovery().takeBack(server, 2);
		Semaphore permit = this.system.engine.runs().lastChance();
		permit.acquire();
		this.system.supervisor.start();
		Awaitility.await().until(() -> other.reload().status().waitingFor() != null);
		permit.release();
		assertThat(other.reload().status().waitingFor()).contains("may have ended its server");
		assertThat(this.system.engine.store().reload(other.id()).document()).containsKey("dueAt")
			.doesNotContainKey("claim");
		this.system.clock.move(Duration.ofSeconds(5));
		Awaitility.await().until(() -> other.reload().state() == JobState.COMPLETED);
	}

	@Test
	void whatOneMoreCrashFailsIsNotCountedBeforeItHasBegun() {
		open();
		die("a:1", 2);
		ObjectId server = new ObjectId();
		claim(server, "a:2");
		this.batches.sliceRecovery().takeBack(server, 2);
		assertThat(slice(1)).containsEntry("state", "queued");
		assertThat(slice(1).get("crashes", Document.class)).containsEntry("count", 1).containsEntry("last", true);
		die("a:3", 2);
		assertThat(slice(1)).containsEntry("state", "failed");
	}

	@Test
	void zeroIsAnyNumberOfTimes() {
		open();
		for (int i = 0; i < 5; i++) {
			die("a:" + i, 0);
		}
		assertThat(slice(1)).containsEntry("state", "queued").doesNotContainKey("crashes");
	}

	@Test
	void theFirstPhaseOfABatchIsCountedLikeTheRunOfAJob() {
		ObjectId server = new ObjectId();
		assertThat(this.system.engine.claims().one(this.batch.id(), server, "a:1")).isPresent();
		this.system.engine.recovery().takeBack(server, 2);
		assertThat(stored()).containsKey("crashes");
		open();
		assertThat(stored()).as("the phase has ended well").doesNotContainKey("crashes");
		BatchInstance<Fields> other = this.system.rocketJob.batch(LineJob.class)
			.fields(new Fields("", 0))
			.upload(List.of("x"))
			.create();
		assertThat(this.system.engine.claims().one(other.id(), server, "a:1")).isPresent();
		this.system.engine.recovery().takeBack(server, 1);
		assertThat(other.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(other.reload().exception().className()).isEqualTo(CrashedTooOftenException.class.getName());
		other.reload().retry();
		this.system.queue.drain();
		assertThat(other.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	private void open() {
		this.batches.runner()
			.run(this.system.engine.claims().one(this.batch.id(), new ObjectId(), "w").orElseThrow(), "s");
	}

	private ClaimedSlice claim(ObjectId server, String worker) {
		JobRecord present = record();
		return new SliceGroupClaimer(this.batches.claims(), this.system.engine.runs(), 1).next(present,
				Segment.readable(present), server, "s", worker);
	}

	private void run(ClaimedSlice slice) {
		run(slice, null);
	}

	private void run(ClaimedSlice slice, SliceCompleter completions) {
		SliceRunner runner = new SliceRunner(this.system.engine.runner(), this.system.engine.recorder(),
				this.batches.handles(), this.batches.executions(), this.batches.lookups());
		runner.run(slice, runner.lookups(slice.job()), "s", completions);
	}

	private List<ClaimedSlice> take(ObjectId server) {
		JobRecord present = record();
		return this.batches.claims()
			.take(new SliceClaims.Claim(present, Segment.readable(present).get(0), server, "s"), List.of(1L, 11L));
	}

	private ObjectId die(String worker, int maxCrashes) {
		ObjectId server = new ObjectId();
		ClaimedSlice claimed = claim(server, worker);
		assertThat(claimed.id()).isOne();
		assertThat(new SliceClaimHandle(this.batches.handles(), claimed, null).begin()).isTrue();
		assertThat(this.batches.sliceRecovery().takeBack(server, maxCrashes)).isOne();
		return server;
	}

	private JobRecord record() {
		return this.system.engine.store().reload(this.batch.id());
	}

	private Document stored() {
		return record().document();
	}

	private Document slice(long id) {
		return this.batches.collections()
			.input(Segment.readable(record()).get(0))
			.find(new Document("_id", id))
			.first();
	}

}
