package io.rocketjob.server;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.Threads;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/** One server that claims and ends jobs in groups, with real threads. */
@Timeout(60)
class GroupTests {

	private final TestSystem system = TestSystem.with(BriefJob.class, OtherJob.class).realTime().start();

	private final BriefJob brief = this.system.bean(BriefJob.class);

	@AfterEach
	void close() {
		this.brief.open.countDown();
		this.system.close();
	}

	@Test
	void shortJobsTakeFewCommands() {
		this.system.supervisor.start();
		getToKnow();
		this.system.supervisor.pause();
		create(2_000);
		long before = commands();
		this.system.supervisor.resume();
		await().until(() -> this.system.jobs().countDocuments() == 0);
		// what the wait itself has sent are aggregations
		assertThat(commands() - before).isLessThan(600);
		assertThat(this.brief.ran).hasValue(2_000 + BriefJob.FEW);
	}

	@Test
	void withGroupsOfOneEachJobIsClaimedAndEndedByItself() {
		ServerSettings settings = new ServerSettings(null, 4, Duration.ofMillis(200), Duration.ofMillis(500),
				Duration.ofSeconds(4), false, 1);
		try (TestSystem single = TestSystem.with(BriefJob.class).realTime().settings(settings).start()) {
			single.supervisor.start();
			single.rocketJob.createAll(BriefJob.class, Collections.nCopies(200, null));
			await().until(() -> single.jobs().countDocuments() == 0);
			assertThat(single.commands("delete")).isEqualTo(200);
			assertThat(single.commands("findAndModify")).isGreaterThanOrEqualTo(200);
		}
	}

	@Test
	void whatWaitsForAWorkerIsGivenBackWhenRunsTurnOutToBeLong() {
		this.system.supervisor.start();
		getToKnow();
		this.brief.gated = true;
		create(100);
		await().until(() -> this.brief.waiting.get() == 4);
		await().atMost(Duration.ofSeconds(5)).until(() -> claimable() == 96);
		assertThat(this.system.jobs().find(new Document("claimable", true)))
			.allSatisfy((job) -> assertThat(job).doesNotContainKeys("claim", "startedAt", "workerName"));
		this.brief.open.countDown();
		await().until(() -> this.system.jobs().countDocuments() == 0);
		assertThat(this.brief.ran).hasValue(100 + BriefJob.FEW);
	}

	@Test
	void aPausedServerGivesBackWhatItHasNotBegunAndGoesOnLater() {
		this.system.supervisor.start();
		getToKnow();
		this.brief.gated = true;
		create(50);
		await().until(() -> this.brief.waiting.get() == 4);
		this.system.supervisor.pause();
		assertThat(claimable()).isEqualTo(46);
		await().until(() -> "paused".equals(this.system.servers().find().first().getString("state")));
		this.brief.open.countDown();
		await().until(() -> this.system.supervisor.busyWorkers() == 0);
		// returns when the dispatcher has seen once more that there is nothing to claim
		this.system.supervisor.pause();
		assertThat(claimable()).isEqualTo(46);
		this.system.supervisor.resume();
		await().until(() -> this.system.jobs().countDocuments() == 0);
		this.system.supervisor.stop();
		assertThatIllegalStateException().isThrownBy(this.system.supervisor::pause)
			.withMessageContaining("not running");
	}

	@Test
	void aPauseAmongManyShortJobsLeavesNoneThatIsHeldAndNotBegun() {
		this.system.supervisor.start();
		getToKnow();
		this.system.supervisor.pause();
		create(20_000);
		for (int i = 1; i <= 4; i++) {
			this.system.supervisor.resume();
			int ran = this.brief.ran.get();
			await().pollInterval(Duration.ofMillis(5)).until(() -> this.brief.ran.get() > ran + 500);
			this.system.supervisor.pause();
			await().atMost(Duration.ofSeconds(5))
				.until(() -> this.system.jobs().countDocuments(new Document("state", "running")) == 0);
			assertThat(claimable()).isEqualTo(20_000 + BriefJob.FEW - this.brief.ran.get()).isPositive();
		}
	}

	@Test
	void aServerThatStopsGivesBackWhatItHasNotBegunAndStoresWhatHasEnded() {
		this.system.supervisor.start();
		getToKnow();
		this.brief.gated = true;
		create(50);
		await().until(() -> this.brief.waiting.get() == 4);
		new Thread(() -> {
			await().until(() -> claimable() == 46);
			this.brief.open.countDown();
		}).start();
		this.system.supervisor.stop();
		assertThat(claimable()).isEqualTo(46);
		assertThat(this.system.jobs().countDocuments()).as("what was at work has completed").isEqualTo(46);
	}

