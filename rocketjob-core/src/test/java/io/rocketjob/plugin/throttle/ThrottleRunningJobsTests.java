package io.rocketjob.plugin.throttle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.RocketJob;
import io.rocketjob.TestCrew;
import io.rocketjob.TestSystem;
import io.rocketjob.job.GroupClaimer;
import io.rocketjob.job.GroupClaimer.Need;
import io.rocketjob.jobclass.PluginSettings;
import io.rocketjob.test.JobQueue;
import io.rocketjob.work.Claimant;
import io.rocketjob.work.ClaimedJob;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Limits of running jobs, by servers that claim by hand. */
class ThrottleRunningJobsTests {

	private static final Map<String, Integer> GROUPS = Map.of("reports", 2);

	private static final Class<?>[] CLASSES = { LimitedJob.class, FreeJob.class, DailyReport.class, WeeklyReport.class,
			LimitedBatch.class };

	private static final Duration RECHECK = Duration.ofSeconds(2);

	private final TestSystem first = TestSystem.with(CLASSES).throttles(GROUPS).withoutRecovery().start();

	private final TestSystem second = TestSystem.with(CLASSES)
		.throttles(GROUPS)
		.withoutRecovery()
		.sharing(this.first)
		.start();

	private final ObjectId server = new ObjectId();

	@AfterEach
	void close() {
		this.second.close();
		this.first.close();
	}

	@Test
	void noMoreThanTheLimitRunWhoeverClaims() {
		create(LimitedJob.class, 5);
		ClaimedJob one = claim(this.first);
		assertThat(one).isNotNull();
		assertThat(claim(this.second)).isNotNull();
		assertThat(claim(this.first)).isNull();
		assertThat(claim(this.second)).isNull();
		end(this.first, one);
		assertThat(claim(this.first)).as("it knows at once").isNotNull();
		assertThat(claim(this.second)).isNull();
	}

