package io.rocketjob.plugin.retry;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

import io.rocketjob.AbortJobException;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.InvalidJobException;
import io.rocketjob.Job;
import io.rocketjob.JobCallbacks;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.JobTransition;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.TransitionContext;
import io.rocketjob.jobclass.JobClassException;
import io.rocketjob.plugin.cron.Cron;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.FixedBackOff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Failed jobs that are tried again, and when they are given up. */
class RetryTests {

	private final TestSystem system = TestSystem
		.with(Flaky.class, Fixed.class, Exponential.class, Custom.class, OnlyIo.class, FlakyBatch.class, IoBatch.class)
		.withoutRecovery()
		.start();

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void aFailedJobIsQueuedAgainAfterAGrowingDelay() {
		this.system.clock.set(Instant.parse("2026-03-10T12:00:00Z"));
		JobInstance<Input> job = this.system.rocketJob.create(Flaky.class, new Input(3));
		List<Long> delays = new ArrayList<>();
		for (int failure = 1; failure <= 3; failure++) {
			assertThat(this.system.queue.drain()).hasSize(1);
			job = job.reload();
			assertThat(job.state()).isEqualTo(JobState.QUEUED);
			assertThat(job.isScheduled()).isTrue();
			assertThat(job.failureCount()).isEqualTo(failure);
			assertThat(job.exception().message()).isEqualTo("attempt " + (failure - 1));
			delays.add(Duration.between(this.system.clock.instant(), job.runAt()).toSeconds());
			assertThat(this.system.queue.drain()).isEmpty();
			this.system.clock.move(Duration.between(this.system.clock.instant(), job.runAt()));
		}
		assertThat(delays).containsExactly(6L, 21L, 86L);
		assertThat(this.system.queue.drain()).singleElement().matches((ran) -> ran.completed());
		job = job.reload();
		assertThat(job.state()).isEqualTo(JobState.COMPLETED);
		assertThat(job.exception()).isNull();
		assertThat(job.failureCount()).isEqualTo(3);
	}

	@Test
	void theHistoryShowsEachFailureAndEachRetry() {
		JobInstance<Input> job = this.system.rocketJob.create(Flaky.class, new Input(1));
		this.system.queue.drain();
		assertThat(job.reload().history())
			.satisfiesExactly((start) -> assertThat(start.to()).isEqualTo(JobState.RUNNING), (failed) -> {
				assertThat(failed.to()).isEqualTo(JobState.FAILED);
				assertThat(failed.reason()).contains("attempt 0");
			}, (queued) -> {
				assertThat(queued.from()).isEqualTo(JobState.FAILED);
				assertThat(queued.to()).isEqualTo(JobState.QUEUED);
				assertThat(queued.reason()).contains("retry 1 of 25");
			});
		Document stored = this.system.jobs().find().first();
		assertThat(stored.getEmbedded(List.of("plugins", "retry"), Document.class).getList("failedAt", Date.class))
			.hasSize(1);
	}

	@Test
	void callbacksSeeTheFailureAndTheRetry() {
		this.system.rocketJob.create(Flaky.class, new Input(1));
		this.system.queue.drain();
		assertThat(this.system.bean(Flaky.class).seen).containsExactly("before START", "after START",
				"before FAIL again", "before RETRY again", "after FAIL again", "after RETRY again");
	}

	@Test
	void aRunThatIsNotStoredIsNotRetried() {
		assertThatThrownBy(() -> this.system.rocketJob.performNow(Flaky.class, new Input(1))).hasMessage("attempt 0");
		assertThat(this.system.bean(Flaky.class).seen).containsExactly("before START", "after START", "before FAIL",
				"after FAIL");
	}

