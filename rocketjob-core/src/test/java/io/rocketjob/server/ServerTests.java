package io.rocketjob.server;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.mongodb.MongoCommandException;
import io.rocketjob.Job;
import io.rocketjob.JobCallbacks;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.JobTransition;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.TransitionContext;
import io.rocketjob.mongo.ContendedWrite;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.dao.CannotAcquireLockException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** One server with real threads. */
@Timeout(60)
class ServerTests {

	private final TestSystem system = TestSystem.with(GateJob.class, QuickJob.class).realTime().start();

	private final GateJob gate = this.system.bean(GateJob.class);

	@AfterEach
	void close() {
		this.gate.open.countDown();
		this.system.close();
	}

	@Test
	void aServerRegistersBeatsAndLeaves() {
		this.system.supervisor.start();
		await().until(() -> "running".equals(server().getString("state")));
		Document server = server();
		assertThat(server.getString("name")).isEqualTo(this.system.supervisor.serverName())
			.endsWith(":" + ProcessHandle.current().pid());
		assertThat(server.getInteger("maxWorkers")).isEqualTo(4);
		assertThat(server.getDate("startedAt")).isNotNull();
		Document heartbeat = server.get("heartbeat", Document.class);
		assertThat(heartbeat.getInteger("workers")).isEqualTo(4);
		assertThat(heartbeat).containsKeys("at", "intervalMs", "heapUsed", "loadAverage");
		await().until(() -> server().get("heartbeat", Document.class).getDate("at").after(heartbeat.getDate("at")));
		this.system.supervisor.stop();
		assertThat(server().getString("state")).isNotNull();
		this.system.heartbeat.stop();
		assertThat(this.system.servers().countDocuments()).isZero();
	}

	@Test
	void aNewJobStartsWithinTensOfMillisecondsInTheSameProcess() {
		this.system.supervisor.start();
		// the first ones warm up
		for (int i = 0; i < 20; i++) {
			startLatency();
		}
		List<Long> latencies = IntStream.range(0, 50).mapToObj((i) -> startLatency()).sorted().toList();
		assertThat(latencies.get(25)).as("median of %s", latencies).isLessThan(150);
	}

	private long startLatency() {
		JobInstance<Void> job = this.system.rocketJob.create(QuickJob.class, null);
		await().pollInterval(Duration.ofMillis(2)).until(() -> job.reload().state() == JobState.COMPLETED);
		JobInstance<Void> done = job.reload();
		return Duration.between(done.createdAt(), done.startedAt()).toMillis();
	}

	@Test
	void aScheduledJobStartsWithinASecondOfItsTime() {
		this.system.supervisor.start();
		Instant runAt = Instant.now().plusMillis(1_500);
		JobInstance<Void> job = this.system.rocketJob.create(QuickJob.class, null, (options) -> options.runAt(runAt));
		await().until(() -> job.reload().state() == JobState.COMPLETED);
		assertThat(job.reload().startedAt()).isBetween(runAt.minusMillis(1), runAt.plusSeconds(1));
	}

	@Test
	void aJobCreatedByAnotherProcessIsFoundWithinThePollInterval() {
		this.system.supervisor.start();
		try (TestSystem client = TestSystem.with(QuickJob.class).realTime().sharing(this.system).start()) {
			JobInstance<Void> job = client.rocketJob.create(QuickJob.class, null);
			await().atMost(Duration.ofSeconds(5)).until(() -> job.reload().state() == JobState.COMPLETED);
			assertThat(this.system.servers().countDocuments()).isOne();
		}
	}

	@Test
	void theNumberOfWorkersCanBeChangedWhileTheyWork() {
		this.system.supervisor.start();
		create(8);
		await().until(() -> this.gate.running() == 4);
		this.system.supervisor.maxWorkers(6);
		await().until(() -> this.gate.running() == 6);
		this.system.supervisor.maxWorkers(1);
		this.gate.open.countDown();
		await().until(() -> this.system.rocketJob.counts().count(JobState.COMPLETED) == 8);
		await().until(() -> this.system.supervisor.workers() == 1);
		await().until(() -> server().getInteger("maxWorkers") == 1);
		assertThatIllegalArgumentException().isThrownBy(() -> this.system.supervisor.maxWorkers(0))
			.withMessage("maxWorkers must be at least 1, but is 0");
	}

