package io.rocketjob.server;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobException;
import io.rocketjob.ServerFilter;
import io.rocketjob.ServerInstance;
import io.rocketjob.ServerNotFoundException;
import io.rocketjob.ServerState;
import io.rocketjob.Servers;
import io.rocketjob.TestSystem;
import io.rocketjob.Threads;
import io.rocketjob.WorkerActivity;
import io.rocketjob.WorkerNotFoundException;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/** What one can tell servers and workers, and what they show. */
@Timeout(60)
class ServerControlTests {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final LocalEvents events = new LocalEvents();

	private final TestSystem system = start("north", Duration.ofSeconds(20));

	private final HeldJob held = this.system.bean(HeldJob.class);

	private final Servers servers = this.system.rocketJob.servers();

	private final List<TestSystem> others = new ArrayList<>();

	private TestSystem start(String name, Duration shutdownTimeout) {
		return subscribed(TestSystem.with(HeldJob.class, HeldBatch.class)
			.realTime()
			.events(this.events)
			.settings(settings(name, shutdownTimeout))
			.start());
	}

	private TestSystem other(String name) {
		TestSystem other = subscribed(TestSystem.with(HeldJob.class, HeldBatch.class)
			.realTime()
			.sharing(this.system)
			.events(this.events)
			.settings(settings(name, PATIENCE))
			.start());
		this.others.add(other);
		return other;
	}

	private TestSystem subscribed(TestSystem started) {
		this.events.subscribe(new ServerSubscriber(started.supervisor));
		this.events.subscribe(new WorkerSubscriber(started.supervisor));
		return started;
	}

	private static ServerSettings settings(String name, Duration shutdownTimeout) {
		return new ServerSettings(name, 2, Duration.ofSeconds(1), Duration.ofMillis(200), shutdownTimeout, false,
				ServerSettings.DEFAULT_MAX_GROUP_SIZE);
	}

	@AfterEach
	void close() {
		this.held.open();
		this.others.forEach((other) -> other.bean(HeldJob.class).open());
		this.others.forEach(TestSystem::close);
		this.system.close();
		this.events.close();
	}

	@Test
	void aServerShowsWhatItIs() {
		this.system.supervisor.start();
		awaitState(ServerState.RUNNING);
		ServerInstance server = this.servers.get("north");
		assertThat(this.servers.find(server.id())).map(ServerInstance::name).contains("north");
		assertThat(server.pid()).isEqualTo(ProcessHandle.current().pid());
		assertThat(server.host()).isNotBlank();
		assertThat(server.version()).as("unknown, because these classes are in no jar").isNull();
		assertThat(server.startedAt()).isBetween(Instant.now().minusSeconds(30), Instant.now().plusSeconds(1));
		assertThat(server.heartbeatAge()).isBetween(Duration.ZERO, PATIENCE);
		assertThat(server.heartbeatAt()).isAfterOrEqualTo(server.startedAt());
		assertThat(server.isZombie()).isFalse();
		assertThat(server.maxWorkers()).isEqualTo(2);
		assertThat(server.workers()).isEqualTo(2);
		assertThat(server.usedMemory()).isPositive();
		assertThat(server.cpuLoad()).satisfiesAnyOf((load) -> assertThat(load).isNull(),
				(load) -> assertThat(load).isBetween(0.0, 1.0));
		assertThat(server.filter()).isEqualTo(ServerFilter.NONE);
		assertThat(server.activeWorkers()).isEmpty();
		assertThat(server).hasToString("server north, running");
	}

	@Test
	void serversAreListedByNameTheDeadAmongThem() {
		this.system.servers()
			.insertOne(new Document("_id", new ObjectId()).append("name", "dead")
				.append("state", "running")
				.append("heartbeat",
						new Document("at", Date.from(Instant.now().minusSeconds(10))).append("intervalMs", 1_000L)));
		this.system.heartbeat.serverId();
		assertThat(this.servers.list()).extracting(ServerInstance::name).containsExactly("dead", "north");
		assertThat(this.servers.list()).extracting(ServerInstance::isZombie).containsExactly(true, false);
		assertThat(this.servers.find("nobody")).isEmpty();
		assertThatExceptionOfType(ServerNotFoundException.class).isThrownBy(() -> this.servers.get("nobody"))
			.withMessageContaining("'nobody'");
	}

