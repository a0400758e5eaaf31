package io.rocketjob.job;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import io.rocketjob.DependencyPolicy;
import io.rocketjob.JobHistoryEntry;
import io.rocketjob.JobInstance;
import io.rocketjob.JobOptions;
import io.rocketjob.JobState;
import io.rocketjob.JobTransition;
import io.rocketjob.TestSystem;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.SampleJobs.ScriptJob;
import io.rocketjob.job.SampleJobs.ScriptJob.Fields;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.RunResult;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Processes that die between any two writes, and others that come between. */
class DependencyCrashTests {

	private final TestSystem system = TestSystem.with(ScriptJob.class).withoutRecovery().start();

	private final JobEngine engine = this.system.engine;

	private final ScriptJob script = this.system.bean(ScriptJob.class);

	@AfterEach
	void close() {
		this.system.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void theEndIsToldWhenTheProcessHasDiedThatStoredIt(boolean destroy) {
		JobInstance<Fields> first = create("first", (options) -> options.destroyOnComplete(destroy));
		JobInstance<Fields> waiting = create("waiting", (options) -> options.after(first.id()));
		storeEnd(first, JobState.COMPLETED);
		this.engine.recoverDependencies();
		assertThat(waiting.reload().waitsFor()).as("the process still has time").hasSize(1);
		recover();
		this.system.queue.drain();
		assertThat(this.script.ran).containsExactly("waiting");
		assertThat(document(first).has("dependents")).isFalse();
		assertThat(document(first).has("settle")).isEqualTo(destroy);
	}

	@Test
	void itIsToldToTheRestWhenTheProcessHasDiedInTheMiddle() {
		JobInstance<Fields> first = create("first");
		JobInstance<Fields> one = create("one", (options) -> options.after(first.id()));
		JobInstance<Fields> other = create("other", (options) -> options.after(first.id()));
		storeEnd(first, JobState.COMPLETED);
		this.engine.dependents().tell(EndedJob.of(document(first)), List.of(one.id()));
		assertThat(document(one).has("claimable")).isTrue();
		this.system.queue.drain();
		recover();
		this.system.queue.drain();
		assertThat(this.script.ran).containsExactly("one", "other");
		assertThat(other.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void whatIsToldTwiceDoesNoHarm() {
		JobInstance<Fields> first = create("first");
		JobInstance<Fields> second = create("second");
		JobInstance<Fields> waiting = create("waiting", (options) -> options.after(first.id(), second.id()));
		storeEnd(first, JobState.COMPLETED);
		EndedJob ended = EndedJob.of(document(first));
		this.engine.dependents().tell(ended, List.of(waiting.id()));
		this.engine.dependents().tell(ended, List.of(waiting.id()));
		assertThat(waiting.reload().waitsFor()).containsExactly(second.id());
		recover();
		assertThat(waiting.reload().waitsFor()).containsExactly(second.id());
		this.system.queue.drain();
		this.engine.dependents().tell(EndedJob.of(document(second)), List.of(waiting.id()));
		assertThat(waiting.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(document(waiting).has("claimable")).isFalse();
	}

	@Test
	void anAbortGoesDownTheChainWhenTheProcessHasDiedInItsMiddle() {
		JobInstance<Fields> first = create("first");
		JobInstance<Fields> second = create("second", (options) -> options.after(first.id()));
		JobInstance<Fields> third = create("third", (options) -> options.after(second.id()));
		storeEnd(first, JobState.ABORTED);
		// the write that aborts the second one was made, nothing more
		JobRecord waiting = document(second);
		this.engine.waitingEnds().end(waiting, JobTransition.ABORT, "as told", List.of());
		recover();
		assertThat(third.reload().state()).isEqualTo(JobState.ABORTED);
		assertThat(this.system.jobs().countDocuments(new Document("settle", new Document("$exists", true)))).isZero();
	}

	@Test
	void aDeletedJobIsGoneOnlyWhenItsEndIsTold() {
		JobInstance<Fields> first = create("first");
		JobInstance<Fields> waiting = create("waiting", (options) -> options.after(first.id()));
		JobRecord job = document(first);
		Document deletion = this.system.engine.transitionUpdates()
			.moveTo(job, JobState.ABORTED, null, entry(JobState.QUEUED, JobState.ABORTED))
			.set("discard", "all")
			.build();
		this.system.jobs().updateOne(new Document("_id", first.id()), deletion);
		this.system.engine.cleanup().recover();
		assertThat(document(first)).isNotNull();
		recover();
		assertThat(waiting.reload().state()).isEqualTo(JobState.ABORTED);
		this.system.engine.cleanup().recover();
		assertThat(document(first)).isNull();
	}

	@Test
	void aJobThatIsRetriedBeforeItsFailureIsToldHasNotFailed() {
		JobInstance<Fields> first = create("first");
		JobInstance<Fields> waiting = create("waiting",
				(options) -> options.after(first.id()).ifOneFails(DependencyPolicy.FAIL));
		storeEnd(first, JobState.FAILED);
		first.retry();
		recover();
		assertThat(waiting.reload().state()).isEqualTo(JobState.QUEUED);
		assertThat(document(first).document()).containsKey("dependents").doesNotContainKey("settle");
		this.system.queue.drain();
		assertThat(this.script.ran).containsExactly("first", "waiting");
	}

	@Test
	void theMarkOfALaterEndIsNotRemovedByWhoHasToldTheEarlierOne() {
		JobInstance<Fields> first = create("first");
		create("waiting", (options) -> options.after(first.id()));
		storeEnd(first, JobState.FAILED);
		Document failed = document(first).document();
		first.retry();
		storeEnd(first, JobState.COMPLETED);
		assertThat(document(first).part("settle").get("token"))
			.isNotEqualTo(failed.get("settle", Document.class).get("token"));
		recover();
		this.system.queue.drain();
		assertThat(this.script.ran).containsExactly("waiting");
	}

	@Test
	void aMarkWithoutAJobThatWaitsDoesNoHarm() {
		JobInstance<Fields> first = create("first", (options) -> options.destroyOnComplete(true));
		this.engine.links().prepare(List.of(newJob("never stored", (options) -> options.after(first.id()))));
		this.system.queue.drain();
		assertThat(first.reload().state()).isEqualTo(JobState.COMPLETED);
		this.system.clock.move(Duration.ofHours(1));
		this.engine.recoverDependencies();
		assertThat(this.system.jobs().countDocuments()).isZero();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aJobThatCompletesWhileAnotherOneIsStoredThatWaitsForItIsNotMissed(boolean destroy) {
		JobInstance<Fields> first = create("first", (options) -> options.destroyOnComplete(destroy));
		JobRecord waiting = newJob("waiting", (options) -> options.after(first.id()));
		Set<ObjectId> waitedFor = this.engine.links().prepare(List.of(waiting));
		this.system.queue.drain();
		this.system.jobs().insertOne(waiting.document());
		assertThat(this.system.queue.drain()).isEmpty();
		this.engine.links().finish(List.of(waiting), waitedFor);
		this.system.queue.drain();
		assertThat(this.script.ran).containsExactly("first", "waiting");
	}

	@Test
	void norIsItWhenTheProcessDiesThatHasStoredTheOther() {
		JobInstance<Fields> first = create("first");
		JobInstance<Fields> second = create("second", (options) -> options.priority(100));
		JobRecord waiting = newJob("waiting", (options) -> options.priority(1).after(first.id(), second.id()));
		this.engine.links().prepare(List.of(waiting));
		this.system.queue.runNext();
		this.system.jobs().insertOne(waiting.document());
		this.engine.recoverDependencies();
		assertThat(this.system.jobs().countDocuments(new Document("waitsFor", first.id()))).isOne();
		recover();
		assertThat(this.system.jobs().countDocuments(new Document("waitsFor", first.id()))).isZero();
		assertThat(this.system.jobs().countDocuments(new Document("linking", new Document("$exists", true)))).isZero();
		this.system.queue.drain();
		assertThat(this.script.ran).containsExactly("first", "second", "waiting");
	}

	@Test
	void aJobThatIsDeletedWhileAnotherOneIsStoredThatWaitsForItCountsAsAborted() {
		JobInstance<Fields> first = create("first", (options) -> options.destroyOnComplete(true));
		JobRecord waiting = newJob("waiting", (options) -> options.after(first.id()));
		Set<ObjectId> waitedFor = this.engine.links().prepare(List.of(waiting));
		first.delete();
		assertThat(document(first)).isNull();
		this.system.jobs().insertOne(waiting.document());
		this.engine.links().finish(List.of(waiting), waitedFor);
		JobInstance<?> aborted = this.system.rocketJob.get(waiting.id());
		assertThat(aborted.state()).isEqualTo(JobState.ABORTED);
		assertThat(aborted.history()).last().satisfies((entry) -> assertThat(entry.reason()).contains("is deleted"));
	}

	@Test
	void aCompletedJobIsNotRemovedWhileOneWaitsForItAfterAll() {
		JobInstance<Fields> first = create("first", (options) -> options.destroyOnComplete(true));
		JobRecord waiting = newJob("waiting", (options) -> options.after(first.id()));
		this.engine.links().prepare(List.of(waiting));
		this.system.queue.drain();
		this.system.clock.move(Duration.ofHours(1));
		// its process was frozen in between, and dies now
		waiting.document().remove("linking");
		this.system.jobs().insertOne(waiting.document());
		this.engine.recoverDependencies();
		assertThat(document(first)).isNotNull();
		this.system.queue.drain();
		assertThat(this.script.ran).containsExactly("first", "waiting");
		this.engine.recoverDependencies();
		assertThat(document(first)).isNull();
	}

	@Test
	void whoHasLostItsClaimTellsNothing() {
		JobInstance<Fields> first = create("first", (options) -> options.destroyOnComplete(true));
		ClaimedJob claimed = this.engine.claims().next(new ObjectId(), "a worker").orElseThrow();
		JobInstance<Fields> waiting = create("waiting", (options) -> options.after(first.id()));
		this.engine.recovery().requeue(document(first), "it was believed dead");
		assertThat(this.engine.runner().run(claimed, "server").outcome()).isEqualTo(RunResult.Outcome.LOST);
		assertThat(waiting.reload().waitsFor()).containsExactly(first.id());
		assertThat(first.reload().state()).isEqualTo(JobState.QUEUED);
	}

	/** Makes the write that ends a job, and nothing more. */
	private void storeEnd(JobInstance<?> job, JobState state) {
		JobRecord before = document(job);
		this.system.jobs()
			.updateOne(new Document("_id", job.id()),
					this.system.engine.transitionUpdates()
						.moveTo(before, state, null, entry(before.state(), state))
						.build());
	}

	private JobHistoryEntry entry(JobState from, JobState to) {
		Instant now = this.engine.store().clock().now();
		return new JobHistoryEntry(now, from, to, "who has died", null);
	}

	private void recover() {
		this.system.clock.move(TransitionUpdates.GRACE);
		this.engine.recoverDependencies();
	}

	private JobInstance<Fields> create(String text) {
		return create(text, (options) -> {
		});
	}

	private JobInstance<Fields> create(String text, Consumer<JobOptions> options) {
		return this.system.rocketJob.create(ScriptJob.class, new Fields(text), options);
	}

	private JobRecord newJob(String text, Consumer<JobOptions> options) {
		return this.engine.creation().document(this.engine.classes().get(ScriptJob.class), new Fields(text), options);
	}

	private JobRecord document(JobInstance<?> job) {
		return JobRecord.ofNullable(this.system.jobs().find(new Document("_id", job.id())).first());
	}

}
