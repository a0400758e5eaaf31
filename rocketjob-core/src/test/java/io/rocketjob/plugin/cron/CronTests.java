package io.rocketjob.plugin.cron;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.DuplicateJobException;
import io.rocketjob.InvalidJobException;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.StaleJobException;
import io.rocketjob.TestSystem;
import io.rocketjob.plugin.retry.Retry;
import io.rocketjob.plugin.singleton.Singleton;
import jakarta.validation.constraints.NotNull;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The series of jobs; their schedules are a matter of the package schedule. */
class CronTests {

	private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

	private final TestSystem system = TestSystem
		.with(Hourly.class, AtEnd.class, Skipping.class, HourlyBatch.class, Alone.class, Retried.class,
				ShortLived.class, SkippingAtEnd.class)
		.withoutRecovery()
		.start();

	@BeforeEach
	void setTheTime() {
		this.system.clock.set(NOON.plusSeconds(60));
	}

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void theFirstJobWaitsForTheNextTimeOfTheSchedule() {
		JobInstance<?> job = this.system.rocketJob.create(Hourly.class);
		assertThat(job.runAt()).isEqualTo("2026-03-10T13:00:00Z");
		assertThat(job.isScheduled()).isTrue();
		assertThat(this.system.queue.drain()).isEmpty();
	}

	@Test
	void eachRunMakesTheNextOccurrence() {
		this.system.rocketJob.create(Hourly.class);
		for (int hour = 13; hour < 16; hour++) {
			this.system.clock.set(Instant.parse("2026-03-10T" + hour + ":00:00Z"));
			assertThat(this.system.queue.drain()).hasSize(1);
			assertThat(waiting(Hourly.class)).singleElement()
				.satisfies((next) -> assertThat(next.runAt()).isEqualTo(this.system.clock.instant().plusSeconds(3600)));
		}
		assertThat(this.system.jobs().countDocuments()).isOne();
	}

	@Test
	void aSeriesExistsOnce() {
		this.system.rocketJob.create(Hourly.class);
		assertThatExceptionOfType(DuplicateJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(Hourly.class));
		JobInstance<?> other = this.system.rocketJob.create(Hourly.class, null,
				(options) -> options.set(Cron.class, "schedule", "30 6 * * * UTC"));
		assertThat(other.runAt()).isEqualTo("2026-03-11T06:30:00Z");
		assertThatExceptionOfType(DuplicateJobException.class).isThrownBy(() -> this.system.rocketJob
			.create(Hourly.class, null, (options) -> options.set(Cron.class, "schedule", "30 6 * * * UTC")));
	}

	@Test
	void aSeriesOfItsOwnScheduleGoesOnByThat() {
		this.system.rocketJob.create(Hourly.class, null,
				(options) -> options.set(Cron.class, "schedule", "30 6 * * * UTC").priority(7));
		this.system.clock.set(Instant.parse("2026-03-11T06:30:00Z"));
		this.system.queue.drain();
		assertThat(waiting(Hourly.class)).singleElement().satisfies((next) -> {
			assertThat(next.runAt()).isEqualTo("2026-03-12T06:30:00Z");
			assertThat(next.priority()).isEqualTo(7);
		});
	}

