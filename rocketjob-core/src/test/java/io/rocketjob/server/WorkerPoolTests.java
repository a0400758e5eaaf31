package io.rocketjob.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import io.rocketjob.Threads;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.Run;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.Work;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/** The workers of a server, and what they are handed. */
@Timeout(30)
class WorkerPoolTests {

	/** Longer than any test, so that what ends a wait is not its end. */
	private static final Duration PATIENCE = Duration.ofMinutes(5);

	private static final Duration NONE = Duration.ofNanos(1);

	/** What has begun, in order. */
	private final BlockingQueue<Task> begun = new LinkedBlockingQueue<>();

	private WorkerPool pool = pool(1);

	private final List<Task> tasks = Collections.synchronizedList(new ArrayList<>());

	private static WorkerPool pool(int workers) {
		return new WorkerPool(workers, 1, Thread::new,
				(work, worker) -> work.run("server", worker.name("server"), worker::mayGoOn));
	}

	private void start(int workers) {
		this.pool = pool(workers);
		this.pool.rebalance();
	}

	@AfterEach
	void stop() {
		this.tasks.forEach(Task::end);
		this.pool.stop();
	}

	@Test
	void workIsHandedOutInTheOrderOfTheQueue() throws InterruptedException {
		start(1);
		Task first = task(50);
		Task second = task(50);
		Task urgent = task(1);
		assertThat(this.pool.offer(List.of(urgent, second, first))).isEmpty();
		for (Task expected : List.of(urgent, first, second)) {
			assertThat(this.begun.take()).isSameAs(expected);
			expected.end();
		}
	}