	@Test
	void allServersArePausedAndResumed() {
		this.system.supervisor.start();
		TestSystem south = other("south");
		south.supervisor.start();
		this.servers.pause();
		await().untilAsserted(() -> assertThat(this.servers.list()).hasSize(2)
			.extracting(ServerInstance::state)
			.containsOnly(ServerState.PAUSED));
		JobInstance<Void> job = create();
		// each returns when its dispatcher has seen that there is nothing to claim
		this.system.supervisor.pause();
		south.supervisor.pause();
		assertThat(job.reload().state()).isEqualTo(JobState.QUEUED);
		this.servers.resume();
		await().untilAsserted(() -> assertThat(this.servers.list()).extracting(ServerInstance::state)
			.containsOnly(ServerState.RUNNING));
		await().until(() -> job.reload().state() == JobState.RUNNING);
	}

	@Test
	void whatIsToldOneServerIsNotDoneByOthers() {
		this.system.supervisor.start();
		other("south").supervisor.start();
		await().untilAsserted(() -> assertThat(this.servers.list()).hasSize(2));
		this.servers.get("south").maxWorkers(5);
		await().until(() -> this.servers.get("south").workers() == 5);
		assertThat(this.servers.get("north").maxWorkers()).isEqualTo(2);
		assertThat(this.events.published.get(0)).contains("server.maxWorkers{server=", "max=5");
		assertThatIllegalArgumentException().isThrownBy(() -> this.servers.maxWorkers(0))
			.withMessage("maxWorkers must be at least 1, but is 0");
	}

	@Test
	void aRefreshSendsAHeartbeatNow() {
		this.system.supervisor.start();
		awaitState(ServerState.RUNNING);
		Instant before = this.servers.get("north").heartbeatAt();
		this.servers.refresh();
		await().atMost(Duration.ofMillis(900))
			.pollInterval(Duration.ofMillis(20))
			.until(() -> this.servers.get("north").heartbeatAt().isAfter(before));
	}

	@Test
	void aStoppedServerLetsWorkEndAndIsGone() {
		this.system.supervisor.start();
		JobInstance<Void> job = create();
		await().until(() -> this.held.running() == 1);
		this.servers.get("north").stop();
		awaitState(ServerState.STOPPING);
		assertThat(job.reload().state()).isEqualTo(JobState.RUNNING);
		this.held.open();
		await().until(() -> this.servers.list().isEmpty());
		assertThat(job.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.system.supervisor.isRunning()).isFalse();
		assertThat(this.system.heartbeat.isRunning()).isFalse();
		this.system.supervisor.start();
		awaitState(ServerState.RUNNING);
	}

	@Test
	void aKilledServerGivesBackAtOnceAndIsGone() {
		this.system.supervisor.start();
		JobInstance<Void> job = create();
		await().until(() -> this.held.running() == 1);
		this.servers.get("north").kill();
		await().atMost(PATIENCE).until(() -> this.servers.list().isEmpty());
		assertThat(job.reload().state()).isEqualTo(JobState.QUEUED);
		assertThat(job.reload().failureCount()).isZero();
		assertThat(job.reload().history()).last()
			.satisfies((entry) -> assertThat(entry.reason()).isEqualTo("its server was killed"));
		assertThat(this.held.lastReason).isEqualTo("the server was killed");
	}

	@Test
	void aKilledServerGivesBackWhatIgnoresTheInterrupt() {
		this.held.stubborn = true;
		this.system.supervisor.start();
		JobInstance<Void> job = create();
		await().until(() -> this.held.running() == 1);
		this.servers.kill();
		await().atMost(PATIENCE).until(() -> this.servers.list().isEmpty());
		assertThat(job.reload().history()).last()
			.satisfies((entry) -> assertThat(entry.reason()).isEqualTo("its server was killed and it did not react"));
		this.held.open();
		await().until(() -> this.held.running() == 0);
		assertThat(job.reload().state()).isEqualTo(JobState.QUEUED);
	}

