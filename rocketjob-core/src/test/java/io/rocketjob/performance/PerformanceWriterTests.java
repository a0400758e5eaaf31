package io.rocketjob.performance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import com.mongodb.client.MongoCollection;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.RecordSource;
import io.rocketjob.RocketJob;
import io.rocketjob.TestLine;
import io.rocketjob.TestSystem;
import io.rocketjob.job.Instrumentation;
import io.rocketjob.job.JobObservations;
import io.rocketjob.plugin.retry.Retry;
import io.rocketjob.testsupport.TestDatabase;
import io.rocketjob.work.RunResult.Outcome;
import io.rocketjob.work.WorkRecorder;
import io.rocketjob.work.WorkRecorder.RunTimes;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What servers store of how long runs take and jobs wait. */
class PerformanceWriterTests {

	private static final RunTimes TIMES = new RunTimes(Duration.ofSeconds(3), Duration.ofMillis(20));

	private final PerformanceRecorder recorder = new PerformanceRecorder();

	private final TestSystem system = system(this.recorder);

	private final PerformanceWriter writer = new PerformanceWriter(this.system.engine.store(), this.recorder);

	@AfterEach
	void close() {
		this.system.close();
	}

	private static TestSystem system(WorkRecorder recorder) {
		return TestSystem.with(QuickJob.class, StubbornJob.class, SumBatch.class)
			.instrumentation(new Instrumentation(recorder, JobObservations.NONE))
			.start();
	}

	private MongoCollection<Document> stored() {
		return this.system.collection(PerformanceDocument.COLLECTION);
	}

	private Document hour(String type) {
		Instant bucket = Period.HOUR.bucket(this.system.clock.instant());
		Document found = stored().find(new Document("_id", PerformanceDocument.id(Period.HOUR, bucket, type))).first();
		return (found != null) ? found : new Document();
	}

	private static void run(PerformanceRecorder recorder, String type, Outcome outcome) {
		recorder.jobRun(type, outcome, () -> TIMES);
	}

	@Test
	void aRunIsCountedWithHowLongItTookAndItsJobHasWaited() {
		Instant created = this.system.clock.instant();
		this.system.rocketJob.create(QuickJob.class);
		this.system.clock.move(Duration.ofSeconds(40));
		this.system.queue.drain();
		this.writer.flush();
		assertThat(stored().find().map((each) -> each.getString("_id"))).containsExactlyInAnyOrder(
				id(Period.HOUR, "QuickJob"), id(Period.DAY, "QuickJob"), id(Period.WEEK, "QuickJob"));
		Document hour = hour("QuickJob");
		assertThat(PerformanceDocument.number(hour, "runs")).isEqualTo(1);
		assertThat(PerformanceDocument.number(hour, "failures")).isZero();
		assertThat(DurationBuckets.percentile(PerformanceDocument.counts(hour, "waited"), 1))
			.isBetween(Duration.ofSeconds(37), Duration.ofSeconds(43));
		assertThat(DurationBuckets.percentile(PerformanceDocument.counts(hour, "ran"), 1))
			.isBetween(Duration.ofMillis(4), Duration.ofSeconds(30));
		assertThat(hour.getDate("expiresAt")).isAfter(Date.from(created.plus(Duration.ofHours(1))));
	}

	private String id(Period period, String type) {
		return PerformanceDocument.id(period, period.bucket(this.system.clock.instant()), type);
	}

	@Test
	void aJobWaitsFromItsTimeAndAfterAFailureFromItsNextOne() {
		Instant runAt = this.system.clock.instant().plus(Duration.ofHours(2));
		JobInstance<?> job = this.system.rocketJob.create(StubbornJob.class, null, (options) -> options.runAt(runAt));
		this.system.clock.move(Duration.ofHours(2).plusSeconds(10));
		this.system.queue.drain();
		this.system.clock.move(Duration.ofHours(1).plusSeconds(10));
		this.system.queue.drain();
		assertThat(this.system.rocketJob.get(job.id()).failureCount()).isEqualTo(2);
		this.writer.flush();
		Document week = stored().find(new Document("_id", id(Period.WEEK, "StubbornJob"))).first();
		assertThat(PerformanceDocument.number(week, "runs")).isEqualTo(2);
		assertThat(PerformanceDocument.number(week, "failures")).as("also what is tried again").isEqualTo(2);
		assertThat(DurationBuckets.percentile(PerformanceDocument.counts(week, "waited"), 1))
			.isLessThan(Duration.ofSeconds(60));
	}

	@Test
	void aBatchIsOneRunThatLastsUntilItHasEnded() {
		try (TestSystem timed = TestSystem.with(SumBatch.class)
			.instrumentation(new Instrumentation(this.recorder, JobObservations.NONE))
			.realTime()
			.start()) {
			timed.rocketJob.batch(SumBatch.class).upload(RecordSource.range(1, 10)).create();
			timed.rocketJob.batch(SumBatch.class).upload(RecordSource.range(-5, 5)).create();
			timed.queue.drain();
			new PerformanceWriter(timed.engine.store(), this.recorder).flush();
			Document week = timed.collection(PerformanceDocument.COLLECTION)
				.find(new Document("_id", new Document("$gte", "week ")))
				.first();
			assertThat(PerformanceDocument.number(week, "runs")).isEqualTo(2);
			assertThat(PerformanceDocument.number(week, "failures")).isEqualTo(1);
			// less than that no batch can take
			assertThat(DurationBuckets.percentile(PerformanceDocument.counts(week, "ran"), 0.1))
				.isGreaterThan(Duration.ofMillis(20));
		}
	}

