package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import io.rocketjob.BatchCallbacks;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchPhase;
import io.rocketjob.JobCallbacks;
import io.rocketjob.JobContext;
import io.rocketjob.JobState;
import io.rocketjob.JobTransition;
import io.rocketjob.TestSystem;
import io.rocketjob.TransitionContext;
import io.rocketjob.batch.SampleBatches.Hook;
import io.rocketjob.batch.SampleBatches.LineJob;
import io.rocketjob.batch.SampleBatches.LineJob.Fields;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What can be done with a batch in each phase, and who is told. */
class BatchPhaseTests {

	private final TestSystem system = TestSystem.with(LineJob.class, Listener.class, SliceListener.class)
		.withoutRecovery()
		.start();

	private final LineJob job = this.system.bean(LineJob.class);

	private final Listener listener = this.system.bean(Listener.class);

	@AfterEach
	void close() {
		this.system.close();
	}

	@ParameterizedTest
	@EnumSource(BatchPhase.class)
	void abortingInAnyPhaseEndsItAndItsCollectionsAreGone(BatchPhase phase) {
		BatchInstance<Fields> batch = runWith(phase,
				(context) -> this.system.rocketJob.batch(context.id()).abort("no"));
		assertThat(batch.reload().state()).isEqualTo(JobState.ABORTED);
		assertThat(batch.reload().phase()).isEqualTo(phase);
		assertThat(this.system.database().listCollectionNames().into(new ArrayList<>()))
			.noneMatch((name) -> name.matches("rocketjob\\.(inputs|outputs|lookups)\\..*"));
		assertThat(this.system.queue.drain()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(BatchPhase.class)
	void failingByHandInAnyPhaseAndARetryGoOnInThatPhase(BatchPhase phase) {
		BatchInstance<Fields> batch = runWith(phase, (context) -> this.system.rocketJob.batch(context.id()).fail("no"));
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(batch.reload().phase()).isEqualTo(phase);
		assertThat(batch.reload().exception().message()).isEqualTo("no");
		batch.retry();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(batch.output("main", String.class)).hasSize(30).startsWith("line 0").endsWith("line 29");
	}

	@ParameterizedTest
	@EnumSource(BatchPhase.class)
	void deletingInAnyPhaseLeavesNothing(BatchPhase phase) {
		BatchInstance<Fields> batch = runWith(phase, (context) -> this.system.rocketJob.batch(context.id()).delete());
		assertThat(this.system.rocketJob.find(batch.id())).isEmpty();
		assertThat(this.system.database().listCollectionNames().into(new ArrayList<>()))
			.noneMatch((name) -> name.matches("rocketjob\\.(inputs|outputs|lookups)\\..*"));
	}

	/** Runs a batch in the middle of which something is done to it, once. */
	private BatchInstance<Fields> runWith(BatchPhase phase, Hook<Fields> action) {
		AtomicBoolean done = new AtomicBoolean();
		Hook<Fields> once = (context) -> {
			if (done.compareAndSet(false, true)) {
				action.run(context);
			}
		};
		this.job.script = (line, context) -> {
			if (phase == BatchPhase.PROCESSING && context.recordNumber() == 15) {
				once.run(context);
			}
			return line;
		};
		if (phase == BatchPhase.BEFORE) {
			this.job.before = once;
		}
		if (phase == BatchPhase.AFTER) {
			this.job.after = once;
		}
		BatchInstance<Fields> batch = create();
		this.system.queue.drain();
		assertThat(done).isTrue();
		return batch;
	}

	@Test
	void transitionsOfABatchCallTheSameCallbacksAsThoseOfOtherJobs() {
		create();
		this.system.queue.drain();
		assertThat(this.listener.seen).containsExactly("before START", "after START", "before COMPLETE",
				"after COMPLETE");
		this.listener.seen.clear();
		this.job.failsAt("line 15");
		BatchInstance<Fields> failed = create();
		this.system.queue.drain();
		assertThat(this.listener.seen).containsExactly("before START", "after START", "before FAIL", "after FAIL");
		this.listener.seen.clear();
		this.job.failsAt("never");
		failed.retry();
		this.system.queue.drain();
		assertThat(this.listener.seen).containsExactly("before RETRY", "after RETRY", "before START", "after START",
				"before COMPLETE", "after COMPLETE");
	}

	@Test
	void callbacksAroundPerformAreCalledForEachRecord() {
		create();
		this.system.queue.drain();
		assertThat(this.listener.performed).isEqualTo(30);
	}

	@Test
	void hooksOfOtherBeansComeFirst() {
		create();
		this.system.queue.drain();
		assertThat(this.system.bean(SliceListener.class).hooksOfTheJobSoFar).containsExactly(0, 1, 5, 9);
	}

	private BatchInstance<Fields> create() {
		return this.system.rocketJob.batch(LineJob.class)
			.fields(new Fields("", 0))
			.upload(IntStream.range(0, 30).mapToObj((i) -> "line " + i).toList())
			.create();
	}

	/** Writes down what it is told. */
	static class Listener implements JobCallbacks<Fields> {

		final List<String> seen = Collections.synchronizedList(new ArrayList<>());

		int performed;

		@Override
		public void before(JobTransition transition, TransitionContext<Fields> context) {
			this.seen.add("before " + transition);
		}

		@Override
		public void after(JobTransition transition, TransitionContext<Fields> context) {
			this.seen.add("after " + transition);
		}

		@Override
		public @Nullable Object aroundPerform(Fields fields, JobContext context, Callable<@Nullable Object> perform)
				throws Exception {
			this.performed++;
			return perform.call();
		}

	}

	/** Counts what the job class has been told before it. */
	static class SliceListener implements BatchCallbacks<Fields> {

		final List<Integer> hooksOfTheJobSoFar = new ArrayList<>();

		private final LineJob job;

		SliceListener(LineJob job) {
			this.job = job;
		}

		@Override
		public void beforeBatch(BatchContext<Fields> context) {
			this.hooksOfTheJobSoFar.add(this.job.hooks.size());
		}

		@Override
		public void beforeSlice(BatchContext<Fields> context) {
			this.hooksOfTheJobSoFar.add(this.job.hooks.size());
		}

	}

}