	@Test
	void aKillHurriesAStop() {
		this.system.supervisor.start();
		JobInstance<Void> job = create();
		await().until(() -> this.held.running() == 1);
		this.servers.stop();
		awaitState(ServerState.STOPPING);
		this.servers.kill();
		await().atMost(PATIENCE).until(() -> this.servers.list().isEmpty());
		assertThat(job.reload().state()).isEqualTo(JobState.QUEUED);
		assertThat(job.reload().history()).filteredOn((entry) -> entry.to() == JobState.QUEUED).hasSize(1);
	}

	@Test
	void whatIsToldAServerThatStopsDoesNotHangNorUndoTheStop() {
		this.system.supervisor.start();
		create();
		await().until(() -> this.held.running() == 1);
		this.servers.stop();
		awaitState(ServerState.STOPPING);
		this.servers.pause();
		this.servers.resume();
		this.servers.maxWorkers(3);
		// answered only after those before
		assertThat(this.servers.get("north").threadDump(PATIENCE)).contains("HeldJob");
		await().until(() -> this.servers.get("north").maxWorkers() == 3);
		assertThat(this.servers.get("north").state()).isEqualTo(ServerState.STOPPING);
		assertThatIllegalStateException().isThrownBy(this.system.supervisor::pause)
			.withMessage("Server north is stopping");
		this.held.open();
		await().until(() -> this.servers.list().isEmpty());
		assertThatIllegalStateException().isThrownBy(this.system.supervisor::resume)
			.withMessage("Server north is not running");
	}

	@Test
	void aServerCanBeKilledTwiceAndStoppedByTheApplicationMeanwhile() throws Exception {
		this.held.stubborn = true;
		this.system.supervisor.start();
		JobInstance<Void> job = create();
		await().until(() -> this.held.running() == 1);
		List<Thread> threads = List.of(new Thread(this.system.supervisor::kill),
				new Thread(this.system.supervisor::kill), new Thread(this.system.supervisor::stop));
		threads.forEach(Thread::start);
		for (Thread thread : threads) {
			thread.join(PATIENCE.toMillis());
			assertThat(thread.isAlive()).isFalse();
		}
		assertThat(this.servers.list()).isEmpty();
		assertThat(job.reload().history()).filteredOn((entry) -> entry.to() == JobState.QUEUED).hasSize(1);
	}

	@Test
	void aPausedServerCanBeStopped() {
		this.system.supervisor.start();
		this.servers.pause();
		awaitState(ServerState.PAUSED);
		this.servers.stop();
		await().until(() -> this.servers.list().isEmpty());
	}

	@Test
	void aServerThatIsStartedWhileItStopsRunsAfterwards() {
		this.system.supervisor.start();
		create();
		await().until(() -> this.held.running() == 1);
		this.servers.stop();
		awaitState(ServerState.STOPPING);
		Thread starter = new Thread(this.system.supervisor::start);
		starter.start();
		this.held.open();
		await().until(() -> !starter.isAlive());
		await().until(() -> !Threads.isAlive("rocketjob-leave"));
		awaitState(ServerState.RUNNING);
		assertThat(this.system.supervisor.isRunning()).isTrue();
	}

	@Test
	void theRegistrationStaysWhileRecordsAreUploaded() {
		this.system.supervisor.start();
		CountDownLatch uploaded = new CountDownLatch(1);
		Thread upload = new Thread(() -> this.system.rocketJob.batch(HeldBatch.class).upload((writer) -> {
			writer.write("one");
			this.servers.kill();
			await().until(() -> !this.system.supervisor.isRunning());
			uploaded.await(10, TimeUnit.SECONDS);
		}).create());
		upload.start();
		await().until(() -> !this.system.supervisor.isRunning());
		await().until(() -> Threads.isWaitingIn("rocketjob-kill", Supervisor.class));
		assertThat(this.servers.get("north").state()).isEqualTo(ServerState.STOPPING);
		uploaded.countDown();
		await().until(() -> this.servers.list().isEmpty());
		await().until(() -> !upload.isAlive());
		assertThat(this.system.rocketJob.jobs(HeldBatch.class).count()).isOne();
	}