	@Test
	void whenTheLimitIsReachedTheJobFails() {
		JobInstance<Input> job = this.system.rocketJob.create(Fixed.class, new Input(100));
		for (int i = 0; i < 2; i++) {
			this.system.queue.drain();
			assertThat(job.reload().state()).isEqualTo(JobState.QUEUED);
			this.system.clock.move(Duration.ofSeconds(10));
		}
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.FAILED);
	}

	@Test
	void aRetryByHandBeginsTheCountAnew() {
		JobInstance<Input> job = this.system.rocketJob.create(Fixed.class, new Input(100),
				(options) -> options.set(Retry.class, "limit", 1));
		this.system.queue.drain();
		this.system.clock.move(Duration.ofSeconds(10));
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.FAILED);
		job.reload().retry();
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.QUEUED);
	}

	@Test
	void delaysFollowThePolicyOfTheClass() {
		assertThat(delays(Fixed.class, 2)).containsExactly(10L, 10L);
		assertThat(delays(Exponential.class, 5)).containsExactly(1L, 3L, 9L, 20L, 20L);
		assertThat(delays(Custom.class, 2)).containsExactly(7L, 7L);
	}

	private List<Long> delays(Class<? extends Job<Input>> jobClass, int count) {
		JobInstance<Input> job = this.system.rocketJob.create(jobClass, new Input(100));
		List<Long> delays = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			this.system.queue.drain();
			Duration delay = Duration.between(this.system.clock.instant(), job.reload().runAt());
			delays.add(Math.round(delay.toMillis() / 1000.0));
			this.system.clock.move(delay.plusMillis(1));
		}
		job.reload().delete();
		return delays;
	}

	@Test
	void onlyTheGivenExceptionsAreRetried() {
		assertThat(stateAfter(new Input(1, "io"))).isEqualTo(JobState.QUEUED);
		assertThat(stateAfter(new Input(1, "no file"))).isEqualTo(JobState.FAILED);
		assertThat(stateAfter(new Input(1, "state"))).isEqualTo(JobState.FAILED);
		assertThat(stateAfter(new Input(1, "abort"))).isEqualTo(JobState.ABORTED);
	}

	@Test
	void theCausesOfAnExceptionCount() {
		assertThat(stateAfter(new Input(1, "caused by io"))).isEqualTo(JobState.QUEUED);
		assertThat(stateAfter(new Input(1, "caused by no file"))).isEqualTo(JobState.FAILED);
		assertThat(stateAfter(new Input(1, "io caused by no file"))).as("noRetryOn wins, wherever it stands")
			.isEqualTo(JobState.FAILED);
	}

	@Test
	void eachFailedSliceOfABatchIsJudgedByItsOwnFailure() {
		IoBatch bean = this.system.bean(IoBatch.class);
		BatchInstance<Void> batch = this.system.rocketJob.batch(IoBatch.class)
			.upload(List.of("file", "file", "io", "fine", "state", "caused by io", "io caused by no file"))
			.create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).as("some may succeed yet").isEqualTo(JobState.QUEUED);
		bean.records.clear();
		bean.failing = false;
		this.system.clock.move(Duration.ofSeconds(10));
		this.system.queue.drain();
		assertThat(bean.records).as("the others are not worked on again").containsExactly("io", "caused by io");
		assertThat(batch.reload().state()).as("only what is not retried is left").isEqualTo(JobState.FAILED);
		assertThat(batch.reload().failureCount()).isEqualTo(2);
		bean.records.clear();
		batch.reload().retry();
		this.system.queue.drain();
		assertThat(bean.records).as("a retry by hand is one of all").hasSize(4);
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void aBatchOfWhichNoFailedSliceIsToBeRetriedFails() {
		BatchInstance<Void> batch = this.system.rocketJob.batch(IoBatch.class)
			.upload(List.of("file", "fine", "state"))
			.create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
	}

	private JobState stateAfter(Input input) {
		JobInstance<Input> job = this.system.rocketJob.create(OnlyIo.class, input);
		this.system.queue.drain();
		return job.reload().state();
	}

	@Test
	void aJobIsNotRetriedBeyondItsExpiry() {
		Instant now = this.system.clock.instant();
		JobInstance<Input> job = this.system.rocketJob.create(Fixed.class, new Input(100),
				(options) -> options.expiresAt(now.plusSeconds(15)));
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.QUEUED);
		this.system.clock.move(Duration.ofSeconds(10));
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.FAILED);
	}

	@Test
	void aBatchRetriesItsFailedSlicesAlone() {
		BatchInstance<Void> batch = this.system.rocketJob.batch(FlakyBatch.class).upload(List.of(1, 2, 3, 4)).create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.QUEUED);
		assertThat(batch.reload().isScheduled()).isTrue();
		this.system.clock.move(Duration.ofSeconds(10));
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.system.bean(FlakyBatch.class).records).containsExactly(1, 2, 3, 3, 4);
	}

	@Test
	void wrongOptionsAreSaidWhenAJobIsCreated() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(Fixed.class, new Input(1),
					(options) -> options.set(Retry.class, "limit", 0)))
			.withMessageContaining("retry.limit: must be between 1 and 1000, but is 0");
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(Fixed.class, new Input(1),
					(options) -> options.set(Retry.class, "limit", 0).set(Retry.class, "jitter", 2)))
			.withMessageContaining("retry.limit: must be between 1 and 1000, but is 0")
			.withMessageContaining("retry.jitter: must be between 0 and 1, but is 2.0");
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(Fixed.class, new Input(1),
					(options) -> options.set(Retry.class, "limt", 3)))
			.withMessageContaining("no attribute 'limt'")
			.withMessageContaining("limit");
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(Fixed.class, new Input(1),
					(options) -> options.set(Retry.class, "limit", "many")))
			.withMessageContaining("but is 'many'");
	}

	@Test
	void wrongOptionsOfTheClassKeepTheApplicationFromStarting() {
		assertThatThrownBy(() -> TestSystem.with(WrongLimit.class).start())
			.hasMessageContaining(WrongLimit.class.getName())
			.hasMessageContaining("@Retry: limit: must be between 1 and 1000, but is 0");
		assertThatThrownBy(() -> TestSystem.with(WrongDelay.class).start())
			.hasMessageContaining("@Retry: initial: 'soon' is no duration");
		assertThatThrownBy(() -> TestSystem.with(NoBackOff.class).start())
			.hasMessageContaining("@Retry: backOff: must name a class");
	}

	@Test
	void allThatIsWrongWithTheOptionsIsSaidAtOnce() {
		assertThatThrownBy(() -> TestSystem.with(WrongInEveryWay.class).start()).isInstanceOf(JobClassException.class)
			.hasMessageContaining("@Retry: limit: must be between 1 and 1000, but is 1001; ")
			.hasMessageContaining("@Retry: multiplier: must be between 1 and 1000, but is 0.5; ")
			.hasMessageContaining("@Retry: jitter: must be between 0 and 1, but is -1.0; ")
			.hasMessageContaining("@Retry: initial: 'soon' is no duration")
			.hasMessageContaining("@Retry: max: '60' has no unit")
			.hasMessageContaining("@Retry: backOff: there is no single bean of " + NoConstructor.class.getName())
			.hasMessageContaining("@Cron: schedule: Wrong schedule \"61 * * * *\"")
			.hasMessageContaining("@Cron: missedAfter: must be from 1s to 366d, but is 0s");
	}

	@ParameterizedTest
	@ValueSource(classes = { FirstDelayTooLong.class, FixedDelayTooLong.class })
	void aFirstDelayLongerThanTheLongestIsRefused(Class<?> type) {
		assertThatThrownBy(() -> TestSystem.with(type).start()).isInstanceOf(JobClassException.class)
			.hasMessageContaining("@Retry: initial: must not be longer than max, but '2m' is longer than '60s'");
	}

	@Test
	void aFirstDelayIsNotComparedWithTheLongestWhereDelaysDoNotBeginWithIt() {
		try (TestSystem system = TestSystem.with(BoundedPolynomial.class, BoundedOwn.class).start()) {
			assertThat(system.engine.classes().names()).hasSize(2);
		}
	}

	record Input(int failures, String kind) {

		Input(int failures) {
			this(failures, "state");
		}

		void failIfWanted(JobContext context) throws Exception {
			if (context.failureCount() < this.failures) {
				throw switch (this.kind) {
					case "io" -> new IOException("io");
					case "no file" -> new FileNotFoundException("file");
					case "caused by io" -> new IllegalStateException(new UncheckedIOException(new IOException("io")));
					case "caused by no file" -> new IllegalStateException(new FileNotFoundException("file"));
					case "io caused by no file" -> new IOException(new FileNotFoundException("file"));
					case "abort" -> new AbortJobException("enough");
					default -> new IllegalStateException("attempt " + context.failureCount());
				};
			}
		}

	}

	abstract static class Base implements Job<Input> {

		@Override
		public Object perform(Input fields, JobContext context) throws Exception {
			fields.failIfWanted(context);
			return null;
		}

	}

	@RocketJob(destroyOnComplete = false)
	@Retry
	static class Flaky extends Base implements JobCallbacks<Input> {

		final List<String> seen = new ArrayList<>();

		@Override
		public void before(JobTransition transition, TransitionContext<Input> context) {
			this.seen.add("before " + transition + (context.isQueuedAgain() ? " again" : ""));
		}

		@Override
		public void after(JobTransition transition, TransitionContext<Input> context) {
			this.seen.add("after " + transition + (context.isQueuedAgain() ? " again" : ""));
		}

	}

	@RocketJob
	@Retry(limit = 2, delay = Retry.Delay.FIXED, initial = "10s")
	static class Fixed extends Base {

	}

	@RocketJob
	@Retry(delay = Retry.Delay.EXPONENTIAL, initial = "1s", multiplier = 3, max = "20s")
	static class Exponential extends Base {

	}

	@RocketJob
	@Retry(delay = Retry.Delay.CUSTOM, backOff = SevenSeconds.class)
	static class Custom extends Base {

	}

	@RocketJob
	@Retry(retryOn = IOException.class, noRetryOn = FileNotFoundException.class)
	static class OnlyIo extends Base {

	}

	@RocketJob(destroyOnComplete = false)
	@InputCategory(sliceSize = 1)
	@Retry(retryOn = IOException.class, noRetryOn = FileNotFoundException.class, delay = Retry.Delay.FIXED,
			initial = "10s")
	static class IoBatch implements BatchJob<Void, String, Void> {

		final List<String> records = new ArrayList<>();

		boolean failing = true;

		@Override
		public Void perform(String record, BatchContext<Void> context) throws Exception {
			this.records.add(record);
			if (this.failing) {
				switch (record) {
					case "fine" -> {
					}
					case "io" -> throw new IOException("io");
					case "file" -> throw new FileNotFoundException("file");
					case "caused by io" -> throw new IllegalStateException(new IOException("io"));
					case "io caused by no file" -> throw new IOException(new FileNotFoundException("file"));
					default -> throw new IllegalStateException(record);
				}
			}
			return null;
		}

	}

	@RocketJob
	@Retry(limit = 0)
	static class WrongLimit extends Base {

	}

	@RocketJob
	@Retry(initial = "soon")
	static class WrongDelay extends Base {

	}

	@RocketJob
	@Retry(delay = Retry.Delay.CUSTOM)
	static class NoBackOff extends Base {

	}

	@RocketJob
	@Retry(limit = 1001, delay = Retry.Delay.CUSTOM, initial = "soon", multiplier = 0.5, max = "60", jitter = -1,
			backOff = NoConstructor.class)
	@Cron(schedule = "61 * * * *", missedAfter = "0s")
	static class WrongInEveryWay extends Base {

	}

	@RocketJob
	@Retry(delay = Retry.Delay.EXPONENTIAL, initial = "2m", max = "60s")
	static class FirstDelayTooLong extends Base {

	}

	@RocketJob
	@Retry(delay = Retry.Delay.FIXED, initial = "2m", max = "60s")
	static class FixedDelayTooLong extends Base {

	}

	@RocketJob
	@Retry(max = "1s")
	static class BoundedPolynomial extends Base {

	}

	@RocketJob
	@Retry(delay = Retry.Delay.CUSTOM, backOff = SevenSeconds.class, max = "1s")
	static class BoundedOwn extends Base {

	}

	static class NoConstructor extends SevenSeconds {

		NoConstructor(int seconds) {
			assertThat(seconds).isPositive();
		}

	}

	static class SevenSeconds implements BackOff {

		@Override
		public BackOffExecution start() {
			return new FixedBackOff(7_000, FixedBackOff.UNLIMITED_ATTEMPTS).start();
		}

	}

	@RocketJob
	@InputCategory(sliceSize = 2)
	@OutputCategory
	@Retry(delay = Retry.Delay.FIXED, initial = "10s")
	static class FlakyBatch implements BatchJob<Void, Integer, Integer> {

		final List<Integer> records = new ArrayList<>();

		@Override
		public Integer perform(Integer record, BatchContext<Void> context) {
			this.records.add(record);
			if (record == 3 && this.records.stream().filter((each) -> each == 3).count() == 1) {
				throw new IllegalStateException("not yet");
			}
			return record;
		}

	}

}