	@Test
	void aJobThatIsClaimedAgainDoesNotReplaceTheOneThatWaits() throws InterruptedException {
		start(1);
		Task busy = begin(task(50));
		Document job = new Document("_id", new ObjectId()).append("priority", 50);
		Task one = task(job);
		Task again = task(job);
		this.pool.offer(List.of(one));
		this.pool.offer(List.of(again));
		busy.end();
		List<Task> both = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			Task next = this.begun.take();
			both.add(next);
			next.end();
		}
		assertThat(both).containsExactlyInAnyOrder(one, again);
	}

	@Test
	void whatIsMoreUrgentMakesTheRestGoBack() throws InterruptedException {
		start(1);
		begin(task(50));
		Task waiting = task(50);
		this.pool.offer(List.of(waiting));
		assertThat(this.pool.offer(List.of(task(50)))).isEmpty();
		assertThat(this.pool.offer(List.of(task(49)))).contains(waiting).hasSize(2);
		assertThat(this.pool.withdraw()).hasSize(1);
		assertThat(this.pool.hasWaiting()).isFalse();
	}

	@Test
	void workIsNeededWhenHalfOfAGroupHasBegun() throws InterruptedException {
		start(2);
		List<Task> group = IntStream.range(0, 6).mapToObj((i) -> task(50)).toList();
		this.pool.offer(List.copyOf(group));
		assertThat(List.of(this.begun.take(), this.begun.take())).containsExactlyInAnyOrder(group.get(0), group.get(1));
		assertThat(this.pool.awaitNeed(NONE)).as("four of six wait").isFalse();
		group.get(0).end();
		begun(group.get(2));
		assertThat(this.pool.awaitNeed(NONE)).as("three of six wait").isTrue();
		this.pool.onlyForIdle();
		assertThat(this.pool.awaitNeed(NONE)).as("nothing more is there").isFalse();
	}

	@Test
	void whoWaitsForAnIdleWorkerIsWoken() throws Exception {
		start(1);
		assertThat(this.pool.awaitNeed(NONE)).isTrue();
		Task busy = begin(task(50));
		assertThat(this.pool.awaitNeed(NONE)).isFalse();
		Need need = new Need();
		busy.end();
		assertThat(need.answer.get()).isTrue();
		assertThat(this.pool.idle()).isOne();
	}

	@Test
	void whoWaitsIsWokenWhenTheNextGroupIsNeeded() throws Exception {
		start(1);
		List<Task> group = IntStream.range(0, 2).mapToObj((i) -> task(50)).toList();
		this.pool.offer(List.copyOf(group));
		begun(group.get(0));
		this.pool.onlyForIdle();
		Task late = task(51);
		this.pool.offer(List.of(late, task(51), task(51)));
		Need need = new Need();
		group.get(0).end();
		begun(group.get(1));
		group.get(1).end();
		begun(late).end();
		assertThat(need.answer.get()).isTrue();
	}

	@Test
	void whatWaitsForTooLongIsOverdue() throws InterruptedException {
		start(1);
		begin(task(50));
		this.pool.offer(List.of(task(50), task(50), task(50)));
		await().until(this.pool::hasOverdue);
		assertThat(this.pool.awaitNeed(PATIENCE)).as("nobody waits while something is to be withdrawn").isFalse();
		this.pool.withdraw();
		assertThat(this.pool.hasOverdue()).isFalse();
	}

	@Test
	void eachJobIsEitherRunOrWithdrawn() throws Exception {
		start(4);
		List<Task> jobs = IntStream.range(0, 4_000).mapToObj((i) -> task(50)).toList();
		jobs.forEach(Task::end);
		List<Work> withdrawn = new ArrayList<>();
		for (int i = 0; i < jobs.size(); i += 20) {
			withdrawn.addAll(this.pool.offer(List.copyOf(jobs.subList(i, i + 20))));
			withdrawn.addAll(this.pool.withdraw());
		}
		assertThat(this.pool.awaitDone(() -> System.nanoTime() + PATIENCE.toNanos())).isTrue();
		List<Work> all = new ArrayList<>(withdrawn);
		all.addAll(this.begun);
		assertThat(all).containsExactlyInAnyOrderElementsOf(jobs);
		assertThat(this.pool.idle()).isEqualTo(4);
	}

	@Test
	void nothingIsBegunWhileThePoolDrains() throws InterruptedException {
		start(1);
		Task busy = begin(task(50));
		Task waiting = task(50);
		this.pool.offer(List.of(waiting));
		assertThat(busy.goOn.getAsBoolean()).isTrue();
		this.pool.drain();
		assertThat(busy.goOn.getAsBoolean()).isFalse();
		busy.end();
		await().until(() -> this.pool.idle() == 1);
		this.pool.offer(List.of(task(50)));
		assertThat(this.pool.idle()).isOne();
		assertThat(this.begun).isEmpty();
		assertThat(this.pool.withdraw()).contains(waiting).hasSize(2);
		this.pool.resume();
		begin(task(50));
	}

	@Test
	void aWorkerThatIsDeadIsReplaced() throws InterruptedException {
		AtomicBoolean first = new AtomicBoolean(true);
		this.pool = new WorkerPool(1, 0, (task) -> first.getAndSet(false) ? new Thread(() -> {
		}) : new Thread(task), (work, worker) -> work.run("server", worker.name("server"), worker::mayGoOn));
		this.pool.rebalance();
		await().until(() -> this.pool.alive() == 0);
		this.pool.rebalance();
		assertThat(this.pool.all()).extracting(Worker::number).containsExactly(2);
		begin(task(50));
		assertThat(this.pool.idle()).isZero();
	}

	@Test
	void whatAJobThrowsOrLeavesInterruptedDoesNotReachTheNextOne() throws InterruptedException {
		start(1);
		Task bad = task(50);
		bad.error = new StackOverflowError();
		bad.end();
		begin(bad);
		Task next = begin(task(50));
		assertThat(next.worker).isEqualTo("server:1");
		assertThat(next.interrupted).isFalse();
		assertThat(this.pool.alive()).isOne();
	}

	@Test
	void workersThatAreTooManyEndAtOnceOrAfterTheirWork() throws InterruptedException {
		start(3);
		Task busy = begin(task(50));
		Task other = begin(task(50));
		Worker idle = this.pool.all().stream().filter((worker) -> worker.current() == null).findAny().orElseThrow();
		this.pool.maxWorkers(1);
		assertThat(this.pool.all()).as("the idle one has ended").hasSize(2).doesNotContain(idle);
		await().until(() -> !idle.isAlive());
		assertThat(busy.goOn.getAsBoolean()).as("one of those at work is too many").isFalse();
		busy.end();
		await().until(() -> this.pool.all().size() == 1);
		assertThat(other.goOn.getAsBoolean()).isTrue();
		await().until(() -> !busy.thread.isAlive());
		this.pool.maxWorkers(2);
		assertThat(this.pool.all()).extracting(Worker::number).contains(4).hasSize(2);
	}

	@Test
	void aWorkerThatIsToldToStopIsReplacedAfterItsWork() throws InterruptedException {
		start(1);
		assertThat(this.pool.stop(7)).isFalse();
		Task busy = begin(task(50));
		assertThat(this.pool.stop(1)).isTrue();
		assertThat(busy.goOn.getAsBoolean()).isFalse();
		assertThat(this.pool.all()).extracting(Worker::number).containsExactly(1);
		busy.end();
		await().until(() -> this.pool.find(2) != null);
		assertThat(this.pool.stop(2)).as("an idle one is replaced at once").isTrue();
		assertThat(this.pool.all()).extracting(Worker::number).containsExactly(3);
		assertThat(this.pool.idle()).isOne();
	}

	@Test
	void aWorkerThatIsKilledIsReplacedAtOnce() throws InterruptedException {
		start(1);
		assertThat(this.pool.kill(7)).isNull();
		assertThat(this.pool.kill(1)).as("an idle one has nothing to be killed").isNull();
		Task busy = begin(task(50));
		Worker killed = this.pool.kill(2);
		assertThat(killed).isNotNull();
		assertThat(killed.current()).isSameAs(busy);
		assertThat(this.pool.all()).extracting(Worker::number).containsExactly(3);
		Task next = begin(task(50));
		busy.end();
		await().until(() -> !busy.thread.isAlive());
		assertThat(next.worker).isEqualTo("server:3");
		assertThat(this.pool.idle()).as("the killed one takes no work any more").isZero();
	}

	@Test
	void theWorkerOfARunThatDoesNotReturnIsReplaced() throws InterruptedException {
		start(2);
		Task stuck = begin(task(50));
		begin(task(50));
		Run<?> run = mock(Run.class);
		given(run.isOn(any())).willAnswer((call) -> call.getArgument(0) == stuck.thread);
		this.pool.abandon(run);
		assertThat(this.pool.all()).extracting(Worker::number).contains(3).hasSize(2);
		assertThat(stuck.goOn.getAsBoolean()).isFalse();
		assertThat(this.pool.idle()).isOne();
	}

	@Test
	void aWorkerThatIsToLookAgainLeavesItsBatchOnce() throws InterruptedException {
		start(2);
		Task slices = begin(batchTask());
		Task other = begin(batchTask());
		assertThat(this.pool.isAtBatch()).isTrue();
		assertThat(this.pool.idleSoon(PATIENCE)).as("who is at a batch is not idle soon, but one is always asked for")
			.isOne();
		this.pool.lookAgain(List.of(slices));
		assertThat(slices.goOn.getAsBoolean()).isFalse();
		assertThat(other.goOn.getAsBoolean()).isTrue();
		assertThat(this.pool.assignments()).filteredOn((each) -> each.leaving())
			.singleElement()
			.satisfies((each) -> assertThat(each.work()).isSameAs(slices));
		slices.end();
		Task next = begin(batchTask());
		assertThat(next.goOn.getAsBoolean()).isTrue();
		this.pool.lookAgain();
		assertThat(next.goOn.getAsBoolean()).isFalse();
		assertThat(other.goOn.getAsBoolean()).isFalse();
	}

	@Test
	void whoHasJustBegunAJobIsIdleSoon() throws InterruptedException {
		start(3);
		begin(task(50));
		begin(task(50));
		assertThat(this.pool.idleSoon(PATIENCE)).isEqualTo(3);
		assertThat(this.pool.idleSoon(Duration.ZERO)).isOne();
		assertThat(this.pool.hasFree()).isTrue();
		begin(task(50));
		assertThat(this.pool.hasFree()).isFalse();
	}

	@Test
	void aWaitForTheEndOfAllWorkLastsUntilThenOrTheDeadline() throws Exception {
		start(1);
		Task busy = begin(task(50));
		assertThat(this.pool.awaitDone(System::nanoTime)).isFalse();
		AtomicInteger asked = new AtomicInteger();
		assertThat(this.pool
			.awaitDone(() -> System.nanoTime() + ((asked.incrementAndGet() == 1) ? PATIENCE.toNanos() : 0)))
			.as("a deadline may come closer")
			.isFalse();
		CompletableFuture<Boolean> done = new CompletableFuture<>();
		Thread waiting = new Thread(() -> {
			try {
				done.complete(this.pool.awaitDone(() -> System.nanoTime() + PATIENCE.toNanos()));
			}
			catch (InterruptedException ex) {
				done.completeExceptionally(ex);
			}
		});
		waiting.start();
		await().until(() -> Threads.isWaitingIn(waiting, WorkerPool.class));
		busy.end();
		assertThat(done.get()).isTrue();
		assertThat(this.pool.current()).isEmpty();
	}

	@Test
	void aStopEndsIdleWorkersAndLetsOthersEndTheirWork() throws InterruptedException {
		start(2);
		Task busy = begin(task(50));
		List<Thread> threads = this.pool.all().stream().map(Worker::thread).toList();
		this.pool.stop();
		assertThat(busy.goOn.getAsBoolean()).isFalse();
		await().until(() -> threads.stream().filter(Thread::isAlive).toList().equals(List.of(busy.thread)));
		this.pool.rebalance();
		assertThat(this.pool.all()).isEmpty();
		busy.end();
		await().until(() -> !busy.thread.isAlive());
		assertThat(busy.interrupted).isFalse();
	}

	@Test
	void someWorkersAreReservedForJobsAndOneIsAlwaysForBatches() {
		start(3);
		assertThat(this.pool.batchWorkers()).isEqualTo(2);
		this.pool.maxWorkers(1);
		assertThat(this.pool.batchWorkers()).isOne();
	}

	/** Hands work to an idle worker, and returns when it has begun. */
	private Task begin(Task task) throws InterruptedException {
		AtomicReference<Worker> idle = new AtomicReference<>();
		await().until(() -> {
			idle.set(this.pool.takeIdle());
			return idle.get() != null;
		});
		idle.get().run(task);
		return begun(task);
	}

	private Task begun(Task task) throws InterruptedException {
		assertThat(this.begun.take()).isSameAs(task);
		return task;
	}

	private Task task(int priority) {
		return task(new Document("_id", new ObjectId()).append("priority", priority));
	}

	private Task task(Document job) {
		return keep(new Task(new ClaimedJob(new JobRecord(job), new ObjectId(), "server:1")));
	}

	private Task batchTask() {
		return keep(new Task(null));
	}

	private Task keep(Task task) {
		this.tasks.add(task);
		return task;
	}

	/** Somebody who waits until work is needed. */
	private final class Need {

		private final CompletableFuture<Boolean> answer = new CompletableFuture<>();

		private Need() {
			Thread waiting = new Thread(() -> {
				try {
					this.answer.complete(WorkerPoolTests.this.pool.awaitNeed(PATIENCE));
				}
				catch (InterruptedException ex) {
					this.answer.completeExceptionally(ex);
				}
			});
			waiting.start();
			await().until(() -> Threads.isWaitingIn(waiting, WorkerPool.class));
		}

	}

	/** Work that lasts until the test ends it. */
	private final class Task implements Work {

		private final CountDownLatch end = new CountDownLatch(1);

		private final @Nullable ClaimedJob job;

		private final ObjectId batch = new ObjectId();

		private volatile BooleanSupplier goOn = () -> true;

		private volatile Thread thread = Thread.currentThread();

		private volatile String worker = "";

		private volatile boolean interrupted;

		private volatile @Nullable Error error;

		private Task(@Nullable ClaimedJob job) {
			this.job = job;
		}

		private void end() {
			this.end.countDown();
		}

		@Override
		public void run(String server, String name, BooleanSupplier mayGoOn) {
			this.thread = Thread.currentThread();
			this.worker = name;
			this.goOn = mayGoOn;
			WorkerPoolTests.this.begun.add(this);
			try {
				this.end.await();
			}
			catch (InterruptedException ex) {
				this.interrupted = true;
			}
			if (this.error != null) {
				Thread.currentThread().interrupt();
				throw this.error;
			}
		}

		@Override
		public @Nullable ClaimedJob job() {
			return this.job;
		}

		@Override
		public @Nullable ObjectId batch() {
			return (this.job == null) ? this.batch : null;
		}

	}

}
