package io.rocketjob.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;

import com.mongodb.MongoTimeoutException;
import io.rocketjob.Threads;
import io.rocketjob.batch.WorkFinder;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.GroupClaimer.Need;
import io.rocketjob.job.JobEngine;
import io.rocketjob.job.JobStore;
import io.rocketjob.job.ScheduledJobs;
import io.rocketjob.jobclass.ContextLoader;
import io.rocketjob.mongo.RocketJobMongo;
import io.rocketjob.work.ClaimFilter;
import io.rocketjob.work.Claimant;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.Work;
import io.rocketjob.work.WorkSignal;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.after;
import static org.mockito.Mockito.atLeast;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.timeout;

/** The thread that finds work for the workers of a server. */
@Timeout(30)
class DispatcherTests {

	/** Longer than any test, so that it looks only where something makes it. */
	private static final Duration NEVER = Duration.ofHours(1);

	private final JobEngine engine = mock(JobEngine.class);

	private final JobStore store = mock(JobStore.class);

	private final ScheduledJobs scheduled = mock(ScheduledJobs.class);

	private final RocketJobMongo mongo = mock(RocketJobMongo.class);

	private final WorkFinder work = mock(WorkFinder.class);

	private final Heartbeat heartbeat = mock(Heartbeat.class);

	private final WorkerPool pool = new WorkerPool(2, 0, Thread::new,
			(found, worker) -> found.run("server", worker.name("server"), worker::mayGoOn));

	/** What each look does; one is taken by each, and without one it finds nothing. */
	private final BlockingQueue<Look> looks = new LinkedBlockingQueue<>();

	/** What each look was for. */
	private final BlockingQueue<Need> looked = new LinkedBlockingQueue<>();

	private final List<Work> givenBack = Collections.synchronizedList(new ArrayList<>());

	private final BlockingQueue<Work> begun = new LinkedBlockingQueue<>();

	private final CountDownLatch end = new CountDownLatch(1);

	private volatile @Nullable ObjectId registration = new ObjectId();

	private Dispatcher dispatcher;

	@BeforeEach
	void prepare() {
		given(this.engine.scheduled()).willReturn(this.scheduled);
		given(this.engine.store()).willReturn(this.store);
		given(this.engine.signal()).willReturn(new WorkSignal());
		given(this.store.mongo()).willReturn(this.mongo);
		given(this.engine.contextLoader()).willReturn(mock(ContextLoader.class));
		given(this.scheduled.promoteDue()).willReturn(NEVER);
		given(this.heartbeat.registration()).willAnswer((call) -> this.registration);
		given(this.heartbeat.serverName()).willReturn("server");
		given(this.work.patience(any())).willAnswer((call) -> call.getArgument(0));
		given(this.work.recheckInterval()).willReturn(NEVER);
		given(this.work.next(any(), any())).willAnswer((call) -> {
			this.looked.add(call.getArgument(1));
			Look look = this.looks.poll();
			return (look != null) ? look.find(call.getArgument(0)) : List.of();
		});
		willAnswer((call) -> this.givenBack.addAll(call.getArgument(0))).given(this.work)
			.release(anyCollection(), anyString());
		this.dispatcher = new Dispatcher(this.engine, this.work, this.pool, this.heartbeat, NEVER,
				() -> ClaimFilter.NONE);
		this.pool.rebalance();
	}

	@AfterEach
	void stop() throws InterruptedException {
		this.end.countDown();
		this.dispatcher.stop();
		this.pool.stop();
	}

	@Test
	void aProcessThatIsNotRegisteredClaimsNothing() throws InterruptedException {
		this.registration = null;
		this.dispatcher.start();
		await().untilAsserted(() -> then(this.heartbeat).should(atLeast(3)).registration());
		assertThat(this.looked).isEmpty();
		this.registration = new ObjectId();
		assertThat(this.looked.take()).isEqualTo(new Need(2, 2));
		await().until(this.dispatcher::hasFoundNothingMore);
		assertThat(this.looked).isEmpty();
	}

