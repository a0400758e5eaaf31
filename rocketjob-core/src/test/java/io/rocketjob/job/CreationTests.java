package io.rocketjob.job;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.rocketjob.InvalidJobException;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.UnknownJobClassException;
import io.rocketjob.job.SampleJobs.ScriptJob;
import io.rocketjob.job.SampleJobs.ScriptJob.Fields;
import io.rocketjob.job.SampleJobs.WaitingJob;
import io.rocketjob.jobclass.JobDefaults;
import io.rocketjob.testsupport.TestDatabase;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

import org.springframework.data.mongodb.MongoTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Creating jobs, and refusing to. */
class CreationTests {

	private final TestSystem system = TestSystem
		.with(ScriptJob.class, WaitingJob.class, DefaultsJob.class, NestedJob.class)
		.configured(Map.of("defaults-job", new JobDefaults(null, 20, null, null, Duration.ofSeconds(20), null)))
		.start();

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void optionsComeFromTheAnnotationThenTheConfigurationThenTheJob() {
		JobInstance<Void> plain = this.system.rocketJob.create(DefaultsJob.class, null);
		assertThat(plain.description()).isEqualTo("from the annotation");
		assertThat(plain.priority()).isEqualTo(20);
		assertThat(plain.destroyOnComplete()).isFalse();
		assertThat(plain.timeout()).isEqualTo(Duration.ofSeconds(20));
		assertThat(plain.expiresAt()).isEqualTo(plain.createdAt().plus(Duration.ofHours(2)));
		assertThat(plain.logLevel()).isEqualTo(Level.DEBUG);
		Instant runAt = this.system.clock.instant().plusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
		JobInstance<Void> special = this.system.rocketJob.create(DefaultsJob.class, null,
				(options) -> options.description("special")
					.priority(1)
					.destroyOnComplete(true)
					.timeout(Duration.ofSeconds(1))
					.logLevel(Level.TRACE)
					.runAt(runAt)
					.expiresAt(runAt.plusSeconds(1)));
		assertThat(special.reload()).satisfies((job) -> {
			assertThat(job.description()).isEqualTo("special");
			assertThat(job.priority()).isEqualTo(1);
			assertThat(job.destroyOnComplete()).isTrue();
			assertThat(job.timeout()).isEqualTo(Duration.ofSeconds(1));
			assertThat(job.logLevel()).isEqualTo(Level.TRACE);
			assertThat(job.runAt()).isEqualTo(runAt);
			assertThat(job.expiresAt()).isEqualTo(runAt.plusSeconds(1));
			assertThat(job.isScheduled()).isTrue();
		});
	}

