package io.rocketjob.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.rocketjob.DuplicateJobException;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.ServerAnswers;
import io.rocketjob.TestLine;
import io.rocketjob.TestLine.Answer;
import io.rocketjob.TestSystem;
import io.rocketjob.plugin.cron.Cron;
import io.rocketjob.plugin.singleton.Singleton;
import io.rocketjob.plugin.throttle.ThrottleRunningJobs;
import io.rocketjob.testsupport.TestDatabase;
import io.rocketjob.work.ClaimedJob;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.dao.CannotAcquireLockException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What becomes of writes of jobs that a server such as FerretDB answers in its own way
 * when many want the same key, and of claims for which it has found nothing.
 */
@Timeout(60)
class ContendedJobTests {

	/** How often a write is made at most of which others are preferred. */
	private static final int ATTEMPTS = 5;

	private static final int LOOKS = 3;

	private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

	private final TestLine line = TestLine.to(TestDatabase.get().connectionString());

	private final TestSystem system = TestSystem.with(OnlyOne.class, Hourly.class, LimitedJob.class, FreeJob.class)
		.withoutRecovery()
		.through(this.line)
		.start();

	@AfterEach
	void close() {
		this.system.close();
		this.line.close();
	}

	@Test
	void aSingletonIsCreatedOnceWhenItsWriteIsTheVictimOfADeadlock() {
		Answer deadlock = answer("insert", 1, ServerAnswers.DEADLOCK);
		this.system.rocketJob.create(OnlyOne.class);
		assertThat(deadlock.given()).isOne();
		assertThat(this.system.jobs().countDocuments()).isOne();
	}

	@Test
	void aSingletonWhoseWriteIsAVictimEachTimeIsNotCreatedAndItsCreatorIsTold() {
		Answer deadlock = answer("insert", 2 * ATTEMPTS, ServerAnswers.DEADLOCK);
		assertThatExceptionOfType(CannotAcquireLockException.class)
			.isThrownBy(() -> this.system.rocketJob.create(OnlyOne.class))
			.withMessageContaining("deadlock detected");
		assertThat(deadlock.given()).isEqualTo(ATTEMPTS);
		assertThat(this.system.jobs().countDocuments()).isZero();
	}

	@Test
	void aJobIsRetriedOnceWhenThatIsTheVictimOfADeadlock() {
		JobInstance<?> failed = this.system.rocketJob.create(OnlyOne.class).fail("not now");
		Answer deadlock = answer("findAndModify", 1, ServerAnswers.DEADLOCK_OF_FIND_AND_MODIFY);
		assertThat(failed.retry().isScheduled()).isFalse();
		assertThat(deadlock.given()).isOne();
		assertThatExceptionOfType(DuplicateJobException.class)
			.isThrownBy(() -> this.system.rocketJob.create(OnlyOne.class));
	}

	@Test
	void aJobThatIsRetriedWhileThereIsAnotherIsADuplicateHoweverTheServerSaysSo() {
		JobInstance<?> failed = this.system.rocketJob.create(OnlyOne.class).fail("not now");
		JobInstance<?> other = this.system.rocketJob.create(OnlyOne.class);
		Answer refusal = answer("findAndModify", 1, ServerAnswers.DUPLICATE_KEY_OF_FIND_AND_MODIFY);
		assertThatExceptionOfType(DuplicateJobException.class).isThrownBy(failed::retry)
			.satisfies((ex) -> assertThat(ex.existing()).isEqualTo(other.id()));
		assertThat(refusal.given()).isOne();
	}