	@Test
	void aWakeUpLetsItLookOnceMore() throws InterruptedException {
		startAndRest();
		this.dispatcher.wake();
		this.looked.take();
		await().until(this.dispatcher::hasFoundNothingMore);
		assertThat(this.looked).isEmpty();
	}

	@Test
	void aWakeUpDuringALookIsNotMissed() throws InterruptedException {
		startAndRest();
		GatedLook gated = new GatedLook(List.of());
		this.looks.add(gated);
		this.dispatcher.wake();
		gated.entered.await();
		this.dispatcher.wake();
		gated.open.countDown();
		this.looked.take();
		this.looked.take();
		await().until(this.dispatcher::hasFoundNothingMore);
	}

	@Test
	void nothingMoreIsFoundOnlyWhenALookHasEndedThatBeganAfterTheWakeUp() throws InterruptedException {
		startAndRest();
		GatedLook first = new GatedLook(List.of());
		GatedLook second = new GatedLook(List.of());
		this.looks.addAll(List.of(first, second));
		this.dispatcher.wake();
		assertThat(this.dispatcher.hasFoundNothingMore()).isFalse();
		first.entered.await();
		this.dispatcher.wake();
		first.open.countDown();
		second.entered.await();
		assertThat(this.dispatcher.hasFoundNothingMore()).isFalse();
		second.open.countDown();
		await().until(this.dispatcher::hasFoundNothingMore);
	}

	@Test
	void itGoesOnToLookWhileItFindsWorkAndWorkersAreIdle() throws InterruptedException {
		Task one = new Task();
		Task other = new Task();
		List<String> names = Collections.synchronizedList(new ArrayList<>());
		for (Task each : List.of(one, other)) {
			this.looks.add((server) -> {
				names.add(server.worker());
				return List.of(each);
			});
		}
		this.dispatcher.start();
		assertThat(List.of(this.begun.take(), this.begun.take())).containsExactlyInAnyOrder(one, other);
		assertThat(List.of(one.worker, other.worker)).as("each is run by the worker that it was claimed for")
			.isEqualTo(names)
			.doesNotHaveDuplicates();
		assertThat(this.looked).as("the second look was for one worker that is idle").contains(new Need(2, 1));
	}

	@Test
	void itDoesNotLookWhileAllWorkersAreBusy() throws InterruptedException {
		this.looks.add((server) -> List.of(new Task()));
		this.looks.add((server) -> List.of(new Task()));
		this.dispatcher.start();
		this.looked.take();
		this.looked.take();
		await().until(() -> Threads.isWaitingIn("rocketjob-dispatcher", WorkerPool.class));
		assertThat(this.looked).isEmpty();
	}

	@Test
	void severalThingsGoToTheWorkersThatAreIdleAndTheRestWaits() throws InterruptedException {
		List<Work> group = List.of(new Task(), new Task(), new Task());
		this.looks.add((server) -> group);
		this.dispatcher.start();
		assertThat(List.of(this.begun.take(), this.begun.take()))
			.containsExactlyInAnyOrderElementsOf(group.subList(0, 2));
		await().until(() -> this.givenBack.equals(group.subList(2, 3)));
		this.end.countDown();
		await().until(() -> this.pool.current().isEmpty());
		assertThat(this.begun).as("what was given back is not run").isEmpty();
	}

	@Test
	void whatFallsDueSoonMakesItLookWithoutAWakeUp() throws InterruptedException {
		startAndRest();
		given(this.scheduled.promoteDue()).willReturn(Duration.ofMillis(20), NEVER);
		this.dispatcher.wake();
		this.looked.take();
		this.looked.take();
		await().until(this.dispatcher::hasFoundNothingMore);
	}

	@Test
	void oneOfManyServersLooksForDueJobsLessOften() {
		given(this.heartbeat.serverCount()).willReturn(1_000);
		this.dispatcher.start();
		// alone it would have looked again twice
		then(this.scheduled).should(after(2_500).times(1)).promoteDue();
	}

	@Test
	void oneOfFewLooksForDueJobsEachSecond() {
		given(this.heartbeat.serverCount()).willReturn(8);
		this.dispatcher.start();
		then(this.scheduled).should(timeout(20_000).atLeast(3)).promoteDue();
	}

