package io.rocketjob.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.rocketjob.BatchBuilder;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.InvalidJobException;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.LowerPriority;
import io.rocketjob.RecordSource;
import io.rocketjob.RocketJob;
import io.rocketjob.ServerFilter;
import io.rocketjob.SliceWindow;
import io.rocketjob.TestCrew;
import io.rocketjob.TestSystem;
import io.rocketjob.ThrottleRunningWorkers;
import io.rocketjob.batch.SampleBatches.LineJob;
import io.rocketjob.batch.SampleBatches.LineJob.Fields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.GroupClaimer.Need;
import io.rocketjob.server.ServerSettings;
import io.rocketjob.work.ClaimFilter;
import io.rocketjob.work.Claimant;
import io.rocketjob.work.Work;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Who works on what. */
class BatchWorkTests {

	private final TestSystem system = TestSystem
		.with(LineJob.class, QuickJob.class, NightJob.class, LargeJob.class, LimitedJob.class)
		.batches(new BatchSettings(Duration.ZERO, Map.of()))
		.settings(new ServerSettings("server", 4, Duration.ofMillis(200), Duration.ofMillis(100), Duration.ofSeconds(4),
				false, ServerSettings.DEFAULT_MAX_GROUP_SIZE))
		.withoutRecovery()
		.start();

	private final LineJob job = this.system.bean(LineJob.class);

	private final ObjectId server = new ObjectId();

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void aMoreUrgentJobGoesBeforeTheSlicesOfAnOpenBatch() {
		BatchInstance<Fields> batch = open(builder().upload(lines(20)).create());
		JobInstance<Void> later = this.system.rocketJob.create(QuickJob.class, null);
		JobInstance<Void> urgent = this.system.rocketJob.create(QuickJob.class, null, (options) -> options.priority(1));
		assertThat(next().toString()).contains(urgent.id().toHexString());
		this.system.rocketJob.create(QuickJob.class, null, (options) -> options.priority(51));
		assertThat(next().toString()).as("it is as urgent, and nobody is at any").contains(later.id().toHexString());
		assertThat(next().toString()).contains("batch " + batch.id());
	}

	@Test
	void jobsAndBatchesOfOnePriorityGetOneHalfOfTheWorkersEach() {
		BatchInstance<Fields> batch = open(builder().upload(lines(100)).create());
		List<BatchWorkers.Assignment> present = new ArrayList<>();
		WorkFinder finder = finder(present, 6);
		for (int i = 0; i < 10; i++) {
			this.system.rocketJob.create(QuickJob.class, null);
		}
		for (int i = 0; i < 6; i++) {
			Work next = find(finder);
			present.add(new BatchWorkers.Assignment(next, Duration.ZERO, false));
		}
		assertThat(present).filteredOn((each) -> batch.id().equals(each.work().batch())).hasSize(3);
	}

	@Test
	void batchesOfOnePriorityShareTheirWorkers() {
		BatchInstance<Fields> first = open(builder().upload(lines(100)).create());
		BatchInstance<Fields> second = open(builder().upload(lines(100)).create());
		List<BatchWorkers.Assignment> present = new ArrayList<>();
		WorkFinder finder = finder(present, 6);
		for (int i = 0; i < 6; i++) {
			present.add(new BatchWorkers.Assignment(find(finder), Duration.ZERO, false));
		}
		assertThat(present).filteredOn((each) -> first.id().equals(each.work().batch())).hasSize(3);
		assertThat(present).filteredOn((each) -> second.id().equals(each.work().batch())).hasSize(3);
	}

	@Test
	void reservedWorkersTakeJobsOnly() {
		open(builder().upload(lines(100)).create());
		List<BatchWorkers.Assignment> present = new ArrayList<>();
		WorkFinder finder = finder(present, 2);
		present.add(new BatchWorkers.Assignment(find(finder), Duration.ZERO, false));
		present.add(new BatchWorkers.Assignment(find(finder), Duration.ZERO, false));
		assertThat(present).allMatch((each) -> each.work().batch() != null);
		assertThat(find(finder)).as("a third worker may not be at the batch").isNull();
		JobInstance<Void> less = this.system.rocketJob.create(QuickJob.class, null, (options) -> options.priority(99));
		assertThat(find(finder)).asString().contains(less.id().toHexString());
	}