	@Test
	void aJobThatIsChangedToTheKeyOfAnotherIsADuplicateHoweverTheServerSaysSo() {
		JobInstance<?> other = this.system.rocketJob.create(Hourly.class);
		JobInstance<?> job = this.system.rocketJob.create(Hourly.class, null,
				(options) -> options.set(Cron.class, "schedule", "30 6 * * * UTC"));
		Answer refusal = answer("findAndModify", 1, ServerAnswers.DUPLICATE_KEY_OF_FIND_AND_MODIFY);
		assertThatExceptionOfType(DuplicateJobException.class)
			.isThrownBy(() -> job.update((change) -> change.set(Cron.class, "schedule", "0 * * * * UTC")))
			.satisfies((ex) -> assertThat(ex.existing()).isEqualTo(other.id()));
		assertThat(refusal.given()).isOne();
	}

	@Test
	void theNextOccurrenceOfASeriesIsMadeOnceWhenItsWriteIsTheVictimOfADeadlock() {
		ObjectId first = createDueOccurrence();
		Answer deadlock = answer("insert", 1, ServerAnswers.DEADLOCK);
		assertThat(this.system.queue.drain()).hasSize(1);
		assertThat(deadlock.given()).isOne();
		assertThat(ids()).hasSize(1).doesNotContain(first);
	}

	@Test
	void anOccurrenceIsAbortedAndTheNextMadeThoughThatWriteIsTheVictimOfADeadlock() {
		JobInstance<?> first = this.system.rocketJob.create(Hourly.class);
		Answer deadlock = answer("insert", 1, ServerAnswers.DEADLOCK);
		assertThat(first.abort("not this time").state()).isEqualTo(JobState.ABORTED);
		assertThat(deadlock.given()).isOne();
		assertThat(ids()).hasSize(2).contains(first.id());
	}

	@Test
	void anOccurrenceStaysWhenTheNextCannotBeMadeAndTheNextIsMadeOnceLater() {
		JobInstance<?> first = this.system.rocketJob.create(Hourly.class);
		Answer deadlock = answer("insert", ATTEMPTS, ServerAnswers.DEADLOCK);
		assertThatExceptionOfType(CannotAcquireLockException.class).isThrownBy(() -> first.abort("not this time"))
			.withMessageContaining("deadlock detected");
		assertThat(deadlock.given()).isEqualTo(ATTEMPTS);
		assertThat(first.reload().state()).isEqualTo(JobState.QUEUED);
		assertThat(ids()).containsExactly(first.id());
		assertThat(first.reload().abort("not this time").state()).isEqualTo(JobState.ABORTED);
		assertThat(ids()).hasSize(2).contains(first.id());
	}

	@Test
	void aPlaceIsTakenAtOnceThoughOthersWereFasterToTakeIt() {
		this.system.rocketJob.create(LimitedJob.class);
		Answer deadlock = answer("findAndModify", 1, ServerAnswers.DEADLOCK_OF_FIND_AND_MODIFY);
		Answer refusal = answer("findAndModify", 1, ServerAnswers.DUPLICATE_KEY_OF_FIND_AND_MODIFY);
		assertThat(claim()).isPresent();
		assertThat(deadlock.given()).isOne();
		assertThat(refusal.given()).isOne();
		assertThat(this.system.jobs().find()).singleElement()
			.satisfies((job) -> assertThat(job.getList("slots", String.class)).hasSize(1));
	}

	@Test
	void aJobStaysQueuedWhoseClaimIsAVictimEachTimeAndIsClaimedAMomentLater() {
		assumeFalse(this.system.mongo.abilities().mayMiss(), "where a claim may miss, it is made again at once");
		this.system.rocketJob.create(LimitedJob.class);
		Answer deadlock = answer("findAndModify", ATTEMPTS, ServerAnswers.DEADLOCK_OF_FIND_AND_MODIFY);
		assertThat(claim()).isEmpty();
		assertThat(deadlock.given()).isEqualTo(ATTEMPTS);
		assertThat(this.system.jobs().find()).singleElement().satisfies((job) -> {
			assertThat(job.getString("state")).isEqualTo("queued");
			assertThat(job).doesNotContainKeys("slots", "claim");
		});
		this.system.clock.move(Duration.ofMillis(100));
		assertThat(claim()).isPresent();
	}