	@Test
	void whatIsClaimedWhileItIsPausedIsGivenBackBeforeThePauseIsComplete() throws InterruptedException {
		startAndRest();
		Task claimed = new Task();
		GatedLook gated = new GatedLook(List.of(claimed));
		this.looks.add(gated);
		this.dispatcher.wake();
		gated.entered.await();
		this.dispatcher.pause();
		CompletableFuture<List<Work>> atRest = new CompletableFuture<>();
		Thread pauser = new Thread(() -> {
			try {
				this.dispatcher.awaitRest();
				atRest.complete(List.copyOf(this.givenBack));
			}
			catch (InterruptedException ex) {
				atRest.completeExceptionally(ex);
			}
		});
		pauser.start();
		await().until(() -> Threads.isWaitingIn(pauser, Dispatcher.class));
		gated.open.countDown();
		assertThat(atRest.join()).containsExactly(claimed);
		pauseAndRest();
		assertThat(this.givenBack).as("given back once").containsExactly(claimed);
		assertThat(this.pool.idle()).isEqualTo(2);
		assertThat(this.begun).isEmpty();
	}

	@Test
	void whatWasClaimedAheadIsGivenBackAtAPauseAndWhenItIsOverdue() throws InterruptedException {
		startAndRest();
		Task first = new Task();
		Task second = new Task();
		given(this.work.withdraw()).willReturn(List.of(first)).willReturn(List.of(second)).willReturn(List.of());
		pauseAndRest();
		assertThat(this.givenBack).containsExactly(first);
		given(this.work.hasOverdue()).willReturn(true, false);
		this.dispatcher.resume();
		await().until(() -> this.givenBack.equals(List.of(first, second)));
	}

	@Test
	void aPausedOneNeitherLooksNorMakesJobsDueUntilItGoesOn() throws InterruptedException {
		startAndRest();
		pauseAndRest();
		clearInvocations(this.scheduled);
		this.dispatcher.wake();
		pauseAndRest();
		// when this is seen, all that the wake-up could lead to is over
		pauseAndRest();
		then(this.scheduled).should(never()).promoteDue();
		assertThat(this.looked).isEmpty();
		this.dispatcher.resume();
		this.looked.take();
	}

	@Test
	void whatCannotBeGivenBackIsGivenBackLater() throws InterruptedException {
		startAndRest();
		Task claimed = new Task();
		GatedLook gated = new GatedLook(List.of(claimed));
		this.looks.add(gated);
		willAnswer((call) -> {
			throw new MongoTimeoutException("stands for an outage");
		}).willAnswer((call) -> this.givenBack.addAll(call.getArgument(0)))
			.given(this.work)
			.release(anyCollection(), anyString());
		this.dispatcher.wake();
		gated.entered.await();
		this.dispatcher.pause();
		gated.open.countDown();
		await().until(() -> this.givenBack.equals(List.of(claimed)));
	}

	@Test
	void anErrorOfALookIsFollowedByAnother() throws InterruptedException {
		this.looks.add((server) -> {
			throw new MongoTimeoutException("stands for an outage");
		});
		this.looks.add((server) -> {
			throw new AssertionError("stands for a fault");
		});
		Task found = new Task();
		this.looks.add((server) -> List.of(found));
		this.dispatcher.start();
		assertThat(this.begun.take()).isSameAs(found);
		then(this.mongo).should().checkIndexesAgain();
	}

	@Test
	void anErrorBeforeALookDoesNotMakeItForgetTheWakeUp() throws InterruptedException {
		startAndRest();
		given(this.scheduled.promoteDue()).willThrow(new MongoTimeoutException("stands for an outage"))
			.willReturn(NEVER);
		this.dispatcher.wake();
		this.looked.take();
		await().until(this.dispatcher::hasFoundNothingMore);
	}

	@Test
	void theWorkerOfALookThatFailedIsIdleAgain() throws InterruptedException {
		startAndRest();
		for (int i = 0; i < 3; i++) {
			this.looks.add((server) -> {
				throw new MongoTimeoutException("stands for an outage");
			});
		}
		this.dispatcher.wake();
		await().until(this.dispatcher::hasFoundNothingMore);
		assertThat(this.pool.idle()).isEqualTo(2);
	}