	@Test
	void everyWrongValueIsNamedAtOnceAndNothingIsStored() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(ScriptJob.class, new Fields(" ", 101),
					(options) -> options.priority(0).timeout(Duration.ZERO)))
			.satisfies((ex) -> assertThat(ex.problems()).hasSize(4))
			.withMessageContaining("ScriptJob")
			.withMessageContaining("priority: must be between 1 (first) and 100 (last), but is 0")
			.withMessageContaining("timeout: must be at least one millisecond")
			.withMessageContaining("fields.text: ")
			.withMessageContaining("fields.number: ");
		assertThat(this.system.jobs().countDocuments()).isZero();
	}

	@Test
	void timesThatCannotBeStoredAreNamed() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(ScriptJob.class, new Fields("text"),
					(options) -> options.runAt(Instant.MIN)
						.expiresAt(Instant.MAX)
						.timeout(Duration.ofSeconds(Long.MAX_VALUE))))
			.satisfies((ex) -> assertThat(ex.problems()).hasSize(3))
			.withMessageContaining(
					"runAt: must be from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z, but is -1000000000")
			.withMessageContaining("expiresAt: must be from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z, but is +1000")
			.withMessageContaining("timeout: must be at most PT8760H, but is PT");
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(DefaultsJob.class, null,
					(options) -> options.runAt(Instant.MAX).timeout(Duration.ofSeconds(Long.MIN_VALUE))))
			.withMessageContaining("runAt: must be from")
			.withMessageContaining("timeout: must be at least one millisecond");
		assertThat(this.system.jobs().countDocuments()).isZero();
		JobInstance<Void> job = this.system.rocketJob.create(DefaultsJob.class, null,
				(options) -> options.runAt(Instant.parse("9999-12-31T23:59:59Z")));
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> job.update((changes) -> changes.runAt(Instant.MAX)))
			.withMessageContaining("runAt: must be from");
		assertThat(job.reload().runAt()).isEqualTo("9999-12-31T23:59:59Z");
	}

	@Test
	void aJobThatCouldNeverRunIsRefused() {
		Instant now = this.system.clock.instant();
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(ScriptJob.class, new Fields("text"),
					(options) -> options.runAt(now.plusSeconds(10)).expiresAt(now.plusSeconds(5))))
			.withMessageContaining("expiresAt: must be after runAt");
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(ScriptJob.class, new Fields("text"),
					(options) -> options.expiresAt(now.minusSeconds(5))))
			.withMessageContaining("expiresAt: must be in the future");
	}

	@Test
	void whatAClassLetsExpireIsCountedFromTheTimeItIsScheduledFor() {
		Instant runAt = this.system.clock.instant().plus(Duration.ofHours(3)).truncatedTo(ChronoUnit.MILLIS);
		assertThat(this.system.rocketJob.create(DefaultsJob.class, null, (options) -> options.runAt(runAt)).expiresAt())
			.isEqualTo(runAt.plus(Duration.ofHours(2)));
	}

	@Test
	void constraintsOfNestedFieldsAreChecked() {
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(
				() -> this.system.rocketJob.create(NestedJob.class, new NestedJob.Fields(new NestedJob.Inner(null))))
			.withMessageContaining("fields.inner.value: ");
	}

	@Test
	void missingFieldsAreNamed() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(ScriptJob.class, null))
			.withMessageContaining("fields: must be a " + Fields.class.getName() + ", but is null");
	}

	@Test
	void fieldsThatAreTooLargeAreRefused() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(ScriptJob.class, new Fields("x".repeat(16_000_000))))
			.withMessageContaining("too many for one document");
		assertThat(this.system.jobs().countDocuments()).isZero();
	}

	@Test
	void aClassThatIsNoJobBeanIsRefused() {
		assertThatExceptionOfType(UnknownJobClassException.class)
			.isThrownBy(() -> this.system.rocketJob.create(NotRegistered.class, null))
			.withMessageContaining(NotRegistered.class.getName())
			.withMessageContaining("@RocketJob")
			.withMessageContaining("DefaultsJob, NestedJob, ScriptJob, WaitingJob");
	}

	@Test
	void manyJobsAreCreatedInOneCall() {
		List<ObjectId> ids = this.system.rocketJob.createAll(ScriptJob.class,
				IntStream.range(0, 2_500).mapToObj((i) -> new Fields("text " + i)).toList(),
				(options) -> options.priority(7));
		assertThat(ids).hasSize(2_500).doesNotHaveDuplicates().isSorted();
		assertThat(this.system.jobs().countDocuments()).isEqualTo(2_500);
		assertThat(this.system.rocketJob.find(ScriptJob.class, ids.get(1_234))).hasValueSatisfying((job) -> {
			assertThat(job.fields().text()).isEqualTo("text 1234");
			assertThat(job.priority()).isEqualTo(7);
		});
		assertThat(this.system.rocketJob.createAll(ScriptJob.class, List.of())).isEmpty();
	}

	@Test
	void moreJobsThanEveryServerTakesAtOnceAreCreatedByTheTenThousand() {
		long before = this.system.commands("insert");
		assertThat(this.system.rocketJob.createAll(DefaultsJob.class, Collections.nCopies(25_001, null)))
			.hasSize(25_001)
			.isSorted();
		assertThat(this.system.jobs().countDocuments()).isEqualTo(25_001);
		// the stand-in takes 1,000 at once, MongoDB 100,000
		assertThat(this.system.commands("insert") - before).isGreaterThanOrEqualTo(3);
	}

	@Test
	void ofManyJobsNoneIsStoredWhenOneIsWrong() {
		List<Fields> fields = new ArrayList<>(List.of(new Fields("a"), new Fields("b"), new Fields("")));
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.createAll(ScriptJob.class, fields))
			.withMessageContaining("[2].fields.text: ");
		assertThat(this.system.jobs().countDocuments()).isZero();
	}

	@Test
	void aStreamOfAnyLengthIsReadInSteps() {
		AtomicInteger read = new AtomicInteger();
		AtomicLong most = new AtomicLong();
		AtomicBoolean closed = new AtomicBoolean();
		Stream<Fields> fields = IntStream.range(0, 5_500).mapToObj((i) -> {
			if (read.incrementAndGet() % 100 == 0) {
				most.accumulateAndGet(read.get() - this.system.jobs().countDocuments(), Math::max);
			}
			return new Fields("text " + i);
		}).onClose(() -> closed.set(true));
		assertThat(this.system.rocketJob.createAll(ScriptJob.class, fields, (options) -> options.priority(7)))
			.isEqualTo(5_500);
		assertThat(this.system.jobs().countDocuments(new Document("priority", 7))).isEqualTo(5_500);
		assertThat(most.get()).as("read, but not stored").isLessThanOrEqualTo(1_000);
		assertThat(closed).isTrue();
		assertThat(this.system.rocketJob.createAll(ScriptJob.class, Stream.<Fields>empty())).isZero();
	}

	@Test
	void whatIsStoredOfAStreamBeforeAWrongOneIsSaid() {
		AtomicBoolean closed = new AtomicBoolean();
		Stream<Fields> fields = IntStream.range(0, 2_500)
			.mapToObj((i) -> new Fields((i == 2_345) ? "" : "text"))
			.onClose(() -> closed.set(true));
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.createAll(ScriptJob.class, fields))
			.withMessageContaining("[2345].fields.text: ")
			.withMessageContaining("the 2000 jobs before [2000] have been created");
		assertThat(this.system.jobs().countDocuments()).isEqualTo(2_000);
		assertThat(closed).isTrue();
	}

	@Test
	void localWorkersAreWokenByTheCreation() {
		int[] wakeUps = new int[1];
		this.system.engine.signal().addListener(() -> wakeUps[0]++);
		this.system.rocketJob.create(ScriptJob.class, new Fields("text"));
		assertThat(wakeUps[0]).isOne();
	}

	@Test
	void aJobCreatedInATransactionIsRolledBackWithItAndNotSeenBeforeTheCommit() {
		Assumptions.assumeTrue(TestDatabase.get().supportsTransactions(),
				"This server has no transactions; a replica set has");
		TransactionTemplate transaction = new TransactionTemplate(new MongoTransactionManager(this.system.factory));
		int[] wakeUps = new int[1];
		this.system.engine.signal().addListener(() -> wakeUps[0]++);
		assertThatIllegalStateException().isThrownBy(() -> transaction.executeWithoutResult((status) -> {
			this.system.rocketJob.create(ScriptJob.class, new Fields("rolled back"));
			throw new IllegalStateException("roll back");
		}));
		assertThat(this.system.jobs().countDocuments()).isZero();
		assertThat(wakeUps[0]).isZero();
		transaction.executeWithoutResult((status) -> {
			JobInstance<Fields> job = this.system.rocketJob.create(ScriptJob.class, new Fields("committed"));
			assertThat(this.system.jobs().countDocuments()).isZero();
			assertThat(this.system.engine.claims().next(new ObjectId(), "a worker")).isEmpty();
			assertThat(job.reload().id()).isEqualTo(job.id());
			assertThat(wakeUps[0]).isZero();
		});
		assertThat(wakeUps[0]).isOne();
		assertThat(this.system.queue.drain()).hasSize(1);
	}

	@Test
	void transitionsAndUpdatesInATransactionArePartOfIt() {
		Assumptions.assumeTrue(TestDatabase.get().supportsTransactions(),
				"This server has no transactions; a replica set has");
		TransactionTemplate transaction = new TransactionTemplate(new MongoTransactionManager(this.system.factory));
		JobInstance<Fields> before = this.system.rocketJob.create(ScriptJob.class, new Fields("text"));
		assertThatIllegalStateException().isThrownBy(() -> transaction.executeWithoutResult((status) -> {
			before.update((update) -> update.priority(3));
			before.abort("rolled back");
			this.system.rocketJob.create(ScriptJob.class, new Fields("inner")).pause();
			throw new IllegalStateException("roll back");
		}));
		assertThat(before.reload().state()).isEqualTo(JobState.QUEUED);
		assertThat(before.reload().priority()).isEqualTo(50);
		assertThat(this.system.rocketJob.jobs().count()).isOne();
	}

	@RocketJob(description = "from the annotation", priority = 30, destroyOnComplete = false, expiresAfter = "2h",
			timeout = "PT10S", logLevel = "debug")
	static class DefaultsJob implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	static class NestedJob implements Job<NestedJob.Fields> {

		record Fields(@Valid Inner inner) {
		}

		record Inner(@NotNull String value) {
		}

		@Override
		public @Nullable Object perform(Fields fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	static class NotRegistered extends DefaultsJob {

	}

}