	@Test
	void anUrgentJobOfAnotherClassStartsSoonAmongManyShortOnes() throws Exception {
		this.system.supervisor.start();
		getToKnow();
		this.brief.millis = 2;
		create(6_000);
		await().until(() -> this.brief.ran.get() > 500);
		JobInstance<Void> urgent = this.system.rocketJob.create(OtherJob.class, null, (options) -> options.priority(1));
		assertThat(this.system.bean(OtherJob.class).started.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(Duration.between(urgent.createdAt(), Instant.now())).isLessThan(Duration.ofMillis(1_500));
		assertThat(this.brief.ran).hasValueLessThan(6_000);
	}

	@Test
	void aJobThatIsPausedAndResumedWhileItWaitsForAWorkerRunsOnce() {
		ServerSettings settings = new ServerSettings(null, 4, Duration.ofMillis(200), Duration.ofMillis(500),
				Duration.ofSeconds(4), false, 20);
		try (TestSystem small = TestSystem.with(BriefJob.class).realTime().settings(settings).start()) {
			BriefJob job = small.bean(BriefJob.class);
			small.supervisor.start();
			small.rocketJob.createAll(BriefJob.class, Collections.nCopies(BriefJob.FEW, null));
			await().until(() -> small.jobs().countDocuments() == 0);
			job.gated = true;
			List<ObjectId> ids = small.rocketJob.createAll(BriefJob.class, Collections.nCopies(60, null));
			await().until(() -> job.waiting.get() == 4);
			ids.subList(4, 15).forEach((id) -> {
				JobInstance<?> waiting = small.rocketJob.find(id).orElseThrow();
				waiting.pause();
				waiting.resume();
			});
			job.open.countDown();
			await().atMost(Duration.ofSeconds(10)).until(() -> small.jobs().countDocuments() == 0);
			assertThat(job.ran).hasValue(60 + BriefJob.FEW);
		}
	}

	@Test
	void aStopWaitsForWhatIsAtWorkThoughTheRestCannotBeGivenBack() {
		this.system.supervisor.start();
		getToKnow();
		this.brief.gated = true;
		create(50);
		await().pollInterval(Duration.ofMillis(2)).until(() -> this.brief.waiting.get() == 4);
		// stands for any reason why the write fails
		this.system.jobs().updateMany(new Document(), new Document("$set", new Document("history", "no list")));
		Thread stopper = Thread.currentThread();
		new Thread(() -> {
			await().until(() -> Threads.isWaitingIn(stopper, WorkerPool.class));
			this.brief.open.countDown();
		}).start();
		this.system.supervisor.stop();
		assertThat(this.brief.ran).hasValue(4 + BriefJob.FEW);
	}

	@Test
	void aJobThatIsAbortedWhileItWaitsForAWorkerIsNotStarted() {
		this.system.supervisor.start();
		getToKnow();
		this.brief.gated = true;
		JobInstance<?> last = this.system.rocketJob.find(create(12).get(11)).orElseThrow();
		await().until(() -> this.brief.waiting.get() == 4);
		last.abort("no longer wanted");
		this.brief.gated = false;
		this.brief.open.countDown();
		await().until(() -> this.system.jobs().countDocuments() == 1);
		assertThat(this.brief.ran).hasValue(11 + BriefJob.FEW);
		assertThat(last.reload().state()).isEqualTo(JobState.ABORTED);
	}

	/** Lets the server see that the jobs are short. */
	private void getToKnow() {
		create(BriefJob.FEW);
		await().until(() -> this.system.jobs().countDocuments() == 0);
	}

	private List<ObjectId> create(int count) {
		return this.system.rocketJob.createAll(BriefJob.class, Collections.nCopies(count, null));
	}

	private long claimable() {
		return this.system.jobs().countDocuments(new Document("claimable", true));
	}

	private long commands() {
		return Stream.of("find", "getMore", "update", "delete", "findAndModify").mapToLong(this.system::commands).sum();
	}

	@RocketJob(pausable = true)
	static class BriefJob implements Job<Void> {

		static final int FEW = 20;

		final CountDownLatch open = new CountDownLatch(1);

		final AtomicInteger waiting = new AtomicInteger();

		final AtomicInteger ran = new AtomicInteger();

		volatile boolean gated;

		/** How long a run takes. */
		volatile long millis;

		@Override
		public @Nullable Object perform(Void fields, JobContext context) throws InterruptedException {
			if (this.gated) {
				this.waiting.incrementAndGet();
				this.open.await(20, TimeUnit.SECONDS);
			}
			if (this.millis > 0) {
				TimeUnit.MILLISECONDS.sleep(this.millis);
			}
			this.ran.incrementAndGet();
			return null;
		}

	}

	@RocketJob
	static class OtherJob implements Job<Void> {

		final CountDownLatch started = new CountDownLatch(1);

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			this.started.countDown();
			return null;
		}

	}

}
