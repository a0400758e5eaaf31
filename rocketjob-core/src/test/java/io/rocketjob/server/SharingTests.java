package io.rocketjob.server;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** How the workers of a server that runs are shared. */
@Timeout(60)
class SharingTests {

	private static final int WORKERS = 10;

	private final TestSystem system = TestSystem.with(RecordBatch.class, ShortJob.class)
		.realTime()
		.settings(settings(0))
		.start();

	private final RecordBatch records = this.system.bean(RecordBatch.class);

	private final ShortJob jobs = this.system.bean(ShortJob.class);

	private static ServerSettings settings(int reserved) {
		ServerSettings defaults = ServerSettings.defaults();
		return new ServerSettings("one", WORKERS, defaults.heartbeatInterval(), defaults.pollInterval(),
				Duration.ofSeconds(4), false, ServerSettings.DEFAULT_MAX_GROUP_SIZE, defaults.filter(), reserved,
				defaults.maxCrashes());
	}

	@AfterEach
	void close() {
		this.records.end = true;
		this.jobs.end = true;
		this.system.close();
	}

	@Test
	void aStreamOfShortJobsAndABatchOfThatPriorityHaveHalfOfTheWorkersEach() {
		BatchInstance<Void> batch = batch();
		this.system.supervisor.start();
		await().until(() -> this.records.running.get() == WORKERS);
		this.system.rocketJob.createAll(ShortJob.class, Collections.nCopies(2_000, null));
		await().until(() -> this.jobs.running.get() == WORKERS / 2 && this.records.running.get() == WORKERS / 2);
		long jobsBefore = this.jobs.done.get();
		long recordsBefore = this.records.done.get();
		await().until(() -> this.jobs.done.get() > jobsBefore + 1_000);
		long jobsDone = this.jobs.done.get() - jobsBefore;
		long recordsDone = this.records.done.get() - recordsBefore;
		// both take as long
		assertThat(recordsDone).isBetween(jobsDone * 2 / 3, jobsDone * 3 / 2);
		await().until(() -> this.records.running.get() == WORKERS);
		assertThat(this.jobs.done).hasValue(2_000);
		assertThat(batch.reload().state()).isEqualTo(JobState.RUNNING);
	}

	@Test
	void moreUrgentJobsGetAllWorkersAndThenTheBatchHasThemAgain() {
		batch();
		this.system.supervisor.start();
		await().until(() -> this.records.running.get() == WORKERS);
		this.jobs.block = true;
		this.system.rocketJob.createAll(ShortJob.class, Collections.nCopies(30, null),
				(options) -> options.priority(1));
		await().until(() -> this.jobs.running.get() == WORKERS);
		assertThat(this.records.running).hasValue(0);
		this.jobs.block = false;
		await().until(() -> this.records.running.get() == WORKERS);
		assertThat(this.jobs.done).hasValue(30);
	}

	@Test
	void aMoreUrgentBatchGetsAllWorkersAndOneThatIsAsUrgentHalfOfThem() {
		BatchInstance<Void> first = batch();
		this.system.supervisor.start();
		await().until(() -> slices(first) == WORKERS);
		BatchInstance<Void> second = batch();
		await().until(() -> slices(first) == WORKERS / 2 && slices(second) == WORKERS / 2);
		BatchInstance<Void> urgent = this.system.rocketJob.batch(RecordBatch.class)
			.options((options) -> options.priority(3))
			.upload(IntStream.range(0, 20_000).boxed().toList())
			.create();
		await().until(() -> slices(urgent) == WORKERS);
		urgent.abort("no longer urgent");
		await().until(() -> slices(first) == WORKERS / 2 && slices(second) == WORKERS / 2);
	}

	@Test
	void reservedWorkersStartJobsAtOnceThoughSlicesTakeLong() {
		this.records.block = true;
		try (TestSystem other = TestSystem.with((context) -> {
			context.registerBean(RecordBatch.class, () -> this.records);
			context.registerBean(ShortJob.class, () -> this.jobs);
		}).sharing(this.system).realTime().settings(settings(2)).start()) {
			batch();
			other.supervisor.start();
			await().until(() -> this.records.running.get() == WORKERS - 2);
			this.system.rocketJob.create(ShortJob.class, null, (options) -> options.priority(100));
			await().until(() -> this.jobs.done.get() == 1);
			assertThat(this.records.running).hasValue(WORKERS - 2);
			this.records.end = true;
		}
	}

	private int slices(BatchInstance<Void> batch) {
		AtomicInteger running = this.records.runningOf.get(batch.id());
		return (running != null) ? running.get() : 0;
	}

	private BatchInstance<Void> batch() {
		return this.system.rocketJob.batch(RecordBatch.class)
			.upload(IntStream.range(0, 20_000).boxed().toList())
			.create();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5));
	}

	private static void work(AtomicInteger running, BooleanSupplier goOn) throws InterruptedException {
		running.incrementAndGet();
		try {
			do {
				TimeUnit.MILLISECONDS.sleep(10);
			}
			while (goOn.getAsBoolean());
		}
		finally {
			running.decrementAndGet();
		}
	}

	/** One that takes a while for each record. */
	@RocketJob
	@InputCategory(sliceSize = 5)
	static class RecordBatch implements BatchJob<Void, Integer, Void> {

		final Map<ObjectId, AtomicInteger> runningOf = new ConcurrentHashMap<>();

		final AtomicInteger running = new AtomicInteger();

		final AtomicInteger done = new AtomicInteger();

		volatile boolean block;

		volatile boolean end;

		@Override
		public Void perform(Integer number, BatchContext<Void> context) throws InterruptedException {
			AtomicInteger mine = this.runningOf.computeIfAbsent(context.id(), (missing) -> new AtomicInteger());
			mine.incrementAndGet();
			try {
				work(this.running, () -> this.block && !this.end);
			}
			finally {
				mine.decrementAndGet();
			}
			this.done.incrementAndGet();
			return null;
		}

	}

	/** One that takes as long as a record. */
	@RocketJob
	static class ShortJob implements Job<Void> {

		final AtomicInteger running = new AtomicInteger();

		final AtomicInteger done = new AtomicInteger();

		volatile boolean block;

		volatile boolean end;

		@Override
		public Object perform(Void fields, JobContext context) throws InterruptedException {
			work(this.running, () -> this.block && !this.end);
			this.done.incrementAndGet();
			return null;
		}

	}

}
