package io.rocketjob.plugin.window;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.InvalidJobException;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobOptions;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.jobclass.JobClassException;
import io.rocketjob.plugin.Decision;
import io.rocketjob.plugin.PluginJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/** Jobs that are begun only while their window is open. */
class ProcessingWindowTests {

	/** A Tuesday, as is its opening of eight o'clock in the evening of New York. */
	private static final Instant NOON = Instant.parse("2035-01-09T17:00:00Z");

	private static final Instant OPENING = Instant.parse("2035-01-10T01:00:00Z");

	private final TestSystem system = TestSystem.with(EveningJob.class, EveningBatch.class).withoutRecovery().start();

	@BeforeEach
	void setTheClock() {
		moveTo(NOON);
	}

	@AfterEach
	void close() {
		this.system.close();
	}

	private void moveTo(Instant time) {
		this.system.clock.move(Duration.between(this.system.clock.instant(), time));
	}

	private JobInstance<Void> create(Consumer<JobOptions> options) {
		return this.system.rocketJob.create(EveningJob.class, null, options);
	}

	@Test
	void aJobThatIsCreatedOutsideWaitsForTheNextOpening() {
		JobInstance<Void> job = create((options) -> {
		});
		assertThat(job.runAt()).isEqualTo(OPENING);
		assertThat(this.system.queue.drain()).isEmpty();
		moveTo(OPENING);
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void aJobThatIsCreatedInsideRunsAtOnce() {
		moveTo(OPENING.plus(Duration.ofHours(5)));
		JobInstance<Void> job = create((options) -> {
		});
		assertThat(job.runAt()).isNull();
		assertThat(this.system.queue.drain()).hasSize(1);
	}

	@Test
	void theTimeThatWasAskedForCountsWhereItIsLater() {
		Instant inside = OPENING.plus(Duration.ofHours(2));
		assertThat(create((options) -> options.runAt(inside)).runAt()).isEqualTo(inside);
		assertThat(create((options) -> options.runAt(OPENING.plus(Duration.ofHours(6)))).runAt())
			.isEqualTo(OPENING.plus(Duration.ofDays(1)));
		assertThat(create((options) -> options.runAt(NOON.minus(Duration.ofHours(15)))).runAt())
			.as("a time in the past is now")
			.isEqualTo(OPENING);
	}

	@Test
	void aJobCanHaveAWindowOfItsOwn() {
		assertThat(create((options) -> options.set(ProcessingWindow.class, "schedule", "0 12 * * * America/New_York"))
			.runAt()).isNull();
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> create((options) -> options.set(ProcessingWindow.class, "duration", "long")))
			.withMessageContaining("processingWindow.duration: 'long' is no duration");
	}

	@Test
	void aBatchWaitsAsWell() {
		BatchInstance<Void> batch = this.system.rocketJob.batch(EveningBatch.class).upload(List.of("a")).create();
		assertThat(this.system.queue.drain()).isEmpty();
		moveTo(OPENING);
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void aJobThatIsPickedUpOutsideIsPostponedToTheNextOpening() throws Exception {
		assertThat(decision(OPENING.minusMillis(1))).isInstanceOfSatisfying(Decision.Postpone.class, (postpone) -> {
			assertThat(postpone.runAt()).isEqualTo(OPENING);
			assertThat(postpone.reason()).contains("processing window", OPENING.toString());
		});
		assertThat(decision(OPENING)).isEqualTo(Decision.go());
		assertThat(decision(OPENING.plus(Duration.ofHours(6)).minusMillis(1))).isEqualTo(Decision.go());
		assertThat(decision(OPENING.plus(Duration.ofHours(6)))).isInstanceOf(Decision.Postpone.class);
	}

	private Decision decision(Instant now) throws Exception {
		PluginJob job = mock();
		given(job.now()).willReturn(now);
		given(job.options(ProcessingWindow.class)).willReturn(EveningJob.class.getAnnotation(ProcessingWindow.class));
		return this.system.engine.classes().get(EveningJob.class).plugins().throttles().get(0).check(job);
	}

	@Test
	void aJobThatComesToAWorkerAfterTheWindowHasClosedRunsInTheNextOne() {
		moveTo(OPENING);
		JobInstance<Void> job = create((options) -> {
		});
		moveTo(OPENING.plus(Duration.ofHours(6)));
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.QUEUED);
		assertThat(job.reload().runAt()).isEqualTo(OPENING.plus(Duration.ofDays(1)));
		moveTo(OPENING.plus(Duration.ofDays(1)));
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void whatIsWrongKeepsTheApplicationFromStarting() {
		assertWrong(WrongScheduleJob.class, "schedule: Wrong schedule \"at night\"");
		assertWrong(WrongZoneJob.class, "Atlantis");
		assertWrong(NoTimeJob.class, "duration: must be from 1s to 366d, but is 0s");
		assertWrong(NoTimeJob.class, "@ProcessingWindow: schedule: there is no such time as \"0 20 30 2 *");
	}

	@Test
	void allThatIsWrongWithTheWindowOfAJobIsSaidWhenItIsCreated() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> create((options) -> options.set(ProcessingWindow.class, "schedule", "at night")
				.set(ProcessingWindow.class, "duration", "long")))
			.withMessageContaining("processingWindow.schedule: Wrong schedule \"at night\"")
			.withMessageContaining("processingWindow.duration: 'long' is no duration");
	}

	private static void assertWrong(Class<?> type, String message) {
		assertThatExceptionOfType(JobClassException.class).isThrownBy(() -> TestSystem.with(type).start())
			.withMessageContaining(type.getName())
			.withMessageContaining("@ProcessingWindow: ")
			.withMessageContaining(message);
	}

	@RocketJob(destroyOnComplete = false)
	@ProcessingWindow(schedule = "0 20 * * 1-5 America/New_York", duration = "6h")
	static class EveningJob implements Job<Void> {

		@Override
		public Object perform(Void fields, JobContext context) {
			return "done";
		}

	}

	@RocketJob(destroyOnComplete = false)
	@ProcessingWindow(schedule = "0 20 * * 1-5 America/New_York", duration = "6h")
	static class EveningBatch implements BatchJob<Void, String, Void> {

		@Override
		public Void perform(String line, BatchContext<Void> context) {
			return null;
		}

	}

	@RocketJob
	@ProcessingWindow(schedule = "at night", duration = "6h")
	static class WrongScheduleJob extends EveningJob {

	}

	@RocketJob
	@ProcessingWindow(schedule = "0 20 * * * Atlantis", duration = "6h")
	static class WrongZoneJob extends EveningJob {

	}

	@RocketJob
	@ProcessingWindow(schedule = "0 20 30 2 *", duration = "0s")
	static class NoTimeJob extends EveningJob {

	}

}