	@Test
	void aStoppedWorkerIsReplacedWhenItsJobHasEnded() {
		this.system.supervisor.start();
		JobInstance<Void> job = create();
		await().until(() -> this.held.running() == 1);
		ServerInstance server = this.servers.get("north");
		WorkerActivity busy = server.activeWorkers().get(0);
		assertThat(busy.jobId()).isEqualTo(job.id());
		assertThat(busy.jobClass()).isEqualTo("HeldJob");
		assertThat(busy.slice()).isNull();
		assertThat(busy.since()).isBetween(Instant.now().minusSeconds(30), Instant.now().plusSeconds(1));
		server.stopWorker(busy.worker());
		server.stopWorker(idle(busy));
		await().until(() -> numbers().contains(3));
		assertThat(numbers()).contains(WorkerName.number(busy.worker(), "north"), 3).hasSize(2);
		this.held.open();
		await().until(() -> job.reload().state() == JobState.COMPLETED);
		await().untilAsserted(() -> assertThat(numbers()).containsExactly(3, 4));
		assertThatIllegalArgumentException().isThrownBy(() -> server.stopWorker("south:1"))
			.withMessageContaining("'south:1' is no name of a worker of server north");
	}

	private String idle(WorkerActivity busy) {
		return busy.worker().equals("north:1") ? "north:2" : "north:1";
	}

	private List<Integer> numbers() {
		return this.system.supervisor.threadDump()
			.lines()
			.filter((line) -> line.contains(", worker north:"))
			.map((line) -> Integer.valueOf(line.substring(line.lastIndexOf(':') + 1)))
			.sorted()
			.toList();
	}

	@Test
	void aKilledWorkerGivesItsJobBackOnceAndAnotherRunsIt() {
		this.system.supervisor.start();
		JobInstance<Void> job = create();
		await().until(() -> this.held.running() == 1);
		ServerInstance server = this.servers.get("north");
		String first = server.activeWorkers().get(0).worker();
		server.killWorker(first);
		await().until(() -> this.held.started.get() == 2);
		await().until(() -> !this.servers.get("north").activeWorkers().isEmpty());
		assertThat(server.activeWorkers()).extracting(WorkerActivity::worker).doesNotContain(first);
		this.held.open();
		await().until(() -> job.reload().state() == JobState.COMPLETED);
		assertThat(job.reload().failureCount()).isZero();
		assertThat(job.reload().history()).filteredOn((entry) -> entry.to() == JobState.QUEUED)
			.extracting((entry) -> entry.reason())
			.containsExactly("its worker was killed");
		await().until(() -> this.system.supervisor.workers() == 2);
	}

	@Test
	void theJobOfAKilledWorkerThatIgnoresTheInterruptIsRunByAnotherAndItsLateEndChangesNothing() {
		this.held.stubborn = true;
		this.system.supervisor.start();
		JobInstance<Void> job = create();
		await().until(() -> this.held.running() == 1);
		ServerInstance server = this.servers.get("north");
		server.killWorker(server.activeWorkers().get(0).worker());
		await().until(() -> this.held.started.get() == 2);
		// what does not end is nobody's work any more
		assertThat(this.held.running()).isEqualTo(2);
		assertThat(this.system.heartbeat.vitals().busy()).isOne();
		this.held.open();
		await().until(() -> job.reload().state() == JobState.COMPLETED);
		await().until(() -> this.held.running() == 0);
		assertThat(job.reload().history()).extracting((entry) -> entry.to())
			.containsExactly(JobState.RUNNING, JobState.QUEUED, JobState.RUNNING, JobState.COMPLETED);
	}

	@Test
	void aKilledWorkerGivesItsSliceBackAndAnotherGoesOnWithIt() {
		this.system.supervisor.start();
		HeldBatch batch = this.system.bean(HeldBatch.class);
		BatchInstance<?> job = this.system.rocketJob.batch(HeldBatch.class).upload((writer) -> {
			writer.write("one");
			writer.write("two");
		}).create();
		await().until(() -> batch.started.get() == 1);
		ServerInstance server = this.servers.get("north");
		await().untilAsserted(() -> assertThat(server.activeWorkers()).singleElement().satisfies((busy) -> {
			assertThat(busy.jobId()).isEqualTo(job.id());
			assertThat(busy.slice()).isOne();
		}));
		server.killWorker(server.activeWorkers().get(0).worker());
		await().until(() -> batch.started.get() == 2);
		batch.permits.release(10);
		await().until(() -> job.reload().state() == JobState.COMPLETED);
		assertThat(batch.done.get()).isEqualTo(2);
	}

