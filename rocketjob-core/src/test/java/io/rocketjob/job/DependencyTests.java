package io.rocketjob.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.rocketjob.AbortJobException;
import io.rocketjob.DependencyPolicy;
import io.rocketjob.InvalidJobException;
import io.rocketjob.JobCallbacks;
import io.rocketjob.JobInstance;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobOptions;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.JobTransition;
import io.rocketjob.TestSystem;
import io.rocketjob.TransitionContext;
import io.rocketjob.job.SampleJobs.ScriptJob;
import io.rocketjob.job.SampleJobs.ScriptJob.Fields;
import io.rocketjob.job.SampleJobs.WaitingJob;
import io.rocketjob.testsupport.TestDatabase;
import io.rocketjob.work.ClaimedJob;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.mongodb.MongoTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Jobs that wait for others. */
class DependencyTests {

	private final TestSystem system = TestSystem.with(ScriptJob.class, WaitingJob.class, Listener.class)
		.withoutRecovery()
		.start();

	private final ScriptJob script = this.system.bean(ScriptJob.class);

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void aJobStartsWhenTheLastOfThoseHasCompletedThatItWaitsFor() {
		JobInstance<Fields> kept = create("kept");
		JobInstance<Fields> destroyed = create("destroyed", (options) -> options.destroyOnComplete(true));
		JobInstance<Fields> last = create("last", (options) -> options.priority(1).after(kept.id(), destroyed.id()));
		assertThat(last.state()).isEqualTo(JobState.QUEUED);
		assertThat(last.waitsFor()).containsExactly(kept.id(), destroyed.id());
		this.system.queue.runNext();
		assertThat(last.reload().waitsFor()).containsExactly(destroyed.id());
		this.system.queue.drain();
		assertThat(this.script.ran).containsExactly("kept", "destroyed", "last");
		assertThat(last.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void untilThenItIsQueuedAndNeitherDueNorScheduled() {
		JobInstance<Fields> first = create("first");
		JobInstance<Fields> other = create("other");
		JobInstance<Fields> waiting = create("waiting",
				(options) -> options.after(first.id(), other.id()).runAt(Instant.EPOCH));
		assertThat(waiting.isScheduled()).isFalse();
		assertThat(document(waiting)).doesNotContainKeys("claimable", "dueAt", "linking");
		assertThat(waiting).hasToString("ScriptJob " + waiting.id() + " (waiting)");
		this.system.clock.move(Duration.ofSeconds(90));
		assertThat(waiting.status()).hasToString("waiting for 2 jobs for 1 m 30 s");
		assertThat(this.system.rocketJob.jobs().in(JobState.QUEUED).count()).isEqualTo(3);
		assertThat(ids(this.system.rocketJob.jobs(ScriptJob.class).waiting().list())).containsExactly(waiting.id());
		assertThat(ids(this.system.rocketJob.jobs(ScriptJob.class).waitingFor(other.id()).list()))
			.containsExactly(waiting.id());
		assertThat(this.system.rocketJob.jobs().scheduled().count()).isZero();
		assertThat(this.system.rocketJob.jobs().queuedNow().count()).isEqualTo(2);
		assertThat(this.system.rocketJob.counts()).satisfies((counts) -> {
			assertThat(counts.count(JobState.QUEUED)).isEqualTo(3);
			assertThat(counts.waiting()).isOne();
			assertThat(counts.queuedNow()).isEqualTo(2);
		});
	}

	@Test
	void itCannotBeToldToRunBefore() {
		JobInstance<Fields> first = create("first");
		JobInstance<Fields> waiting = create("waiting", (options) -> options.after(first.id()));
		assertThatExceptionOfType(JobStateException.class).isThrownBy(waiting::runNow)
			.withMessageContaining("it waits for 1 job: " + first.id());
		assertThatExceptionOfType(JobStateException.class)
			.isThrownBy(() -> this.system.rocketJob.performNow(waiting.id()))
			.withMessageContaining("it waits for 1 job: " + first.id());
		assertThat(this.script.ran).isEmpty();
	}

	@Test
	void aJobThatIsNotStoredCannotWait() {
		JobInstance<Fields> first = create("first");
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.performNow(ScriptJob.class, new Fields("now"),
					(options) -> options.after(first.id())))
			.withMessageContaining("cannot wait");
	}

	@Test
	void aTimeThatIsLaterStillCounts() {
		JobInstance<Fields> first = create("first");
		Instant later = this.system.clock.instant().plusSeconds(60);
		JobInstance<Fields> waiting = create("waiting", (options) -> options.after(first.id()).runAt(later));
		JobInstance<Fields> changed = create("changed", (options) -> options.after(first.id()));
		changed = changed.update((changes) -> changes.runAt(later));
		assertThat(changed.isScheduled()).isFalse();
		changed = changed.update((changes) -> changes.runAt(Instant.EPOCH));
		assertThat(document(changed)).doesNotContainKeys("claimable", "dueAt");
		changed = changed.update((changes) -> changes.runAt(later).priority(7));
		this.system.queue.drain();
		assertThat(this.script.ran).containsExactly("first");
		assertThat(waiting.reload().isScheduled()).isTrue();
		assertThat(changed.reload().isScheduled()).isTrue();
		this.system.clock.move(Duration.ofSeconds(61));
		this.system.queue.drain();
		assertThat(this.script.ran).containsExactly("first", "changed", "waiting");
	}

	@Test
	void itsTimeCanBeChangedByWhoHasSeenItWaiting() {
		JobInstance<Fields> first = create("first");
		JobInstance<Fields> seen = create("waiting", (options) -> options.after(first.id()).priority(100));
		this.system.queue.runNext();
		Instant later = this.system.clock.instant().plusSeconds(60);
		assertThat(seen.update((changes) -> changes.runAt(later)).isScheduled()).isTrue();
	}

	@Test
	void itIsPausedAndResumedWhileItWaits() {
		JobInstance<Fields> first = create("first");
		JobInstance<Fields> waiting = create("waiting", (options) -> options.after(first.id()));
		JobInstance<Fields> resumed = waiting.pause().resume();
		assertThat(document(resumed)).doesNotContainKeys("claimable", "dueAt").containsKey("waitsFor");
		resumed.pause();
		this.system.queue.drain();
		assertThat(this.script.ran).containsExactly("first");
		assertThat(waiting.reload().state()).isEqualTo(JobState.PAUSED);
		assertThat(waiting.reload().waitsFor()).isEmpty();
		waiting.resume();
		this.system.queue.drain();
		assertThat(this.script.ran).containsExactly("first", "waiting");
	}

	@Test
	void oneThatWasFailedByHandWaitsOnWhenItIsRetried() {
		JobInstance<Fields> first = create("first");
		JobInstance<Fields> waiting = create("waiting", (options) -> options.after(first.id()));
		assertThat(waiting.fail("by a test").retry().waitsFor()).containsExactly(first.id());
		this.system.queue.drain();
		assertThat(this.script.ran).containsExactly("first", "waiting");
	}

	@Test
	void byDefaultItGoesOnWaitingForAFailedJobThatMayBeRetried() {
		JobInstance<Fields> first = create("first");
		JobInstance<Fields> waiting = create("waiting", (options) -> options.after(first.id()));
		fails();
		this.system.queue.drain();
		assertThat(document(first)).doesNotContainKey("settle");
		assertThat(waiting.reload().state()).isEqualTo(JobState.QUEUED);
		succeeds();
		first.retry();
		this.system.queue.drain();
		assertThat(this.script.ran).containsExactly("first", "first", "waiting");
	}

	@Test
	void whatBecomesOfItWhenOneFailsIsAnOption() {
		JobInstance<Fields> first = create("first");
		JobInstance<Fields> other = create("other", (options) -> options.priority(100));
		Consumer<JobOptions> afterBoth = (options) -> options.after(first.id(), other.id());
		JobInstance<Fields> runs = create("runs", afterBoth.andThen((o) -> o.ifOneFails(DependencyPolicy.RUN)));
		JobInstance<Fields> failed = create("fails", afterBoth.andThen((o) -> o.ifOneFails(DependencyPolicy.FAIL)));
		JobInstance<Fields> aborted = create("aborts", afterBoth.andThen((o) -> o.ifOneFails(DependencyPolicy.ABORT)));
		fails();
		this.system.queue.runNext();
		succeeds();
		assertThat(runs.reload().waitsFor()).containsExactly(other.id());
		assertThat(aborted.reload().state()).isEqualTo(JobState.ABORTED);
		assertThat(aborted.reload().waitsFor()).isEmpty();
		assertThat(failed.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(failed.reload().exception().message())
			.isEqualTo("ScriptJob " + first.id() + ", for which it waits, is failed");
		assertThat(failed.reload().history()).last()
			.satisfies((entry) -> assertThat(entry.reason()).contains(first.id().toHexString(), "is failed"));
		// it is not failed again by what it has failed of
		failed.retry();
		this.system.engine.recoverDependencies();
		assertThat(failed.reload().waitsFor()).containsExactly(first.id(), other.id());
		this.system.queue.drain();
		assertThat(this.script.ran).containsExactly("first", "other", "runs");
		first.retry();
		this.system.queue.drain();
		assertThat(this.script.ran).endsWith("first", "fails");
		assertThat(this.system.bean(Listener.class).heard).contains("FAIL " + failed.id(), "ABORT " + aborted.id(),
				"FAIL " + first.id());
	}

	@ParameterizedTest
	@EnumSource
	void whatBecomesOfItWhenOneIsAbortedOrDeletedIsAnOption(End end) {
		Instant expiry = this.system.clock.instant().plusSeconds(10);
		JobInstance<Fields> first = create("first",
				(options) -> options.expiresAt((end == End.EXPIRED) ? expiry : null).destroyOnComplete(true));
		JobInstance<Fields> other = create("other", (options) -> options.priority(100));
		Consumer<JobOptions> afterBoth = (options) -> options.after(first.id(), other.id());
		JobInstance<Fields> runs = create("runs", afterBoth.andThen((o) -> o.ifOneIsAborted(DependencyPolicy.RUN)));
		JobInstance<Fields> failed = create("fails", afterBoth.andThen((o) -> o.ifOneIsAborted(DependencyPolicy.FAIL)));
		JobInstance<Fields> aborted = create("aborts", afterBoth);
		JobInstance<Fields> next = create("next", (options) -> options.after(aborted.id()));
		switch (end) {
			case BY_HAND -> first.abort("not wanted");
			case BY_ITS_RUN -> this.script.script = (fields, context) -> {
				throw new AbortJobException("not wanted");
			};
			case DELETED -> assertThat(first.delete()).isTrue();
			case DELETED_BY_QUERY -> assertThat(this.system.rocketJob.jobs().ids(List.of(first.id())).delete()).isOne();
			case EXPIRED -> this.system.clock.move(Duration.ofSeconds(10));
		}
		other.pause();
		if (end == End.BY_ITS_RUN || end == End.EXPIRED) {
			this.system.queue.runNext();
		}
		succeeds();
		boolean stays = end == End.BY_HAND || end == End.BY_ITS_RUN;
		assertThat(this.system.rocketJob.find(first.id()).isPresent()).isEqualTo(stays);
		assertThat(failed.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(failed.reload().waitsFor()).containsExactly(other.id());
		assertThat(aborted.reload().state()).isEqualTo(JobState.ABORTED);
		assertThat(next.reload().state()).as("who waits for that one").isEqualTo(JobState.ABORTED);
		assertThat(next.reload().history()).last()
			.satisfies((entry) -> assertThat(entry.reason()).contains(aborted.id().toHexString(), "is aborted"));
		failed.retry();
		other.resume();
		this.system.queue.drain();
		assertThat(this.script.ran).endsWith("other", "runs", "fails");
		assertThat(runs.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	enum End {

		BY_HAND, BY_ITS_RUN, DELETED, DELETED_BY_QUERY, EXPIRED

	}

	@Test
	void aFailedJobThatIsGivenUpIsNotWaitedForAfterARetry() {
		JobInstance<Fields> first = create("first");
		JobInstance<Fields> waiting = create("waiting",
				(options) -> options.after(first.id())
					.ifOneFails(DependencyPolicy.FAIL)
					.ifOneIsAborted(DependencyPolicy.FAIL));
		first.fail("by a test");
		assertThat(waiting.reload().state()).isEqualTo(JobState.FAILED);
		first.abort("given up");
		assertThat(waiting.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(waiting.retry().waitsFor()).isEmpty();
		this.system.queue.drain();
		assertThat(this.script.ran).containsExactly("waiting");
	}

	@Test
	void whatHasEndedBeforeItIsCreatedIsDealtWithAtOnce() {
		JobInstance<Fields> completed = create("completed");
		this.system.queue.drain();
		JobInstance<Fields> runs = create("runs", (options) -> options.after(completed.id()));
		assertThat(runs.waitsFor()).isEmpty();
		assertThat(document(runs)).containsKey("claimable").doesNotContainKey("linking");
		JobInstance<Fields> failed = create("failed").fail("by a test");
		assertThat(create("waits", (options) -> options.after(failed.id())).waitsFor()).containsExactly(failed.id());
		assertThat(create("fails", (options) -> options.after(failed.id()).ifOneFails(DependencyPolicy.FAIL)).state())
			.isEqualTo(JobState.FAILED);
		JobInstance<Fields> aborted = create("aborted").abort(null);
		assertThat(create("aborts", (options) -> options.after(completed.id(), aborted.id())).state())
			.isEqualTo(JobState.ABORTED);
		this.system.queue.drain();
		assertThat(this.script.ran).containsExactly("completed", "runs");
	}

	@Test
	void nobodyCanWaitForAJobThatDoesNotExistAndSoNotForItself() {
		JobInstance<Fields> gone = create("gone", (options) -> options.destroyOnComplete(true));
		this.system.queue.drain();
		ObjectId own = new ObjectId();
		for (ObjectId missing : List.of(gone.id(), own)) {
			assertThatExceptionOfType(InvalidJobException.class)
				.isThrownBy(() -> create("waiting", (options) -> options.after(missing)))
				.withMessageContaining("there is no job " + missing)
				.withMessageContaining("deleted, unless it is kept");
		}
		assertThat(this.system.jobs().countDocuments()).isZero();
	}

	@Test
	void aJobThatExpectsOthersToWaitForItIsKeptForThemWhenItCompletes() {
		JobInstance<Fields> first = create("first", (options) -> options.destroyOnComplete(true).expectDependents());
		this.system.queue.drain();
		create("next", (options) -> options.after(first.id()).destroyOnComplete(true));
		this.system.queue.drain();
		assertThat(this.script.ran).containsExactly("first", "next");
		this.system.clock.move(Duration.ofHours(1));
		this.system.engine.recoverDependencies();
		assertThat(this.system.jobs().countDocuments()).isZero();
	}

	@Test
	void optionsThatMakeNoSenseAreRefused() {
		JobInstance<Fields> first = create("first");
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(
				() -> create("waiting", (options) -> options.after(first.id()).ifOneIsAborted(DependencyPolicy.WAIT)))
			.withMessageContaining("for ever");
		List<ObjectId> many = IntStream.rangeClosed(0, JobOptions.MOST_WAITED_FOR)
			.mapToObj((i) -> new ObjectId())
			.toList();
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> create("waiting", (options) -> options.after(many)))
			.withMessageContaining("1001 jobs are too many");
	}

	@Test
	void aJobCanLetAnotherOneWaitForItWhileItRuns() {
		this.script.script = (fields, context) -> {
			if (fields.text().equals("first")) {
				create("next", (options) -> options.priority(1).after(context.id()));
				assertThat(this.system.rocketJob.jobs().queuedNow().count()).isZero();
			}
			return null;
		};
		JobInstance<Fields> first = create("first", (options) -> options.destroyOnComplete(true));
		this.system.queue.drain();
		assertThat(this.script.ran).containsExactly("first", "next");
		assertThat(first.reload().state()).as("it is kept for a while").isEqualTo(JobState.COMPLETED);
	}

	@Test
	void whoeverIsToBeDestroyedIsKeptForAnHourWhenOthersHaveWaitedForIt() {
		JobInstance<Fields> first = create("first", (options) -> options.destroyOnComplete(true));
		create("waiting", (options) -> options.after(first.id()));
		this.system.queue.drain();
		assertThat(create("late", (options) -> options.after(first.id())).waitsFor()).isEmpty();
		this.system.clock.move(Duration.ofMinutes(59));
		this.system.engine.recoverDependencies();
		assertThat(first.reload().state()).isEqualTo(JobState.COMPLETED);
		this.system.clock.move(Duration.ofMinutes(1));
		this.system.engine.recoverDependencies();
		assertThatExceptionOfType(JobNotFoundException.class).isThrownBy(first::reload);
		assertThat(this.system.jobs().countDocuments()).isEqualTo(2);
	}

	@Test
	void aJobForWhichNobodyWaitsEndsByOneCommandAsEver() {
		create("destroyed", (options) -> options.destroyOnComplete(true));
		ClaimedJob destroyed = claim();
		long before = commands();
		this.system.engine.runner().run(destroyed, "server");
		assertThat(commands() - before).isOne();
		create("kept");
		ClaimedJob kept = claim();
		before = commands();
		this.system.engine.runner().run(kept, "server");
		assertThat(commands() - before).isOne();
	}

	@Test
	void aThousandJobsAreReleasedByFewCommands() {
		JobInstance<Fields> first = create("first");
		long before = commands();
		List<ObjectId> waiting = this.system.rocketJob.createAll(ScriptJob.class,
				IntStream.range(0, 1_000).mapToObj((i) -> new Fields("waiting")).toList(),
				(options) -> options.after(first.id()));
		assertThat(commands() - before).as("to create them").isLessThan(10);
		ClaimedJob claimed = claim();
		assertThat(claimed.id()).isEqualTo(first.id());
		before = commands();
		this.system.engine.runner().run(claimed, "server");
		assertThat(commands() - before).as("to release them").isLessThan(15);
		assertThat(this.system.rocketJob.jobs().queuedNow().count()).isEqualTo(waiting.size());
	}

	@Test
	void aLongChainIsAbortedToItsEnd() {
		JobInstance<Fields> first = create("first");
		JobInstance<Fields> last = first;
		for (int i = 0; i < 300; i++) {
			ObjectId before = last.id();
			last = create("next", (options) -> options.after(before));
		}
		first.abort("not wanted");
		assertThat(this.system.rocketJob.jobs().in(JobState.ABORTED).count()).isEqualTo(301);
		assertThat(this.system.jobs().countDocuments(new Document("settle", new Document("$exists", true)))).isZero();
		assertThat(this.system.rocketJob.jobs().delete()).isEqualTo(301);
	}

	@Test
	void allIsDeletedWhoeverWaits() {
		JobInstance<Fields> first = create("first", (options) -> options.destroyOnComplete(true));
		JobInstance<Fields> second = create("second", (options) -> options.after(first.id()));
		create("third", (options) -> options.after(first.id(), second.id()));
		create("fourth");
		assertThat(this.system.rocketJob.jobs().delete()).isEqualTo(4);
		assertThat(this.system.jobs().countDocuments()).isZero();
		JobInstance<Fields> kept = create("kept", (options) -> options.destroyOnComplete(true));
		create("waiting", (options) -> options.after(kept.id()).destroyOnComplete(true));
		this.system.queue.drain();
		assertThat(this.system.rocketJob.jobs().delete()).isEqualTo(1);
		assertThat(this.system.jobs().countDocuments()).isZero();
	}

	@Test
	void jobsOfClassesThatThisProcessDoesNotKnowAreWaitedForAndWait() {
		JobInstance<Fields> first = create("first");
		JobInstance<Fields> second = create("second", (options) -> options.after(first.id()));
		JobInstance<Fields> third = create("third", (options) -> options.after(second.id()));
		this.system.jobs()
			.updateOne(new Document("_id", second.id()),
					new Document("$set", new Document("type", "Elsewhere").append("ifOneFails", "FAIL")));
		this.system.jobs()
			.updateOne(new Document("_id", third.id()), new Document("$set", new Document("ifOneFails", "FAIL")));
		first.fail("by a test");
		assertThat(second.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(third.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(third.reload().exception().message()).startsWith("Elsewhere " + second.id());
	}

	@Test
	void aCallbackThatThrowsDoesNotKeepAJobFromEnding() {
		JobInstance<Fields> first = create("first");
		JobInstance<Fields> waiting = create("waiting", (options) -> options.after(first.id()));
		this.system.bean(Listener.class).refuses = true;
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> waiting.abort("by hand"));
		this.system.bean(Listener.class).refuses = false;
		first.fail("by a test");
		this.system.bean(Listener.class).refuses = true;
		assertThat(first.delete()).isTrue();
		assertThat(waiting.reload().state()).isEqualTo(JobState.ABORTED);
	}

	@Test
	void waitingIsPartOfTheTransactionInWhichAJobIsCreated() {
		Assumptions.assumeTrue(TestDatabase.get().supportsTransactions(),
				"This server has no transactions; a replica set has");
		TransactionTemplate transaction = new TransactionTemplate(new MongoTransactionManager(this.system.factory));
		JobInstance<Fields> first = create("first", (options) -> options.destroyOnComplete(true));
		assertThatExceptionOfType(ArithmeticException.class)
			.isThrownBy(() -> transaction.executeWithoutResult((status) -> {
				create("waiting", (options) -> options.after(first.id()));
				throw new ArithmeticException();
			}));
		assertThat(document(first)).doesNotContainKey("dependents");
		JobInstance<Fields> waiting = transaction.execute((status) -> {
			JobInstance<Fields> second = create("second", (options) -> options.after(first.id()));
			return create("third", (options) -> options.after(first.id(), second.id()));
		});
		assertThat(document(waiting)).doesNotContainKey("linking");
		this.system.queue.drain();
		assertThat(this.script.ran).containsExactly("first", "second", "third");
	}

	private void fails() {
		this.script.fails(() -> new IllegalStateException("as told"));
	}

	private void succeeds() {
		this.script.script = (fields, context) -> fields.text();
	}

	private JobInstance<Fields> create(String text) {
		return create(text, (options) -> {
		});
	}

	private JobInstance<Fields> create(String text, Consumer<JobOptions> options) {
		return this.system.rocketJob.create(ScriptJob.class, new Fields(text), options);
	}

	private ClaimedJob claim() {
		return this.system.engine.claims().next(new ObjectId(), "a worker").orElseThrow();
	}

	private long commands() {
		return List.of("find", "update", "delete", "insert", "findAndModify", "getMore", "aggregate")
			.stream()
			.mapToLong(this.system::commands)
			.sum();
	}

	private Document document(JobInstance<?> job) {
		return this.system.jobs().find(new Document("_id", job.id())).first();
	}

	private static List<ObjectId> ids(List<? extends JobInstance<?>> jobs) {
		return jobs.stream().map(JobInstance::id).map(ObjectId.class::cast).toList();
	}

	/** Hears of all transitions of scripts. */
	static class Listener implements JobCallbacks<Object> {

		final List<String> heard = Collections.synchronizedList(new ArrayList<>());

		volatile boolean refuses;

		@Override
		public boolean appliesTo(Class<?> jobClass) {
			return jobClass == ScriptJob.class;
		}

		@Override
		public void before(JobTransition transition, TransitionContext<Object> context) {
			if (this.refuses) {
				throw new IllegalStateException("refused");
			}
		}

		@Override
		public void after(JobTransition transition, TransitionContext<Object> context) {
			this.heard.add(transition + " " + context.id());
		}

	}

}