	@Test
	void anAbortReachesTheRunAndInterruptsItWhereTheClassAsksForIt() {
		this.system.supervisor.start();
		JobInstance<Void> job = create(1).get(0);
		await().until(() -> this.gate.running() == 1);
		job.abort("no longer wanted");
		await().until(() -> this.gate.interrupted.get() == 1);
		assertThat(this.gate.lastReason).contains("aborted (no longer wanted)");
		assertThat(job.reload().state()).isEqualTo(JobState.ABORTED);
		assertThat(job.reload().result(String.class)).isNull();
	}

	@Test
	void anAbortInAnotherProcessReachesTheRunWithinSeconds() {
		this.system.supervisor.start();
		JobInstance<Void> job = create(1).get(0);
		await().until(() -> this.gate.running() == 1);
		try (TestSystem client = TestSystem.with(GateJob.class).realTime().sharing(this.system).start()) {
			client.rocketJob.get(job.id()).abort("by another process");
			await().atMost(Duration.ofSeconds(5)).until(() -> this.gate.interrupted.get() == 1);
		}
	}

	@Test
	void aStopWaitsForWorkThatEndsInTime() {
		this.system.supervisor.start();
		JobInstance<Void> job = create(1).get(0);
		await().until(() -> this.gate.running() == 1);
		Thread stopper = new Thread(this.system.supervisor::stop);
		stopper.start();
		await().until(() -> "stopping".equals(server().getString("state")));
		this.gate.open.countDown();
		await().until(() -> !stopper.isAlive());
		assertThat(job.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void aStopInterruptsWorkThatDoesNotEndAndGivesItBack() {
		this.system.supervisor.start();
		JobInstance<Void> running = create(1).get(0);
		await().until(() -> this.gate.running() == 1);
		long start = System.nanoTime();
		this.system.supervisor.stop();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
		assertThat(running.reload().state()).isEqualTo(JobState.QUEUED);
		assertThat(running.reload().failureCount()).isZero();
		assertThat(running.reload().history()).last()
			.satisfies((entry) -> assertThat(entry.reason()).contains("its server stopped"));
	}

	@Test
	void aStopGivesBackWorkThatIgnoresTheInterruptAndItsLateEndChangesNothing() {
		this.gate.stubborn = true;
		this.system.supervisor.start();
		JobInstance<Void> job = create(1).get(0);
		await().until(() -> this.gate.running() == 1);
		this.system.supervisor.stop();
		assertThat(job.reload().state()).isEqualTo(JobState.QUEUED);
		this.gate.open.countDown();
		Thread worker = this.gate.thread;
		await().until(() -> !worker.isAlive());
		assertThat(this.gate.running()).isZero();
		assertThat(job.reload().state()).isEqualTo(JobState.QUEUED);
	}

	@Test
	void aServerCanBeStoppedAndStartedAgain() {
		this.system.supervisor.start();
		this.system.supervisor.stop();
		assertThat(this.system.supervisor.isRunning()).isFalse();
		this.system.supervisor.start();
		JobInstance<Void> job = this.system.rocketJob.create(QuickJob.class, null);
		await().until(() -> job.reload().state() == JobState.COMPLETED);
	}

	@Test
	void theWorkOfADeadServerIsDoneByAnother() {
		JobInstance<Void> job = create(1).get(0);
		ObjectId dead = deadServer("dead", Instant.now().minusSeconds(60));
		assertThat(this.system.engine.claims().next(dead, "dead:1")).isPresent();
		this.gate.open.countDown();
		this.system.supervisor.start();
		await().until(() -> job.reload().state() == JobState.COMPLETED);
		assertThat(job.reload().history()).extracting((entry) -> entry.to())
			.containsExactly(JobState.RUNNING, JobState.QUEUED, JobState.RUNNING, JobState.COMPLETED);
		assertThat(this.system.servers().find(new Document("_id", dead)).first()).isNull();
	}

	@Test
	void workHeldInTheNameOfAServerThatIsNotThereIsTakenBack() {
		JobInstance<Void> job = create(1).get(0);
		assertThat(this.system.engine.claims().next(new ObjectId(), "nobody:1")).isPresent();
		this.gate.open.countDown();
		this.system.supervisor.start();
		await().until(() -> job.reload().state() == JobState.COMPLETED);
	}

	@Test
	void aClaimOfOurOwnThatNobodyRunsIsTakenBack() {
		this.system.supervisor.start();
		JobInstance<Void> job = this.system.rocketJob.create(QuickJob.class, null,
				(options) -> options.runAt(Instant.now().plusSeconds(60)));
		// as if the answer to the claim had been lost
		this.system.jobs()
			.updateOne(new Document("_id", job.id()),
					new Document("$set",
							new Document("state", "running")
								.append("claim",
										new Document("token", new ObjectId()).append("server",
												this.system.heartbeat.serverId()))
								.append("runAt", new Date()))
						.append("$unset", new Document("dueAt", "")));
		await().until(() -> job.reload().state() == JobState.COMPLETED);
	}

	@Test
	void aCallbackThatHangsWhileWorkIsTakenBackDoesNotStopTheHeartbeat() {
		create(1);
		assertThat(this.system.engine.claims().next(new ObjectId(), "nobody:1")).isPresent();
		this.gate.hangInRequeue = true;
		this.system.supervisor.start();
		await().until(() -> this.gate.hanging.getCount() == 0);
		Date before = server().get("heartbeat", Document.class).getDate("at");
		await().until(() -> server().get("heartbeat", Document.class).getDate("at").getTime() > before.getTime() + 600);
	}

	@Test
	void oneJobThatCannotBeTakenBackDoesNotKeepTheOthers() {
		List<JobInstance<Void>> jobs = create(2);
		ObjectId gone = new ObjectId();
		assertThat(this.system.engine.claims().next(gone, "nobody:1")).isPresent();
		assertThat(this.system.engine.claims().next(gone, "nobody:2")).isPresent();
		// its stored state makes no sense
		this.system.jobs()
			.updateOne(new Document("_id", jobs.get(0).id()), new Document("$set", new Document("runAt", "no date")));
		this.gate.open.countDown();
		this.system.supervisor.start();
		await().until(() -> jobs.get(1).reload().state() == JobState.COMPLETED);
	}

	@Test
	void aServerGoesOnWhenItsCollectionsAreDropped() {
		this.system.supervisor.start();
		JobInstance<Void> before = this.system.rocketJob.create(QuickJob.class, null);
		await().until(() -> before.reload().state() == JobState.COMPLETED);
		int indexes = indexes();
		assertThat(indexes).isGreaterThan(1);
		this.system.drop("rocketjob.jobs");
		JobInstance<Void> after = this.system.rocketJob.create(QuickJob.class, null);
		// PostgreSQL, behind FerretDB, may end a read that waits for indexes being made
		await().ignoreException(CannotAcquireLockException.class)
			.until(() -> after.reload().state() == JobState.COMPLETED);
		await().ignoreException(MongoCommandException.class).until(() -> indexes() == indexes);
	}

	private int indexes() {
		return this.system.jobs().listIndexes().into(new ArrayList<>()).size();
	}

	@Test
	void aServerIsNotInTouchWhileItsHeartbeatHasNoAnswer() {
		this.system.heartbeat.start();
		await().until(() -> this.system.heartbeat.inTouchFor().compareTo(Duration.ofMillis(100)) > 0);
		// nothing has failed, there is just no answer any more
		this.system.heartbeat.stop();
		await().until(() -> this.system.heartbeat.inTouchFor().isZero());
	}

	@Test
	void aServerWhoseLastHeartbeatIsRecentIsLeftAlone() {
		ObjectId recent = deadServer("recent", Instant.now());
		this.system.servers()
			.updateOne(new Document("_id", recent),
					new Document("$set", new Document("heartbeat.intervalMs", 60_000L)));
		this.system.supervisor.start();
		// when the second is gone, the look that has taken the first away is over
		for (String name : List.of("first", "second")) {
			ObjectId dead = deadServer(name, Instant.now().minusSeconds(60));
			await().until(() -> this.system.servers().countDocuments(new Document("_id", dead)) == 0);
		}
		assertThat(this.system.servers().countDocuments(new Document("_id", recent))).isOne();
	}

	@Test
	void aServerThatWasDeclaredDeadLosesItsRunsAndRegistersAgain() {
		this.system.supervisor.start();
		JobInstance<Void> job = create(1).get(0);
		await().until(() -> this.gate.running() == 1);
		ObjectId before = this.system.heartbeat.serverId();
		// what another server does that believes this one dead
		assertThat(ContendedWrite.delete(this.system.servers(), new Document("_id", before))).isTrue();
		await().until(() -> this.gate.interrupted.get() == 1);
		await().until(() -> this.system.servers().countDocuments() == 1 && !server().getObjectId("_id").equals(before));
		this.gate.open.countDown();
		await().until(() -> job.reload().state() == JobState.COMPLETED);
		assertThat(job.reload().history()).filteredOn((entry) -> entry.to() == JobState.QUEUED).hasSize(1);
	}

	@Test
	void twoServersThatWantOneNameGetTwo() {
		ServerSettings named = new ServerSettings("worker", 1, Duration.ofMillis(200), Duration.ofMillis(500),
				Duration.ofSeconds(4), false, ServerSettings.DEFAULT_MAX_GROUP_SIZE);
		try (TestSystem one = TestSystem.with(QuickJob.class).sharing(this.system).settings(named).start();
				TestSystem two = TestSystem.with(QuickJob.class).sharing(this.system).settings(named).start()) {
			one.heartbeat.serverId();
			two.heartbeat.serverId();
			assertThat(one.heartbeat.serverName()).isEqualTo("worker");
			assertThat(two.heartbeat.serverName()).isEqualTo("worker-2");
		}
	}

	@Test
	void workersAreVirtualThreadsWhenAskedFor() {
		Assumptions.assumeTrue(Runtime.version().feature() >= 21, "Virtual threads need Java 21");
		ServerSettings virtual = new ServerSettings(null, 2, Duration.ofMillis(200), Duration.ofMillis(500),
				Duration.ofSeconds(4), true, ServerSettings.DEFAULT_MAX_GROUP_SIZE);
		try (TestSystem other = TestSystem.with(QuickJob.class).realTime().settings(virtual).start()) {
			other.supervisor.start();
			JobInstance<Void> job = other.rocketJob.create(QuickJob.class, null);
			await().until(() -> job.reload().state() == JobState.COMPLETED);
			assertThat(job.reload().result(String.class)).contains("VirtualThread");
		}
	}

	@Test
	void aProcessThatIsNoServerRegistersOnlyToRunAJobInline() throws Exception {
		JobInstance<Void> job = this.system.rocketJob.create(QuickJob.class, null);
		assertThat(this.system.servers().countDocuments()).isZero();
		this.system.rocketJob.performNow(job.id());
		assertThat(this.system.servers().countDocuments()).isOne();
	}

	@Test
	void wrongSettingsAreNamed() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ServerSettings(null, -1, Duration.ofSeconds(1), Duration.ofSeconds(1),
					Duration.ofSeconds(1), false, ServerSettings.DEFAULT_MAX_GROUP_SIZE))
			.withMessage("maxWorkers must be at least 1, but is -1");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ServerSettings(null, 1, Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1),
					false, ServerSettings.DEFAULT_MAX_GROUP_SIZE))
			.withMessageContaining("heartbeatInterval");
	}

	private ObjectId deadServer(String name, Instant heartbeatAt) {
		ObjectId id = new ObjectId();
		this.system.servers()
			.insertOne(new Document("_id", id).append("name", name)
				.append("state", "running")
				.append("heartbeat", new Document("at", Date.from(heartbeatAt)).append("intervalMs", 200L)));
		return id;
	}

	private List<JobInstance<Void>> create(int count) {
		return IntStream.range(0, count).mapToObj((i) -> this.system.rocketJob.create(GateJob.class, null)).toList();
	}

	private Document server() {
		Document server = this.system.servers().find().first();
		return (server != null) ? server : new Document();
	}

	@RocketJob(destroyOnComplete = false)
	static class QuickJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return Thread.currentThread().getClass().getSimpleName();
		}

	}

	@RocketJob(destroyOnComplete = false, interruptible = true)
	static class GateJob implements Job<Void>, JobCallbacks<Void> {

		final CountDownLatch hanging = new CountDownLatch(1);

		volatile boolean hangInRequeue;

		final CountDownLatch open = new CountDownLatch(1);

		final AtomicInteger started = new AtomicInteger();

		final AtomicInteger ended = new AtomicInteger();

		final AtomicInteger interrupted = new AtomicInteger();

		volatile boolean stubborn;

		volatile @Nullable Thread thread;

		volatile @Nullable String lastReason;

		@Override
		public void before(JobTransition transition, TransitionContext<Void> context) throws InterruptedException {
			if (transition == JobTransition.REQUEUE && this.hangInRequeue) {
				this.hanging.countDown();
				this.open.await();
			}
		}

		int running() {
			return this.started.get() - this.ended.get();
		}

		@Override
		public @Nullable Object perform(Void fields, JobContext context) throws Exception {
			this.thread = Thread.currentThread();
			this.started.incrementAndGet();
			try {
				return waitForTheGate(context);
			}
			finally {
				this.ended.incrementAndGet();
			}
		}

		private String waitForTheGate(JobContext context) throws InterruptedException {
			while (true) {
				try {
					return this.open.await(30, TimeUnit.SECONDS) ? "passed" : "closed";
				}
				catch (InterruptedException ex) {
					this.lastReason = context.cancellationReason();
					this.interrupted.incrementAndGet();
					if (!this.stubborn) {
						throw ex;
					}
				}
			}
		}

	}

}