	@Test
	void workersLeaveTheirBatchForJobsThatAreAsUrgentUntilEachHasOneHalf() {
		open(builder().upload(lines(100)).create());
		List<BatchWorkers.Assignment> present = new ArrayList<>();
		WorkFinder finder = finder(present, 6);
		for (int i = 0; i < 6; i++) {
			present.add(new BatchWorkers.Assignment(find(finder), Duration.ofMinutes(1), false));
		}
		Claimant me = new Claimant(this.server, "s", "s:1");
		assertThat(finder.crowdedOut(me, false)).as("nobody waits").isEmpty();
		this.system.rocketJob.create(QuickJob.class, null, (options) -> options.priority(51));
		assertThat(finder.crowdedOut(me, false)).as("what is less urgent waits").isEmpty();
		this.system.rocketJob.create(QuickJob.class, null);
		assertThat(finder.crowdedOut(me, false)).hasSize(1);
		assertThat(finder.crowdedOut(me, true)).as("an idle worker takes it").isEmpty();
		for (int i = 0; i < 5; i++) {
			this.system.rocketJob.create(QuickJob.class, null);
		}
		assertThat(finder.crowdedOut(me, false)).as("half of them").hasSize(3);
		this.system.rocketJob.createAll(QuickJob.class, Arrays.asList(null, null, null, null),
				(options) -> options.priority(1));
		assertThat(finder.crowdedOut(me, false)).as("four urgent ones, and half of the rest").hasSize(5);
		present.replaceAll((each) -> new BatchWorkers.Assignment(each.work(), each.age(), true));
		assertThat(finder.crowdedOut(me, false)).as("all are about to leave").isEmpty();
	}

	@Test
	void workersLeaveABatchThatTheirServerIsNoLongerToWorkOn() {
		open(builder().upload(lines(100)).create());
		List<BatchWorkers.Assignment> present = new ArrayList<>();
		WorkFinder finder = finder(present, 6);
		present.add(new BatchWorkers.Assignment(find(finder), Duration.ZERO, false));
		assertThat(finder.crowdedOut(filtered(new ServerFilter(null, null, "{'fields.number': 8}")), true)).hasSize(1);
	}