	@Test
	void aJobIsClaimedAtOnceThatTheServerHasMissed() {
		ServerAnswers.refuseHints(this.line);
		try (TestSystem other = TestSystem.with(FreeJob.class).sharing(this.system).through(this.line).start()) {
			other.rocketJob.create(FreeJob.class);
			Answer nothing = answer("findAndModify", LOOKS - 1, ServerAnswers.NOTHING_FOUND);
			assertThat(other.engine.claims().next(new ObjectId(), "server:1")).isPresent();
			assertThat(nothing.given()).isEqualTo(LOOKS - 1);
		}
	}

	@Test
	void oneWithAPlaceAsWell() {
		ServerAnswers.refuseHints(this.line);
		this.system.rocketJob.create(LimitedJob.class);
		Answer nothing = answer("findAndModify", 1, ServerAnswers.NOTHING_FOUND);
		assertThat(claim()).isPresent();
		assertThat(nothing.given()).isOne();
	}

	@Test
	void nobodyLooksForEverForWhatTheServerDoesNotFind() {
		ServerAnswers.refuseHints(this.line);
		try (TestSystem other = TestSystem.with(FreeJob.class).sharing(this.system).through(this.line).start()) {
			other.rocketJob.create(FreeJob.class);
			Answer nothing = answer("findAndModify", 2 * LOOKS, ServerAnswers.NOTHING_FOUND);
			assertThat(other.engine.claims().next(new ObjectId(), "server:1")).isEmpty();
			assertThat(nothing.given()).isEqualTo(LOOKS);
		}
	}

	@Test
	void whereTheServerMissesNothingItsFirstAnswerCounts() {
		assumeTrue(this.system.mongo.abilities().claimHints(), "the database takes no hints");
		try (TestSystem other = TestSystem.with(FreeJob.class).sharing(this.system).through(this.line).start()) {
			other.rocketJob.create(FreeJob.class);
			Answer nothing = answer("findAndModify", LOOKS, ServerAnswers.NOTHING_FOUND);
			assertThat(other.engine.claims().next(new ObjectId(), "server:1")).isEmpty();
			assertThat(nothing.given()).isOne();
		}
	}

	@Test
	void anEmptyQueueIsLookedAtOnceMoreAndNotAgain() {
		ServerAnswers.refuseHints(this.line);
		assertThat(claim()).isEmpty();
		long claims = this.system.commands("findAndModify");
		long looks = this.system.commands("find");
		assertThat(claim()).isEmpty();
		assertThat(this.system.commands("findAndModify") - claims).isLessThanOrEqualTo(1);
		assertThat(this.system.commands("find") - looks).isLessThanOrEqualTo(1);
	}

	private Answer answer(String command, int times, Document document) {
		return this.line.answer(command, "rocketjob.jobs", times, document);
	}

	private Optional<ClaimedJob> claim() {
		return this.system.engine.claims().next(new ObjectId(), "server:1");
	}

	private List<ObjectId> ids() {
		return this.system.jobs().find().map((job) -> job.getObjectId("_id")).into(new ArrayList<>());
	}

	private ObjectId createDueOccurrence() {
		this.system.clock.set(NOON.plusSeconds(60));
		ObjectId id = this.system.rocketJob.create(Hourly.class).id();
		this.system.clock.set(NOON.plusSeconds(3600));
		return id;
	}

	abstract static class NoOp implements Job<Void> {

		@Override
		public Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	@Singleton
	static class OnlyOne extends NoOp {

	}

	@RocketJob
	@Cron(schedule = "0 * * * * UTC")
	static class Hourly extends NoOp {

	}

	@RocketJob
	@ThrottleRunningJobs(limit = 3)
	static class LimitedJob extends NoOp {

	}

	@RocketJob
	static class FreeJob extends NoOp {

	}

}