	@Test
	void whatNoWorkerHasEndedIsNotCounted() throws Exception {
		JobInstance<?> job = this.system.rocketJob.create(QuickJob.class);
		job.abort("of no use");
		this.system.rocketJob.performNow(QuickJob.class, null);
		this.writer.flush();
		assertThat(this.system.database().listCollectionNames()).doesNotContain(PerformanceDocument.COLLECTION);
	}

	@Test
	void serversAddToOneBucket() throws Exception {
		PerformanceRecorder other = new PerformanceRecorder();
		try (TestSystem second = TestSystem.with(QuickJob.class).sharing(this.system).start()) {
			PerformanceWriter others = new PerformanceWriter(second.engine.store(), other);
			for (int i = 0; i < 20; i++) {
				// each round makes the documents of a class, at the same moment
				String type = "Job" + i;
				run(this.recorder, type, Outcome.COMPLETED);
				run(other, type, Outcome.FAILED);
				CountDownLatch begin = new CountDownLatch(1);
				Thread thread = new Thread(() -> {
					try {
						begin.await();
						others.flush();
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
				});
				thread.start();
				begin.countDown();
				this.writer.flush();
				thread.join(TimeUnit.SECONDS.toMillis(30));
			}
		}
		for (int i = 0; i < 20; i++) {
			assertThat(PerformanceDocument.number(hour("Job" + i), "runs")).isEqualTo(2);
			assertThat(PerformanceDocument.number(hour("Job" + i), "failures")).isEqualTo(1);
			assertThat(PerformanceDocument.counts(hour("Job" + i), "ran").values()).containsExactly(2L);
		}
	}

	@Test
	void whatCannotBeStoredIsStoredTheNextTime() {
		try (TestLine line = TestLine.to(TestDatabase.get().connectionString());
				TestSystem away = TestSystem.with(QuickJob.class).through(line).sharing(this.system).start()) {
			PerformanceWriter cut = new PerformanceWriter(away.engine.store(), this.recorder);
			run(this.recorder, "QuickJob", Outcome.COMPLETED);
			line.cut();
			cut.flush();
			run(this.recorder, "QuickJob", Outcome.FAILED);
			cut.flush();
			assertThat(hour("QuickJob")).isEmpty();
			line.mend();
			cut.flush();
			cut.flush();
			assertThat(PerformanceDocument.number(hour("QuickJob"), "runs")).isEqualTo(2);
			assertThat(PerformanceDocument.number(hour("QuickJob"), "failures")).isEqualTo(1);
		}
	}

	@Test
	void theEndOfTheApplicationStoresWhatIsLeft() {
		this.writer.start();
		run(this.recorder, "QuickJob", Outcome.COMPLETED);
		assertThat(this.writer.isRunning()).isTrue();
		this.writer.stop();
		assertThat(PerformanceDocument.number(hour("QuickJob"), "runs")).isEqualTo(1);
		assertThat(this.writer.isRunning()).isFalse();
	}

	@Test
	void bucketsThatNobodyLooksAtAreDroppedAlsoByServersThatDoNotDoItThemselves() {
		run(this.recorder, "OldJob", Outcome.COMPLETED);
		this.writer.flush();
		assertThat(stored().listIndexes().map((index) -> index.getString("name"))).contains("performance_expires");
		this.system.clock.move(Duration.ofHours(3));
		run(this.recorder, "NewJob", Outcome.COMPLETED);
		this.writer.flush();
		Set<String> left = stored().find()
			.into(new ArrayList<>())
			.stream()
			.map((each) -> each.getString("_id").replaceAll(" .* ", " "))
			.collect(Collectors.toSet());
		assertThat(left)
			.isEqualTo(Set.copyOf(List.of("day OldJob", "week OldJob", "hour NewJob", "day NewJob", "week NewJob")));
	}

	@Test
	void noMoreClassesAreCountedThanThereMayBe() {
		for (int i = 0; i < PerformanceRecorder.MOST_CLASSES + 5; i++) {
			run(this.recorder, "Job" + i, Outcome.COMPLETED);
		}
		assertThat(this.recorder.drain()).hasSize(PerformanceRecorder.MOST_CLASSES);
	}

	@Test
	void severalRecordersAreTold() {
		PerformanceRecorder other = new PerformanceRecorder();
		WorkRecorder.of(List.of(this.recorder, other)).jobRun("QuickJob", Outcome.COMPLETED, () -> TIMES);
		assertThat(this.recorder.drain()).containsOnlyKeys("QuickJob");
		assertThat(other.drain()).containsOnlyKeys("QuickJob");
	}

	/** Takes some milliseconds. */
	@RocketJob
	static class QuickJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) throws InterruptedException {
			TimeUnit.MILLISECONDS.sleep(5);
			return null;
		}

	}

	/** Fails, and tries again an hour later. */
	@RocketJob(destroyOnComplete = false)
	@Retry(limit = 1, delay = Retry.Delay.FIXED, initial = "1h")
	static class StubbornJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			throw new IllegalStateException("no");
		}

	}

	/** Takes some milliseconds for each record, and fails at negative numbers. */
	@RocketJob
	@InputCategory(sliceSize = 2)
	static class SumBatch implements BatchJob<Void, Long, Object> {

		@Override
		public @Nullable Object perform(Long number, BatchContext<Void> context) throws InterruptedException {
			TimeUnit.MILLISECONDS.sleep(5);
			if (number < 0) {
				throw new IllegalArgumentException("negative");
			}
			return null;
		}

	}

}