	@Test
	void aStopGivesBackWhatWaitsAndEndsTheThread() throws InterruptedException {
		startAndRest();
		GatedLook gated = new GatedLook(List.of(new Task(), new Task(), new Task()));
		this.looks.add(gated);
		this.dispatcher.wake();
		gated.entered.await();
		Thread thread = gated.thread;
		Thread stopper = new Thread(() -> {
			try {
				this.dispatcher.stop();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		stopper.start();
		await().until(() -> Threads.isWaitingIn(stopper, Dispatcher.class));
		gated.open.countDown();
		stopper.join();
		assertThat(thread.isAlive()).isFalse();
		assertThat(this.givenBack).isEqualTo(gated.found);
		assertThat(this.begun).isEmpty();
	}

	@Test
	void aStopInterruptsALookThatHangs() throws InterruptedException {
		startAndRest();
		GatedLook hanging = new GatedLook(List.of());
		this.looks.add(hanging);
		this.dispatcher.wake();
		hanging.entered.await();
		this.dispatcher.stop();
		assertThat(hanging.thread.isAlive()).isFalse();
		assertThat(hanging.interrupted).isTrue();
	}

	@Test
	void workersThatAreWantedElsewhereAreToldSo() throws InterruptedException {
		given(this.work.recheckInterval()).willReturn(Duration.ofMillis(20));
		Task slices = new Task(null);
		Task others = new Task(null);
		given(this.work.crowdedOut(any(), anyBoolean())).willReturn(List.of(slices));
		this.looks.add((server) -> List.of(slices));
		this.looks.add((server) -> List.of(others));
		this.dispatcher.start();
		this.begun.take();
		this.begun.take();
		await().until(() -> !slices.goOn.getAsBoolean());
		assertThat(others.goOn.getAsBoolean()).isTrue();
	}

	/** Pauses it, and returns when it has seen that. */
	private void pauseAndRest() throws InterruptedException {
		this.dispatcher.pause();
		this.dispatcher.awaitRest();
	}

	/** Starts it, and returns when it has found nothing and waits. */
	private void startAndRest() throws InterruptedException {
		this.dispatcher.start();
		this.looked.take();
		await().until(this.dispatcher::hasFoundNothingMore);
		assertThat(this.looked).isEmpty();
	}

	@FunctionalInterface
	private interface Look {

		List<Work> find(Claimant server) throws InterruptedException;

	}

	/** A look that lasts until a test ends it. */
	private static final class GatedLook implements Look {

		private final CountDownLatch entered = new CountDownLatch(1);

		private final CountDownLatch open = new CountDownLatch(1);

		private final List<Work> found;

		private volatile Thread thread = Thread.currentThread();

		private volatile boolean interrupted;

		private GatedLook(List<Work> found) {
			this.found = found;
		}

		@Override
		public List<Work> find(Claimant server) throws InterruptedException {
			this.thread = Thread.currentThread();
			this.entered.countDown();
			try {
				this.open.await();
			}
			catch (InterruptedException ex) {
				this.interrupted = true;
				throw ex;
			}
			return this.found;
		}

	}

	/** Work that lasts until the end of the test. */
	private final class Task implements Work {

		private final @Nullable ClaimedJob job;

		private volatile BooleanSupplier goOn = () -> true;

		private volatile String worker = "";

		private Task() {
			this(new ClaimedJob(new JobRecord(new Document("_id", new ObjectId()).append("priority", 50)),
					new ObjectId(), ""));
		}

		private Task(@Nullable ClaimedJob job) {
			this.job = job;
		}

		@Override
		public void run(String server, String name, BooleanSupplier mayGoOn) {
			this.worker = name;
			this.goOn = mayGoOn;
			DispatcherTests.this.begun.add(this);
			try {
				DispatcherTests.this.end.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		@Override
		public @Nullable ClaimedJob job() {
			return this.job;
		}

		@Override
		public @Nullable ObjectId batch() {
			return (this.job == null) ? new ObjectId() : null;
		}

	}

}