	@Test
	void norWhenTheyClaimAtTheSameMoment() throws Exception {
		create(LimitedJob.class, 200);
		ExecutorService threads = Executors.newFixedThreadPool(6);
		try {
			for (int round = 0; round < 20; round++) {
				CyclicBarrier barrier = new CyclicBarrier(6);
				List<Callable<ClaimedJob>> claims = new ArrayList<>();
				IntStream.range(0, 6).forEach((i) -> claims.add(() -> {
					barrier.await();
					return claim((i % 2 == 0) ? this.first : this.second);
				}));
				List<ClaimedJob> claimed = new ArrayList<>();
				for (Future<ClaimedJob> each : threads.invokeAll(claims)) {
					if (each.get() != null) {
						claimed.add(each.get());
					}
				}
				assertThat(claimed).hasSizeBetween(1, 2);
				assertThat(this.first.jobs().countDocuments(new Document("state", "running")))
					.isEqualTo(claimed.size());
				claimed.forEach((job) -> end(this.first, job));
				this.first.clock.move(RECHECK);
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void aPlaceComesBackHoweverTheClaimEnds() {
		create(LimitedJob.class, 1);
		claim(this.first);
		for (HowItEnds end : HowItEnds.values()) {
			create(LimitedJob.class, 2);
			this.first.clock.move(RECHECK);
			ClaimedJob claimed = claim(this.first);
			assertThat(claimed).as("after %s", end).isNotNull();
			assertThat(claim(this.second)).isNull();
			JobInstance<?> job = this.first.rocketJob.find(claimed.id()).orElseThrow();
			switch (end) {
				case ABORTED -> job.abort("no longer wanted");
				case FAILED -> job.fail("no longer wanted");
				case PAUSED -> job.pause();
				case DELETED -> job.delete();
				case UNDONE -> this.first.engine.unbegun().release(List.of(claimed));
				case TAKEN_BACK ->
					this.first.engine.recovery().requeue(this.server, claimed.claimKey()::equals, "it is dead");
			}
			this.first.clock.move(RECHECK);
			ClaimedJob next = claim(this.second);
			assertThat(next).as("after %s", end).isNotNull();
			end(this.second, next);
		}
	}

	@Test
	void jobsOfAllClassesOfAGroupCount() {
		create(DailyReport.class, 2);
		create(WeeklyReport.class, 2);
		ClaimedJob daily = claim(this.first);
		assertThat(daily.job().type()).isEqualTo("DailyReport");
		ClaimedJob weekly = claim(this.first);
		assertThat(weekly.job().type()).as("of daily reports only one").isEqualTo("WeeklyReport");
		assertThat(claim(this.second)).as("the group has two").isNull();
		end(this.first, daily);
		assertThat(claim(this.first).job().type()).isEqualTo("DailyReport");
	}

	@Test
	void aJobThatWaitsSaysWhatFor() {
		List<ObjectId> jobs = create(LimitedJob.class, 3);
		JobInstance<?> last = this.first.rocketJob.find(jobs.get(2)).orElseThrow();
		assertThat(last.status().waitingFor()).isNull();
		claim(this.first);
		claim(this.second);
		assertThat(last.status().waitingFor()).isEqualTo("2 of 2 jobs of LimitedJob are running");
		assertThat(last.status()).hasToString("queued for 0 ms: 2 of 2 jobs of LimitedJob are running");
		assertThat(this.first.rocketJob.find(jobs.get(0)).orElseThrow().status().waitingFor()).isNull();
		create(WeeklyReport.class, 2);
		claim(this.first);
		claim(this.first);
		JobInstance<?> report = this.first.rocketJob.get(DailyReport.class, create(DailyReport.class, 1).get(0));
		assertThat(report.status().waitingFor()).isEqualTo("2 of 2 jobs of the group 'reports' are running");
	}

	@Test
	void jobsOfLimitedClassesKeepTheirPlaceInTheQueue() {
		ObjectId free = create(FreeJob.class, 1).get(0);
		ObjectId limited = create(LimitedJob.class, 1).get(0);
		List<ObjectId> later = create(FreeJob.class, 3);
		assertThat(claim(this.first).id()).isEqualTo(free);
		assertThat(claim(this.first).id()).isEqualTo(limited);
		assertThat(claim(this.first).id()).isEqualTo(later.get(0));
	}

	@Test
	void jobsOfALimitedClassWaitForOneWorkerAtATime() {
		create(LimitedJob.class, 5);
		create(FreeJob.class, 3);
		GroupClaimer claimer = this.first.engine.claimer(20, null);
		assertThat(claimer.waiting(new Claimant(this.server, "server", "server:1"), 50, 20)).isEqualTo(Map.of(50, 4));
		assertThat(claimer.waiting(new Claimant(this.server, "server", "server:1"), 49, 20)).isEmpty();
	}

	@Test
	void aGroupOfClaimsEndsBeforeAJobThatNeedsAPlace() {
		GroupClaimer claimer = this.first.engine.claimer(20, null);
		create(FreeJob.class, 1);
		this.first.queue.drain();
		List<ObjectId> before = create(FreeJob.class, 4);
		List<ObjectId> limited = create(LimitedJob.class, 4);
		List<ObjectId> after = create(FreeJob.class, 3);
		assertThat(next(claimer, 10)).containsExactly(before.get(0));
		assertThat(next(claimer, 10)).containsExactlyElementsOf(before.subList(1, 4));
		assertThat(next(claimer, 0)).as("none without an idle worker").isEmpty();
		assertThat(next(claimer, 10)).containsExactly(limited.get(0));
		assertThat(next(claimer, 10)).containsExactly(limited.get(1));
		assertThat(next(claimer, 10)).containsExactly(after.get(0));
		long before1 = this.first.commands("find") + this.first.commands("findAndModify");
		assertThat(next(claimer, 10)).as("others do not wait").containsExactlyElementsOf(after.subList(1, 3));
		assertThat(this.first.commands("find") + this.first.commands("findAndModify"))
			.as("candidates, and what was taken")
			.isEqualTo(before1 + 2);
		assertThat(next(claimer, 10)).isEmpty();
		assertThat(this.first.engine.throttles().recheck()).isLessThan(RECHECK);
		this.first.clock.move(RECHECK);
		assertThat(this.first.engine.throttles().recheck()).isNull();
		assertThat(next(claimer, 10)).isEmpty();
	}

	@Test
	void aLimitThatWasLoweredIsKeptWhileOlderJobsStillRun() {
		try (TestSystem wide = TestSystem.with(WideJob.class).withoutRecovery().start();
				TestSystem narrow = TestSystem.with(WideJob.class)
					.plugins(limit("1"))
					.withoutRecovery()
					.sharing(wide)
					.start()) {
			IntStream.range(0, 9).forEach((i) -> wide.rocketJob.create(WideJob.class, null));
			List<ClaimedJob> claimed = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				claimed.add(claim(wide));
			}
			assertThat(claimed).doesNotContainNull();
			for (ClaimedJob each : claimed) {
				assertThat(claim(narrow)).isNull();
				end(wide, each);
				narrow.clock.move(RECHECK);
			}
			assertThat(claim(narrow)).isNotNull();
			assertThat(claim(narrow)).isNull();
		}
	}

	@Test
	void aThrottledJobIsNotRunByAQueueThatIsDrained() {
		create(LimitedJob.class, 4);
		claim(this.second);
		claim(this.second);
		assertThat(this.first.queue.drain()).isEmpty();
		ObjectId free = create(FreeJob.class, 1).get(0);
		assertThat(this.first.queue.drain()).extracting(JobQueue.Ran::id).containsExactly(free);
	}

	@Test
	void oneAfterTheOtherAllAreRun() {
		List<ObjectId> jobs = create(LimitedJob.class, 6);
		assertThat(this.first.queue.drain()).extracting(JobQueue.Ran::id).containsExactlyElementsOf(jobs);
	}

	@Test
	void aJobThatIsRunByItsIdNeedsAPlaceAsWell() throws Exception {
		List<ObjectId> jobs = create(LimitedJob.class, 3);
		ClaimedJob one = claim(this.second);
		claim(this.second);
		assertThatExceptionOfType(JobStateException.class)
			.isThrownBy(() -> this.first.rocketJob.performNow(jobs.get(2)))
			.withMessageContaining("2 of 2 jobs of LimitedJob are running");
		end(this.second, one);
		this.first.rocketJob.performNow(jobs.get(2));
		assertThat(this.first.rocketJob.find(jobs.get(2)).orElseThrow().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void aBatchKeepsItsPlaceFromItsFirstPhaseToItsLast() {
		BatchInstance<Void> batch = batch();
		BatchInstance<Void> other = batch();
		open();
		assertThat(batch.reload().state()).isEqualTo(JobState.RUNNING);
		this.second.clock.move(RECHECK);
		assertThat(claim(this.second)).as("it is still worked on, and nobody holds it").isNull();
		assertThat(other.status().waitingFor()).isEqualTo("1 of 1 jobs of LimitedBatch are running");
		assertThat(this.first.queue.drain()).extracting(JobQueue.Ran::id).containsExactly(batch.id(), other.id());
	}

	@Test
	void aBatchThatIsResumedNeedsAPlaceAgain() {
		BatchInstance<Void> batch = batch();
		open();
		batch.pause();
		BatchInstance<Void> other = batch();
		this.first.clock.move(RECHECK);
		ClaimedJob claimed = claim(this.first);
		assertThat(claimed.id()).isEqualTo(other.id());
		assertThat(batch.resume().state()).isEqualTo(JobState.QUEUED);
		assertThat(claim(this.first)).isNull();
		this.first.batches.runner().runToEnd(claimed, this.first.heartbeat);
		this.first.clock.move(RECHECK);
		assertThat(this.first.queue.drain()).extracting(JobQueue.Ran::id).containsExactly(batch.id());
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(batch.reload().status().recordsDone()).isEqualTo(10);
	}

	@Test
	void theConfigurationOverridesTheLimitOfAClass() {
		try (TestSystem system = TestSystem.with(LimitedJob.class).plugins(limit("1")).withoutRecovery().start()) {
			IntStream.range(0, 2).forEach((i) -> system.rocketJob.create(LimitedJob.class, null));
			assertThat(claim(system)).isNotNull();
			assertThat(claim(system)).isNull();
		}
	}

	private static PluginSettings limit(String limit) {
		return (jobClass) -> Map.of("throttle-running-jobs", Map.of("limit", new PluginSettings.Value() {

			@Override
			public <T> T as(Class<T> type) {
				return type.cast(Integer.valueOf(limit));
			}

			@Override
			public String property() {
				return "rocketjob.jobs." + jobClass + ".throttle-running-jobs.limit";
			}

		}));
	}

	private void open() {
		this.first.batches.finder(1, TestCrew.IDLE)
			.next(new Claimant(this.server, "server", "server:1"), new Need(1, 1))
			.get(0)
			.run("server", "server:1", () -> true);
	}

	private List<ObjectId> next(GroupClaimer claimer, int idle) {
		return claimer.next(new Claimant(this.server, "server", "server:1"), new Need(10, idle), null)
			.stream()
			.map(ClaimedJob::id)
			.toList();
	}

	private @Nullable ClaimedJob claim(TestSystem system) {
		return system.engine.claims().next(this.server, "server:1").orElse(null);
	}

	private static void end(TestSystem system, ClaimedJob claimed) {
		system.engine.runner().run(claimed, "server");
	}

	private BatchInstance<Void> batch() {
		return this.first.rocketJob.batch(LimitedBatch.class)
			.upload(IntStream.range(0, 10).mapToObj((i) -> "line " + i).toList())
			.create();
	}

	private List<ObjectId> create(Class<? extends Job<Void>> jobClass, int count) {
		return IntStream.range(0, count).mapToObj((i) -> this.first.rocketJob.create(jobClass, null).id()).toList();
	}

	private enum HowItEnds {

		ABORTED, FAILED, PAUSED, DELETED, UNDONE, TAKEN_BACK

	}

	/** Two at a time. */
	@RocketJob(destroyOnComplete = false, pausable = true)
	@ThrottleRunningJobs(limit = 2)
	static class LimitedJob extends NoOp {

	}

	/** Four at a time. */
	@RocketJob
	@ThrottleRunningJobs(limit = 4)
	static class WideJob extends NoOp {

	}

	/** Without limits. */
	@RocketJob
	static class FreeJob extends NoOp {

	}

	/** In a group, and one at a time. */
	@RocketJob
	@ThrottleRunningJobs(group = "reports")
	@ThrottleRunningJobs(limit = 1)
	static class DailyReport extends NoOp {

	}

	/** In a group. */
	@RocketJob
	@ThrottleRunningJobs(group = "reports")
	static class WeeklyReport extends NoOp {

	}

	/** One at a time. */
	@RocketJob(destroyOnComplete = false)
	@InputCategory(sliceSize = 5)
	@ThrottleRunningJobs(limit = 1)
	static class LimitedBatch implements BatchJob<Void, String, Void> {

		@Override
		public Void perform(String line, BatchContext<Void> context) {
			return null;
		}

	}

	/** Does nothing. */
	abstract static class NoOp implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

}