	@Test
	void aThreadDumpTellsWhatThreadsAreAt() {
		this.system.supervisor.start();
		create();
		await().until(() -> this.held.running() == 1);
		ServerInstance server = this.servers.get("north");
		String all = server.threadDump(PATIENCE);
		assertThat(all).startsWith("Threads of server north")
			.contains("\"rocketjob-dispatcher\"", "\"rocketjob-heartbeat\"", ", worker north:1", ", worker north:2",
					HeldJob.class.getName() + ".perform");
		String worker = server.activeWorkers().get(0).worker();
		assertThat(server.threadDump(worker, PATIENCE)).contains("worker " + worker, HeldJob.class.getName())
			.doesNotContain("rocketjob-dispatcher");
		assertThat(this.system.servers().find().first()).containsKey("threadDump");
		assertThatExceptionOfType(WorkerNotFoundException.class)
			.isThrownBy(() -> server.threadDump("north:99", PATIENCE))
			.withMessageStartingWith("There is no worker 'north:99'");
	}

	@Test
	void aThreadDumpIsBoundedAndHasTheWorkersFirst() throws Exception {
		this.system.supervisor.start();
		CountDownLatch end = new CountDownLatch(1);
		List<Thread> many = IntStream.range(0, 30).mapToObj((i) -> new Thread(() -> {
			try {
				end.await(30, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				// the end
			}
		}, "\u00fc".repeat(25_000))).toList();
		many.forEach(Thread::start);
		String text = this.system.supervisor.threadDump();
		end.countDown();
		for (Thread thread : many) {
			thread.join();
		}
		assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(900_000, 1024 * 1024);
		assertThat(text).endsWith("... the rest is left out: this is 1 MB\n");
		assertThat(text.lines().limit(3)).anyMatch((line) -> line.contains("worker north:1"));
	}

	@Test
	void whoAsksForAThreadDumpIsToldWhyThereIsNone() {
		this.system.supervisor.start();
		awaitState(ServerState.RUNNING);
		ServerInstance server = this.servers.get("north");
		this.system.supervisor.leave();
		assertThatExceptionOfType(RocketJobException.class).isThrownBy(() -> server.threadDump(PATIENCE))
			.withMessageContaining("Server north is no longer there");
		// registered, and nothing that listens
		ObjectId deaf = new ObjectId();
		this.system.servers()
			.insertOne(new Document("_id", deaf).append("name", "deaf")
				.append("state", "running")
				.append("heartbeat", new Document("at", new Date()).append("intervalMs", 60_000L)));
		assertThatExceptionOfType(RocketJobException.class)
			.isThrownBy(() -> this.servers.get("deaf").threadDump(Duration.ofMillis(200)))
			.withMessageContaining("Server deaf has sent no thread dump within 200 ms");
	}

	@Test
	void aThreadDumpHasVirtualWorkers() {
		Assumptions.assumeTrue(Runtime.version().feature() >= 21, "Virtual threads need Java 21");
		ServerSettings virtual = new ServerSettings("virtual", 1, Duration.ofMillis(200), Duration.ofMillis(200),
				PATIENCE, true, ServerSettings.DEFAULT_MAX_GROUP_SIZE);
		try (TestSystem other = TestSystem.with(HeldJob.class).realTime().settings(virtual).start()) {
			other.supervisor.start();
			other.rocketJob.create(HeldJob.class, null);
			await().until(() -> other.bean(HeldJob.class).running() == 1);
			assertThat(other.supervisor.threadDump()).contains("worker virtual:1", HeldJob.class.getName());
			assertThat(other.supervisor.threadDump(1)).contains("worker virtual:1", HeldJob.class.getName());
			other.bean(HeldJob.class).open();
		}
	}

	@Test
	void aServerBeginsOnlyWhatItsFilterLetsThrough() {
		this.system.supervisor.start();
		awaitState(ServerState.RUNNING);
		ServerFilter none = new ServerFilter(null, "Held", null);
		this.servers.filter(none);
		await().until(() -> this.servers.get("north").filter().equals(none));
		JobInstance<Void> job = create();
		this.system.engine.signal().wake();
		await().until(this.system.supervisor::hasFoundNothingMore);
		assertThat(job.reload().state()).isEqualTo(JobState.QUEUED);
		// refused, and so ignored
		this.servers.filter(new ServerFilter(null, null, "{a: {$bogus: 1}}"));
		ServerFilter some = new ServerFilter("Held", null, "{priority: {$lte: 50}}");
		this.servers.get("north").filter(some);
		await().until(() -> job.reload().state() == JobState.RUNNING);
		await().until(() -> this.servers.get("north").filter().equals(some));
		this.servers.filter(ServerFilter.NONE);
		await().until(() -> this.servers.get("north").filter().equals(ServerFilter.NONE));
	}

	@Test
	void aServerDoesNotStartWithAQueryThatTheDatabaseRefuses() {
		create();
		ServerSettings wrong = new ServerSettings("wrong", 1, Duration.ofSeconds(1), Duration.ofSeconds(1), PATIENCE,
				false, 1, new ServerFilter(null, null, "{a: {$bogus: 1}}"), 0, 3);
		try (TestSystem other = TestSystem.with(HeldJob.class).sharing(this.system).settings(wrong).start()) {
			assertThatIllegalArgumentException().isThrownBy(other.supervisor::start)
				.withMessageContaining("MongoDB refuses the query");
			assertThat(other.supervisor.isRunning()).isFalse();
		}
	}

	@Test
	void logLevelsAreChangedInOneProcessOrAll() {
		this.system.supervisor.start();
		awaitState(ServerState.RUNNING);
		this.servers.logLevel("org.example", "debug");
		ServerInstance server = this.servers.get("north");
		server.logLevel("ROOT", "DEFAULT");
		assertThat(this.events.published.get(0)).startsWith("logger.setLevel{")
			.contains("logger=org.example", "level=DEBUG")
			.doesNotContain("host", "pid");
		assertThat(this.events.published.get(1)).contains("host=" + server.host(), "pid=" + server.pid(), "logger=ROOT",
				"level=DEFAULT");
		assertThatIllegalArgumentException().isThrownBy(() -> server.logLevel("ROOT", "LOUD"))
			.withMessageContaining("There is no level 'LOUD'");
	}

	private void awaitState(ServerState state) {
		await("north is " + state.value())
			.until(() -> this.servers.find("north").map(ServerInstance::state).filter(state::equals).isPresent());
	}

	private JobInstance<Void> create() {
		return this.system.rocketJob.create(HeldJob.class, null);
	}

	@RocketJob(destroyOnComplete = false)
	static class HeldJob implements Job<Void> {

		private final CountDownLatch gate = new CountDownLatch(1);

		final AtomicInteger started = new AtomicInteger();

		private final AtomicInteger ended = new AtomicInteger();

		volatile boolean stubborn;

		volatile @Nullable String lastReason;

		void open() {
			this.gate.countDown();
		}

		int running() {
			return this.started.get() - this.ended.get();
		}

		@Override
		public @Nullable Object perform(Void fields, JobContext context) throws Exception {
			this.started.incrementAndGet();
			try {
				while (true) {
					try {
						return this.gate.await(30, TimeUnit.SECONDS);
					}
					catch (InterruptedException ex) {
						this.lastReason = context.cancellationReason();
						if (!this.stubborn) {
							throw ex;
						}
					}
				}
			}
			finally {
				this.ended.incrementAndGet();
			}
		}

	}

	@RocketJob(destroyOnComplete = false)
	@InputCategory(sliceSize = 10)
	static class HeldBatch implements BatchJob<Void, String, Void> {

		final Semaphore permits = new Semaphore(0);

		final AtomicInteger started = new AtomicInteger();

		final AtomicInteger done = new AtomicInteger();

		@Override
		public @Nullable Void perform(String row, BatchContext<Void> context) throws Exception {
			this.started.incrementAndGet();
			this.permits.acquire();
			this.done.incrementAndGet();
			return null;
		}

	}

}