	@Test
	void anotherScheduleMovesTheWaitingOccurrence() {
		JobInstance<?> job = this.system.rocketJob.create(Hourly.class);
		JobInstance<?> moved = job.update((change) -> change.set(Cron.class, "schedule", "30 6 * * * UTC"));
		assertThat(moved.runAt()).isEqualTo("2026-03-11T06:30:00Z");
		assertThatExceptionOfType(StaleJobException.class)
			.isThrownBy(() -> job.update((change) -> change.set(Cron.class, "schedule", "0 7 * * * UTC")));
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> moved.update((change) -> change.set(Cron.class, "schedule", "0 25 * * *")))
			.withMessageContaining("25");
		this.system.clock.set(Instant.parse("2026-03-11T06:30:00Z"));
		assertThat(this.system.queue.drain()).hasSize(1);
		assertThat(waiting(Hourly.class)).singleElement()
			.satisfies((next) -> assertThat(next.runAt()).isEqualTo("2026-03-12T06:30:00Z"));
	}

	@Test
	void anotherScheduleIsRefusedWhereItsSeriesIsThereAlready() {
		this.system.rocketJob.create(Hourly.class);
		JobInstance<?> other = this.system.rocketJob.create(Hourly.class, null,
				(options) -> options.set(Cron.class, "schedule", "30 6 * * * UTC"));
		assertThatExceptionOfType(DuplicateJobException.class)
			.isThrownBy(() -> other.update((change) -> change.set(Cron.class, "schedule", "0 * * * * UTC")));
		assertThat(other.reload().runAt()).isEqualTo(other.runAt());
	}

	@Test
	void missedOccurrencesRunOnce() {
		this.system.rocketJob.create(Hourly.class);
		this.system.clock.set(Instant.parse("2026-03-13T09:20:00Z"));
		assertThat(this.system.queue.drain()).hasSize(1);
		assertThat(waiting(Hourly.class)).singleElement()
			.satisfies((next) -> assertThat(next.runAt()).isEqualTo("2026-03-13T10:00:00Z"));
	}

	@Test
	void missedOccurrencesAreLeftOutWhereTheClassSaysSo() {
		JobInstance<?> job = this.system.rocketJob.create(Skipping.class);
		this.system.clock.set(Instant.parse("2026-03-13T09:20:00Z"));
		this.system.queue.drain();
		assertThat(this.system.bean(Skipping.class).runs).isZero();
		assertThat(job.reload().runAt()).isEqualTo("2026-03-13T10:00:00Z");
		this.system.clock.set(Instant.parse("2026-03-13T10:00:59Z"));
		this.system.queue.drain();
		assertThat(this.system.bean(Skipping.class).runs).isOne();
		assertThat(waiting(Skipping.class)).singleElement()
			.satisfies((next) -> assertThat(next.runAt()).isEqualTo("2026-03-13T11:00:00Z"));
	}

	@Test
	void aFailedOccurrenceThatIsRetriedBeginsNoSecondSeries() {
		JobInstance<?> job = this.system.rocketJob.create(Hourly.class);
		this.system.bean(Hourly.class).fails = true;
		this.system.clock.set(NOON.plus(Duration.ofHours(1)));
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(waiting(Hourly.class)).hasSize(1);
		this.system.bean(Hourly.class).fails = false;
		job.reload().retry();
		assertThat(this.system.queue.drain()).hasSize(1);
		assertThat(waiting(Hourly.class)).singleElement()
			.satisfies((next) -> assertThat(next.runAt()).isEqualTo("2026-03-10T14:00:00Z"));
	}

	@Test
	void retriesOfAnOccurrenceAreBesideTheSeries() {
		JobInstance<?> job = this.system.rocketJob.create(Retried.class);
		this.system.clock.set(NOON.plus(Duration.ofHours(1)));
		this.system.queue.drain();
		assertThat(job.reload().state()).isEqualTo(JobState.QUEUED);
		assertThat(waiting(Retried.class)).hasSize(2);
		this.system.clock.move(Duration.ofSeconds(20));
		assertThat(this.system.queue.drain()).singleElement().matches((ran) -> ran.id().equals(job.id()));
		assertThat(waiting(Retried.class)).hasSize(2);
	}

	@Test
	void theNextOneIsMadeAtTheEndWhereTheClassSaysSo() {
		JobInstance<?> job = this.system.rocketJob.create(AtEnd.class);
		this.system.clock.set(NOON.plus(Duration.ofHours(1)));
		this.system.bean(AtEnd.class).during = () -> {
			assertThat(this.system.jobs().countDocuments()).isOne();
			this.system.clock.move(Duration.ofMinutes(90));
		};
		this.system.queue.runNext();
		assertThat(waiting(AtEnd.class)).singleElement()
			.satisfies((next) -> assertThat(next.runAt()).isEqualTo("2026-03-10T15:00:00Z"));
		assertThat(this.system.rocketJob.find(job.id())).isEmpty();
	}

	@Test
	void aFailureEndsAnOccurrenceAsWell() {
		JobInstance<?> job = this.system.rocketJob.create(AtEnd.class);
		this.system.clock.set(NOON.plus(Duration.ofHours(1)));
		this.system.bean(AtEnd.class).during = () -> {
			throw new IllegalStateException("wanted");
		};
		this.system.queue.runNext();
		assertThat(job.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(waiting(AtEnd.class)).hasSize(1);
	}

	@Test
	void anAbortedOccurrenceIsLeftOutAndADeletedOneEndsTheSeries() {
		JobInstance<?> job = this.system.rocketJob.create(Hourly.class);
		job.abort("holiday");
		JobInstance<?> next = waiting(Hourly.class).get(0);
		assertThat(next.runAt()).isEqualTo("2026-03-10T14:00:00Z");
		next.delete();
		assertThat(waiting(Hourly.class)).isEmpty();
	}

	@Test
	void aSeriesEndsWhenItExpires() {
		this.system.rocketJob.create(Hourly.class, null,
				(options) -> options.expiresAt(Instant.parse("2026-03-10T14:30:00Z")));
		this.system.clock.set(NOON.plus(Duration.ofHours(1)));
		assertThat(this.system.queue.drain()).hasSize(1);
		this.system.clock.set(NOON.plus(Duration.ofHours(2)));
		assertThat(this.system.queue.drain()).hasSize(1);
		assertThat(this.system.jobs().countDocuments()).isZero();
	}

	@Test
	void runNowIsAnotherRunBesideTheSchedule() {
		this.system.rocketJob.create(Hourly.class).runNow();
		assertThat(this.system.queue.drain()).hasSize(1);
		assertThat(waiting(Hourly.class)).singleElement()
			.satisfies((next) -> assertThat(next.runAt()).isEqualTo("2026-03-10T13:00:00Z"));
	}

	@Test
	void aSingletonMakesItsNextOccurrenceWhenItEnds() {
		this.system.rocketJob.create(Alone.class);
		this.system.clock.set(NOON.plus(Duration.ofHours(1)));
		assertThat(this.system.queue.drain()).hasSize(1);
		assertThat(waiting(Alone.class)).hasSize(1);
	}

	@Test
	void theOccurrencesOfABatchAreBatches() {
		this.system.rocketJob.batch(HourlyBatch.class).create();
		for (int hour = 1; hour <= 2; hour++) {
			this.system.clock.set(NOON.plus(Duration.ofHours(hour)));
			this.system.queue.drain();
			assertThat(waiting(HourlyBatch.class)).hasSize(1);
		}
		assertThat(this.system.bean(HourlyBatch.class).records).containsExactly(1, 2, 1, 2);
	}

	@Test
	void aCrashBetweenTheWritesOfAHandOverLosesAndDoublesNothing() {
		JobInstance<?> job = this.system.rocketJob.create(Hourly.class);
		this.system.clock.set(NOON.plus(Duration.ofHours(1)));
		// as if its server had died when the successor was noted, before it was inserted
		ObjectId successor = new ObjectId();
		this.system.jobs()
			.updateOne(new Document("_id", job.id()),
					new Document("$set", new Document("successor",
							new Document("_id", successor).append("runAt", Date.from(NOON.plus(Duration.ofHours(2))))
								.append("data", new Document("schedule", "0 * * * * UTC"))
								.append("pending", true)))
						.append("$unset", new Document("unique", "").append("plugins.cron", "")));
		assertThat(this.system.queue.drain()).hasSize(1);
		assertThat(waiting(Hourly.class)).singleElement()
			.satisfies((next) -> assertThat(next.id()).isEqualTo(successor));
	}

	@Test
	void aRunThatIsRepeatedAfterACrashMakesNoSecondSuccessor() {
		this.system.rocketJob.create(Hourly.class);
		this.system.clock.set(NOON.plus(Duration.ofHours(1)));
		ObjectId dead = new ObjectId();
		this.system.bean(Hourly.class).during = () -> {
			// its server dies in the middle of the run
			Document held = this.system.jobs().find(new Document("claim", new Document("$exists", true))).first();
			this.system.jobs()
				.updateOne(new Document("_id", held.getObjectId("_id")),
						new Document("$set", new Document("claim.server", dead)));
			this.system.engine.recovery().requeue(dead, (each) -> true, "its server is gone");
			this.system.bean(Hourly.class).during = () -> {
			};
		};
		this.system.queue.drain();
		assertThat(waiting(Hourly.class)).singleElement()
			.satisfies((next) -> assertThat(next.runAt()).isEqualTo("2026-03-10T14:00:00Z"));
	}

	@Test
	void serversThatStartCreateEachFirstOccurrenceOnce() {
		starter(this.system).align();
		assertThat(this.system.jobs().countDocuments()).isEqualTo(6);
		try (TestSystem other = TestSystem.with(Hourly.class, AtEnd.class)
			.withoutRecovery()
			.sharing(this.system)
			.start()) {
			starter(other).align();
			assertThat(this.system.jobs().countDocuments()).isEqualTo(6);
		}
	}

	@Test
	void aServerThatStartsMovesWhatWaitsByAnotherSchedule() {
		starter(this.system).align();
		ObjectId id = waiting(Hourly.class).get(0).id();
		try (TestSystem changed = TestSystem.with(changedHourly()).withoutRecovery().sharing(this.system).start()) {
			starter(changed).align();
			starter(changed).align();
			assertThat(waiting(Hourly.class)).singleElement().satisfies((job) -> {
				assertThat(job.id()).isEqualTo(id);
				assertThat(job.runAt()).isEqualTo("2026-03-10T12:45:00Z");
			});
		}
	}

	@Test
	void aServerThatStartsLeavesAChangedScheduleAsItIs() {
		starter(this.system).align();
		JobInstance<?> job = waiting(Hourly.class).get(0);
		job.update((change) -> change.set(Cron.class, "schedule", "30 6 * * * UTC"));
		starter(this.system).align();
		assertThat(waiting(Hourly.class)).singleElement()
			.satisfies((next) -> assertThat(next.runAt()).isEqualTo("2026-03-11T06:30:00Z"));
		this.system.clock.set(Instant.parse("2026-03-11T06:30:00Z"));
		this.system.queue.drain();
		starter(this.system).align();
		assertThat(waiting(Hourly.class)).singleElement()
			.satisfies((next) -> assertThat(next.runAt()).isEqualTo("2026-03-12T06:30:00Z"));
	}

	@Test
	void theExpiryOfTheClassHoldsForEachOccurrence() {
		JobInstance<?> job = this.system.rocketJob.create(ShortLived.class);
		assertThat(job.expiresAt()).isEqualTo("2026-03-10T13:10:00Z");
		for (int hour = 13; hour < 16; hour++) {
			this.system.clock.set(Instant.parse("2026-03-10T" + hour + ":00:00Z"));
			assertThat(this.system.queue.drain()).hasSize(1);
		}
		this.system.clock.set(Instant.parse("2026-03-10T16:30:00Z"));
		assertThat(this.system.queue.drain()).isEmpty();
		assertThat(waiting(ShortLived.class)).singleElement().satisfies((next) -> {
			assertThat(next.runAt()).isEqualTo("2026-03-10T17:00:00Z");
			assertThat(next.expiresAt()).isEqualTo("2026-03-10T17:10:00Z");
		});
	}

	@Test
	void anOccurrenceThatIsMovedExpiresLaterAsWell() {
		JobInstance<?> job = this.system.rocketJob.create(ShortLived.class);
		JobInstance<?> moved = job.update((change) -> change.set(Cron.class, "schedule", "30 6 * * * UTC"));
		assertThat(moved.expiresAt()).isEqualTo("2026-03-11T06:40:00Z");
	}

	@Test
	void theNextOccurrenceHasTheOptionsOfTheClassUnlessTheSeriesWasGivenOthers() {
		JobInstance<?> job = this.system.rocketJob.create(Hourly.class, null, (options) -> options.description("mine"));
		job.update((change) -> change.priority(99));
		this.system.clock.set(NOON.plus(Duration.ofHours(1)));
		this.system.queue.drain();
		assertThat(waiting(Hourly.class)).singleElement().satisfies((next) -> {
			assertThat(next.priority()).isEqualTo(50);
			assertThat(next.description()).isEqualTo("mine");
		});
	}

	@Test
	void whatTheNextOccurrenceWouldLackIsSaidWhenTheFirstIsCreated() {
		try (TestSystem wrong = TestSystem.with(NeedsFields.class).start()) {
			assertThatExceptionOfType(InvalidJobException.class)
				.isThrownBy(() -> wrong.rocketJob.create(NeedsFields.class, new Input("acme")))
				.withMessageContaining("fields.account")
				.withMessageContaining("@CopyOnRestart");
		}
	}

	@Test
	void anUnfinishedRunIsRepeatedAlthoughItsTimeIsPast() {
		JobInstance<?> job = this.system.rocketJob.create(SkippingAtEnd.class);
		this.system.clock.set(NOON.plus(Duration.ofHours(1)));
		ObjectId dead = new ObjectId();
		assertThat(this.system.engine.claims().next(dead, "w")).isEmpty();
		this.system.engine.scheduled().promoteDue();
		assertThat(this.system.engine.claims().next(dead, "w")).isPresent();
		this.system.engine.recovery().requeue(dead, (each) -> true, "its server is gone");
		this.system.clock.move(Duration.ofMinutes(10));
		assertThat(this.system.queue.drain()).singleElement().matches((ran) -> ran.id().equals(job.id()));
		assertThat(this.system.bean(SkippingAtEnd.class).runs).isOne();
	}

	@Test
	void jobsWithKeysOfOtherPluginsAreLeftAlone() {
		JobInstance<?> job = this.system.rocketJob.create(Hourly.class);
		this.system.jobs()
			.updateOne(new Document("_id", job.id()),
					new Document("$set", new Document("unique", List.of("archive:Hourly:", "singleton:Hourly:")))
						.append("$unset", new Document("plugins", "")));
		starter(this.system).align();
		assertThat(waiting(Hourly.class)).hasSize(2);
		assertThat(job.reload().runAt()).isEqualTo(job.runAt());
	}

	@ParameterizedTest
	@ValueSource(classes = { HourlyNoMore.class, HourlyOff.class })
	void aServerThatStartsDeletesWhatHasNoScheduleAnyMore(Class<?> jobClass) {
		starter(this.system).align();
		JobInstance<?> own = this.system.rocketJob.create(Hourly.class, null,
				(options) -> options.set(Cron.class, "schedule", "30 6 * * * UTC"));
		try (TestSystem without = TestSystem.with(jobClass).withoutRecovery().sharing(this.system).start()) {
			starter(without).align();
			assertThat(waiting(Hourly.class)).singleElement()
				.satisfies((job) -> assertThat(job.id()).isEqualTo(own.id()));
		}
	}

	@Test
	void aRenamedClassGoesOnWithItsSeries() {
		starter(this.system).align();
		try (TestSystem renamed = TestSystem.with(Renamed.class).withoutRecovery().sharing(this.system).start()) {
			starter(renamed).align();
			assertThat(renamed.rocketJob.jobs(Renamed.class).count()).isOne();
			this.system.clock.set(NOON.plus(Duration.ofHours(1)));
			assertThat(renamed.queue.drain()).hasSize(1);
			assertThat(renamed.rocketJob.jobs(Renamed.class).list()).singleElement()
				.satisfies((job) -> assertThat(job.jobClass()).isEqualTo("Renamed"));
		}
	}

	@Test
	void aClassThatCannotBeCreatedWithoutFieldsKeepsTheApplicationFromStarting() {
		try (TestSystem wrong = TestSystem.with(NeedsFields.class).start()) {
			assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> starter(wrong).align())
				.withMessageContaining("NeedsFields")
				.withMessageContaining("createAtStart = false")
				.withMessageContaining("fields.account");
		}
	}

	@Test
	void fieldsThatCannotEvenBeMadeWithoutValuesAreNamed() {
		try (TestSystem wrong = TestSystem.with(NeedsConstructor.class).start()) {
			assertThatExceptionOfType(FirstOccurrenceException.class).isThrownBy(() -> starter(wrong).align())
				.withMessageContaining("because of @Cron on " + NeedsConstructor.class.getName())
				.withMessageContaining("no " + Demanding.class.getName()
						+ " can be made without values: java.lang.NullPointerException: account")
				.satisfies((ex) -> assertThat(ex.action()).contains("Give the fields defaults",
						"rocketjob.jobs.NeedsConstructor.cron.create-at-start=false"));
		}
	}

	@Test
	void wrongOptionsKeepTheApplicationFromStarting() {
		assertThatThrownBy(() -> TestSystem.with(WrongSchedule.class).start())
			.hasMessageContaining(WrongSchedule.class.getName())
			.hasMessageContaining("@Cron: schedule: Wrong schedule")
			.hasMessageContaining("61")
			.hasMessageContaining("@Cron: missedAfter: 'soon' is no duration");
		assertThatThrownBy(() -> TestSystem.with(WrongZone.class).start()).hasMessageContaining("@Cron: ")
			.hasMessageContaining("America/Gotham");
		assertThatThrownBy(() -> TestSystem.with(Never.class).start())
			.hasMessageContaining("no time that will ever come");
	}

	@Test
	void aWrongScheduleOfAJobIsSaidWhenItIsCreated() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(Hourly.class, null,
					(options) -> options.set(Cron.class, "schedule", "0 25 * * *")))
			.withMessageContaining("cron.schedule: Wrong schedule \"0 25 * * *\"");
		assertThat(this.system.jobs().countDocuments()).isZero();
	}

	@Test
	void whatASingleJobCannotHaveOfItsOwnIsSaidAtOnceRatherThanIgnored() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(Hourly.class, null,
					(options) -> options.set(Cron.class, "next", "AT_END")
						.set(Cron.class, "missed", "SKIP")
						.set(Cron.class, "missedAfter", "5m")
						.set(Cron.class, "createAtStart", false)))
			.satisfies((ex) -> assertThat(ex.getMessage()).contains("cron.next: cannot be set for a single job",
					"cron.missed: cannot", "cron.missedAfter: cannot", "cron.createAtStart: cannot"));
		JobInstance<?> job = this.system.rocketJob.create(Hourly.class, null,
				(options) -> options.set(Cron.class, "missedAfter", "1m"));
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> job.update((change) -> change.set(Cron.class, "missedAfter", "5m")))
			.withMessageContaining("cron.missedAfter: cannot be set for a single job");
	}

	private List<? extends JobInstance<?>> waiting(Class<?> jobClass) {
		return this.system.rocketJob.jobs().ofClass(jobClass.getSimpleName()).in(JobState.QUEUED).list();
	}

	private static CronStarter starter(TestSystem system) {
		return new CronStarter(system.bean(CronPlugin.class), system.batches.pluginJobs(system.rocketJob),
				(Clock) system.clock);
	}

	private static Class<?> changedHourly() {
		return HourlyChanged.class;
	}

	abstract static class Base implements Job<Void> {

		volatile boolean fails;

		volatile int runs;

		volatile Runnable during = () -> {
		};

		@Override
		public Object perform(Void fields, JobContext context) {
			this.runs++;
			this.during.run();
			if (this.fails) {
				throw new IllegalStateException("wanted");
			}
			return null;
		}

	}

	@RocketJob
	@Cron(schedule = "0 * * * * UTC")
	static class Hourly extends Base {

	}

	@RocketJob(name = "Hourly")
	@Cron(schedule = "45 * * * * UTC")
	static class HourlyChanged extends Base {

	}

	@RocketJob(name = "Hourly")
	static class HourlyNoMore extends Base {

	}

	@RocketJob(name = "Hourly")
	@Cron(schedule = Cron.OFF)
	static class HourlyOff extends Base {

	}

	@RocketJob(formerNames = "Hourly")
	@Cron(schedule = "0 * * * * UTC")
	static class Renamed extends Base {

	}

	@RocketJob
	@Cron(schedule = "0 * * * * UTC", next = Cron.Next.AT_END)
	static class AtEnd extends Base {

	}

	@RocketJob
	@Cron(schedule = "0 * * * * UTC", missed = Cron.Missed.SKIP)
	static class Skipping extends Base {

	}

	@RocketJob
	@Cron(schedule = "0 * * * * UTC", missed = Cron.Missed.SKIP, next = Cron.Next.AT_END, createAtStart = false)
	static class SkippingAtEnd extends Base {

	}

	@RocketJob(expiresAfter = "10m")
	@Cron(schedule = "0 * * * * UTC", createAtStart = false)
	static class ShortLived extends Base {

	}

	@RocketJob
	@Cron(schedule = "0 * * * * UTC")
	@Singleton
	static class Alone extends Base {

	}

	@RocketJob
	@Cron(schedule = "0 * * * * UTC")
	@Retry
	static class Retried implements Job<Void> {

		@Override
		public Object perform(Void fields, JobContext context) {
			throw new IllegalStateException("always");
		}

	}

	@RocketJob
	@Cron(schedule = "0 * * * * UTC")
	static class HourlyBatch implements BatchJob<Void, Integer, Object> {

		final List<Integer> records = new ArrayList<>();

		@Override
		public void beforeBatch(BatchContext<Void> context) {
			context.uploads().upload(List.of(1, 2));
		}

		@Override
		public Object perform(Integer record, BatchContext<Void> context) {
			this.records.add(record);
			return null;
		}

	}

	record Input(@NotNull String account) {
	}

	@RocketJob
	@Cron(schedule = "@daily")
	static class NeedsFields implements Job<Input> {

		@Override
		public Object perform(Input fields, JobContext context) {
			return null;
		}

	}

	record Demanding(String account) {

		Demanding {
			Objects.requireNonNull(account, "account");
		}

	}

	@RocketJob
	@Cron(schedule = "0 * * * *")
	static class NeedsConstructor implements Job<Demanding> {

		@Override
		public Object perform(Demanding fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	@Cron(schedule = "61 * * * *", missedAfter = "soon")
	static class WrongSchedule extends Base {

	}

	@RocketJob
	@Cron(schedule = "0 1 * * * America/Gotham")
	static class WrongZone extends Base {

	}

	@RocketJob
	@Cron(schedule = "0 0 30 2 *")
	static class Never extends Base {

	}

}