	@Test
	void workersLeaveTheirBatchesWhenFewerMayBeAtThem() {
		open(builder().upload(lines(100)).create());
		List<BatchWorkers.Assignment> present = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			present.add(new BatchWorkers.Assignment(find(finder(present, 4)), Duration.ZERO, false));
		}
		assertThat(finder(present, 3).crowdedOut(new Claimant(this.server, "s", "s:1"), true)).hasSize(1);
	}

	@Test
	void aJobThatTheServerDoesNotTakeMakesNoWorkerLeaveItsBatch() {
		open(builder().upload(lines(100)).create());
		List<BatchWorkers.Assignment> present = new ArrayList<>();
		WorkFinder finder = finder(present, 6);
		for (int i = 0; i < 6; i++) {
			present.add(new BatchWorkers.Assignment(find(finder), Duration.ofMinutes(1), false));
		}
		for (int i = 0; i < 5; i++) {
			this.system.rocketJob.create(QuickJob.class, null, (options) -> options.priority(1));
		}
		Claimant other = new Claimant(this.server, "s", "s:1",
				new ClaimFilter(new ServerFilter(null, "QuickJob", null)));
		assertThat(finder.crowdedOut(other, false)).isEmpty();
	}

	@Test
	void workersLeaveALessUrgentBatchForAMoreUrgentOneAsFarAsItHasPlaces() {
		open(builder().upload(lines(100)).create());
		List<BatchWorkers.Assignment> present = new ArrayList<>();
		WorkFinder finder = finder(present, 6);
		for (int i = 0; i < 6; i++) {
			present.add(new BatchWorkers.Assignment(find(finder), Duration.ofMinutes(1), false));
		}
		Claimant me = new Claimant(this.server, "s", "s:1");
		BatchInstance<Fields> urgent = open(builder().options((options) -> options.priority(2))
			.throttleRunningWorkers(4)
			.upload(lines(100))
			.create());
		this.system.batches.open().forget();
		assertThat(finder.crowdedOut(me, true)).hasSize(4);
		urgent.throttleRunningWorkers(100);
		this.system.batches.open().forget();
		assertThat(finder.crowdedOut(me, true)).hasSize(6);
	}

	@Test
	void theMoreUrgentOfTwoBatchesGoesFirstAndThenTheOther() {
		BatchInstance<Fields> normal = open(builder().upload(lines(20)).create());
		BatchInstance<Fields> urgent = open(
				builder().options((options) -> options.priority(10)).upload(lines(5)).create());
		Work first = next();
		assertThat(first.toString()).contains(urgent.id().toHexString());
		first.run("s", "w", () -> true);
		assertThat(urgent.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(next().toString()).contains(normal.id().toHexString());
	}

	@Test
	void noMoreWorkersJoinThanTheThrottleAllows() {
		BatchInstance<Fields> batch = open(builder().throttleRunningWorkers(2).upload(lines(100)).create());
		List<Work> stays = List.of(next(), next());
		JobInstance<Void> other = this.system.rocketJob.create(QuickJob.class, null);
		assertThat(stays).allMatch((work) -> work.toString().contains(batch.id().toHexString()));
		assertThat(next().toString()).as("others are not kept from other work").contains(other.id().toHexString());
		stays.get(0).run("s", "w", () -> false);
		assertThat(next().toString()).as("a place is free again").contains(batch.id().toHexString());
		batch.throttleRunningWorkers(3);
		assertThat(next().toString()).contains(batch.id().toHexString());
		assertThat(find(this.system)).isEmpty();
	}

	@Test
	void theThrottleOfTheClassHoldsUnlessTheJobHasItsOwn() {
		BatchInstance<Void> limited = open(
				this.system.rocketJob.batch(LimitedJob.class).upload(RecordSource.range(1, 50)).create());
		next();
		assertThat(find(this.system)).isEmpty();
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> limited.throttleRunningWorkers(0))
			.withMessageContaining("at least 1");
	}

	@Test
	void oneWorkerASecondLooksAtABatchWhoseLastSlicesAreAtWork() {
		BatchInstance<Fields> batch = open(builder().throttleRunningWorkers(3).upload(lines(10)).create());
		JobRecord present = this.system.engine.store().reload(batch.id());
		assertThat(new SliceGroupClaimer(this.system.batches.claims(), this.system.engine.runs(), 1).next(present,
				Segment.readable(present), new ObjectId(), "s", "other"))
			.isNotNull();
		Work first = next();
		first.run("s", "w", () -> true);
		assertThat(find(this.system)).isEmpty();
		await().pollInterval(Duration.ofMillis(50)).until(() -> find(this.system).isPresent());
		assertThat(find(this.system)).isEmpty();
	}

	@Test
	void aLookWithoutAnIdleWorkerDoesNotCountAsOne() {
		BatchInstance<Fields> batch = open(builder().upload(lines(10)).create());
		WorkFinder finder = this.system.batches.finder(200, TestCrew.IDLE);
		Claimant me = new Claimant(this.server, "s", "s:1");
		this.system.batches.open().dry(batch.id());
		assertThat(finder.next(me, new Need(1, 1))).isEmpty();
		await().until(() -> !this.system.batches.open().wasDry(batch.id()));
		assertThat(finder.next(me, new Need(1, 0))).as("nobody is idle").isEmpty();
		assertThat(finder.next(me, new Need(1, 1))).as("now somebody is").hasSize(1);
	}

	@Test
	void aBatchIsJoinedOnlyWhereTheFilterOfTheServerLetsItThrough() {
		BatchInstance<Fields> batch = open(builder().upload(lines(10)).create());
		WorkFinder finder = this.system.batches.finder(200, TestCrew.IDLE);
		assertThat(finder.next(filtered(new ServerFilter(null, "Line", null)), new Need(1, 1))).isEmpty();
		assertThat(finder.next(filtered(new ServerFilter(null, null, "{'fields.number': 8}")), new Need(1, 1)))
			.isEmpty();
		assertThat(finder.next(filtered(new ServerFilter("Line", null, "{'fields.number': 7}")), new Need(1, 1)))
			.singleElement()
			.satisfies((work) -> assertThat(work).hasToString("batch " + batch.id()));
	}

	@Test
	void aBatchIsBegunOnlyWhereTheFilterOfTheServerLetsItThrough() {
		BatchInstance<Fields> batch = builder().upload(lines(10)).create();
		WorkFinder finder = this.system.batches.finder(200, TestCrew.IDLE);
		assertThat(finder.next(filtered(new ServerFilter(null, null, "{'fields.number': 8}")), new Need(1, 1)))
			.isEmpty();
		assertThat(finder.next(filtered(new ServerFilter(null, null, "{'fields.number': 7}")), new Need(1, 1)))
			.singleElement()
			.satisfies((work) -> assertThat(work.toString()).contains(batch.id().toHexString()));
	}

	private Claimant filtered(ServerFilter filter) {
		return new Claimant(this.server, "s", "s:1", new ClaimFilter(filter));
	}

	@Test
	void thePlaceOfADeadWorkerIsTakenBack() {
		BatchInstance<Fields> batch = open(builder().throttleRunningWorkers(1).upload(lines(30)).create());
		next();
		assertThat(this.system.batches.slots().claimants()).containsExactly(this.server);
		assertThat(find(this.system)).isEmpty();
		this.system.batches.slots().requeue(this.server, (token) -> true, "it died");
		this.system.engine.notifier().signalSlices();
		assertThat(next().toString()).contains(batch.id().toHexString());
	}

	@Test
	void workersThatAreTooManyLeaveWhenTheThrottleIsLowered() throws Exception {
		TestSystem other = TestSystem.with(LineJob.class).sharing(this.system).withoutRecovery().start();
		try {
			BatchInstance<Fields> batch = open(builder().throttleRunningWorkers(2).upload(lines(100)).create());
			BatchSession first = (BatchSession) find(other).orElseThrow();
			BatchSession second = (BatchSession) find(other).orElseThrow();
			LineJob shared = other.bean(LineJob.class);
			shared.script = (line, context) -> {
				batch.throttleRunningWorkers(1);
				other.batches.open().forget();
				return line;
			};
			second.run("s", "w", () -> true);
			assertThat(shared.ran).as("it leaves after its slice").hasSize(10);
			first.run("s", "w", () -> shared.ran.size() < 30);
			assertThat(shared.ran).as("the first may stay").hasSize(30);
		}
		finally {
			other.close();
		}
	}

	@Test
	void slicesAreBegunOnlyWithinTheirWindows() {
		this.system.clock.set(Instant.parse("2026-05-04T12:00:00Z"));
		BatchInstance<Void> batch = open(
				this.system.rocketJob.batch(NightJob.class).upload(RecordSource.range(1, 30)).create());
		next().run("s", "w", () -> true);
		assertThat(batch.status().slicesQueued()).as("one only looks whether it is done").isEqualTo(3);
		assertThat(find(this.system)).isEmpty();
		this.system.clock.set(Instant.parse("2026-05-04T20:30:00Z"));
		this.system.engine.notifier().signalSlices();
		next().run("s", "w", () -> false);
		assertThat(batch.status().slicesQueued()).isEqualTo(2);
		this.system.clock.set(Instant.parse("2026-05-05T04:00:00Z"));
		assertThat(find(this.system)).isEmpty();
		this.system.clock.set(Instant.parse("2026-05-09T12:00:00Z"));
		assertThat(next().toString()).as("the secondary window: Saturdays at noon").contains("batch");
	}

	@Test
	void aBatchWhoseLastSliceEndsOutsideOfItsWindowIsBroughtToItsEnd() {
		this.system.clock.set(Instant.parse("2026-05-04T20:30:00Z"));
		BatchInstance<Void> batch = open(
				this.system.rocketJob.batch(NightJob.class).upload(RecordSource.range(1, 10)).create());
		this.system.bean(NightJob.class).hook = () -> this.system.clock.set(Instant.parse("2026-05-05T04:00:00Z"));
		next().run("s", "w", () -> true);
		assertThat(batch.status().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void aLargeBatchBecomesLessUrgentWhenItIsOpened() {
		BatchInstance<Void> batch = this.system.rocketJob.batch(LargeJob.class)
			.options((options) -> options.priority(10))
			.upload(RecordSource.range(1, 350))
			.create();
		assertThat(batch.priority()).isEqualTo(10);
		open(batch);
		assertThat(batch.reload().priority()).isEqualTo(13);
		batch.fail("once more");
		open(batch.retry());
		assertThat(batch.reload().priority()).as("it is lowered once").isEqualTo(13);
	}

	@Test
	void aServerWorksOnABatchWithAllItsWorkers() {
		this.job.script = (line, context) -> {
			context.statistics().increment(context.workerName());
			Thread.onSpinWait();
			return line;
		};
		BatchInstance<Fields> batch = builder().upload(lines(2_000)).create();
		this.system.supervisor.start();
		await().until(() -> batch.reload().state() == JobState.COMPLETED);
		assertThat(batch.reload().statistics()).hasSizeGreaterThan(1).hasSizeLessThanOrEqualTo(4);
		assertThat(batch.reload().statistics().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(2_000);
		assertThat(this.job.hooks.stream().filter("afterBatch"::equals)).hasSize(1);
	}

	@Test
	void theStatusTellsWhatWorkersAreAtAndHowLongTheRestTakes() {
		AtomicInteger waiting = new AtomicInteger();
		List<Object> gate = Collections.synchronizedList(new ArrayList<>());
		this.job.script = (line, context) -> {
			if (line.equals("line 25")) {
				waiting.incrementAndGet();
				await().until(() -> !gate.isEmpty());
			}
			return line;
		};
		TestSystem other = TestSystem.with((context) -> context.registerBean(LineJob.class, () -> this.job))
			.sharing(this.system)
			.realTime()
			.batches(new BatchSettings(Duration.ofMinutes(1), Map.of()))
			.settings(new ServerSettings("one", 1, Duration.ofMillis(200), Duration.ofMillis(100),
					Duration.ofSeconds(4), false, ServerSettings.DEFAULT_MAX_GROUP_SIZE))
			.start();
		try {
			BatchInstance<Fields> batch = other.rocketJob.batch(LineJob.class)
				.fields(new Fields("", 0))
				.upload(lines(100))
				.create();
			other.supervisor.start();
			await().until(() -> waiting.get() == 1);
			await().untilAsserted(
					() -> assertThat(batch.reload().status().workers()).singleElement().satisfies((worker) -> {
						assertThat(worker.name()).startsWith("one:");
						assertThat(worker.firstRecord()).isEqualTo(21);
						assertThat(worker.recordNumber()).as("within about a second").isEqualTo(25);
					}));
			assertThat(batch.reload().status()).satisfies((status) -> {
				assertThat(status.percentComplete()).isEqualTo(20);
				assertThat(status.recordsDone()).isEqualTo(20);
				assertThat(status.slicesActive()).isOne();
				assertThat(status.slicesQueued()).isEqualTo(7);
				assertThat(status.timeLeft()).isPositive();
				assertThat(status.recordsPerHour()).isPositive();
				assertThat(status.toString()).contains("running for", "20% of 100 records", "7 queued", "left");
			});
			gate.add("open");
			await().until(() -> batch.reload().state() == JobState.COMPLETED);
		}
		finally {
			gate.add("open");
			other.close();
		}
	}

	@Test
	void aServerThatStopsGivesBackItsSlicesWhereTheyAre() {
		this.job.script = (line, context) -> {
			if (line.endsWith("5")) {
				new CountDownLatch(1).await();
			}
			return line;
		};
		BatchInstance<Fields> batch = builder().upload(lines(40)).create();
		this.system.supervisor.start();
		await().until(() -> batch.reload().status().slicesActive() == 4);
		await().until(() -> this.job.ran.size() >= 20);
		this.system.supervisor.stop();
		assertThat(batch.reload().state()).isEqualTo(JobState.RUNNING);
		assertThat(batch.reload().status().slicesQueued()).isEqualTo(4);
		this.job.script = (line, context) -> line;
		int before = this.job.ran.size();
		this.system.supervisor.start();
		await().until(() -> batch.reload().state() == JobState.COMPLETED);
		assertThat(this.job.ran.size() - before).as("each slice goes on at its fifth record").isEqualTo(4 * 6);
		assertThat(batch.output("main", String.class)).containsExactlyElementsOf(lines(40));
	}

	@Test
	void aSliceThatTakesTooLongFailsWithItsRecord() {
		this.job.script = (line, context) -> {
			if (line.equals("line 3")) {
				new CountDownLatch(1).await();
			}
			return line;
		};
		BatchInstance<Fields> batch = builder().options((options) -> options.timeout(Duration.ofMillis(200)))
			.upload(lines(20))
			.create();
		this.system.supervisor.start();
		await().until(() -> batch.reload().state() == JobState.FAILED);
		assertThat(batch.failures()).singleElement().satisfies((group) -> {
			assertThat(group.className()).contains("JobTimeoutException");
			assertThat(group.examples().get(0).failedRecord()).isEqualTo(3);
		});
	}

	private WorkFinder finder(List<BatchWorkers.Assignment> present, int batchWorkers) {
		return finder(this.system, new TestCrew(present, batchWorkers));
	}

	private static WorkFinder finder(TestSystem in, BatchWorkers crew) {
		return in.batches.finder(1, crew);
	}

	private Work find(WorkFinder finder) {
		return finder.next(new Claimant(this.server, "s", "s:1"), new Need(1, 1)).stream().findFirst().orElse(null);
	}

	private Work next() {
		return find(this.system).orElseThrow();
	}

	private Optional<Work> find(TestSystem in) {
		return finder(in, TestCrew.IDLE).next(new Claimant(this.server, "s", "w"), new Need(1, 1)).stream().findFirst();
	}

	private <F> BatchInstance<F> open(BatchInstance<F> batch) {
		this.system.batches.runner()
			.run(this.system.engine.claims().one(batch.id(), this.server, "w").orElseThrow(), "s");
		assertThat(batch.reload().state()).isEqualTo(JobState.RUNNING);
		return batch;
	}

	private BatchBuilder<Fields, String> builder() {
		return this.system.rocketJob.batch(LineJob.class).fields(new Fields("text", 7));
	}

	private static ConditionFactory await() {
		return Awaitility.await().pollInterval(Duration.ofMillis(20));
	}

	private static List<String> lines(int count) {
		return IntStream.rangeClosed(1, count).mapToObj((i) -> "line " + i).toList();
	}

	/** Does nothing. */
	@RocketJob(destroyOnComplete = false)
	static class QuickJob implements Job<Void> {

		@Override
		public Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	/** At night, and on Saturdays. */
	@RocketJob(destroyOnComplete = false)
	@InputCategory(sliceSize = 10)
	@SliceWindow(schedule = "0 22 * * *", duration = "4h", zone = "Europe/Berlin")
	@SliceWindow(schedule = "0 0 12 * * SAT", duration = "PT1H")
	static class NightJob implements BatchJob<Void, Long, Void> {

		volatile Runnable hook = () -> {
		};

		@Override
		public Void perform(Long number, BatchContext<Void> context) {
			this.hook.run();
			return null;
		}

	}

	/** Less urgent by one for each hundred records. */
	@RocketJob(destroyOnComplete = false)
	@LowerPriority(records = 100)
	static class LargeJob implements BatchJob<Void, Long, Void> {

		@Override
		public Void perform(Long number, BatchContext<Void> context) {
			return null;
		}

	}

	/** One worker at a time. */
	@RocketJob(destroyOnComplete = false)
	@InputCategory(sliceSize = 10)
	@ThrottleRunningWorkers(1)
	static class LimitedJob implements BatchJob<Void, Long, Void> {

		@Override
		public Void perform(Long number, BatchContext<Void> context) {
			return null;
		}

	}

}
