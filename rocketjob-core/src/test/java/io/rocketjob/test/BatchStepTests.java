package io.rocketjob.test;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.rocketjob.BatchCallbacks;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.BatchPhase;
import io.rocketjob.FailedSlice;
import io.rocketjob.InputCategory;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** A batch, step by step in a test of an application. */
class BatchStepTests {

	private TestSystem system;

	@BeforeEach
	void start() {
		this.system = TestSystem.with(NumberBatch.class).start();
		NumberBatch.calls.clear();
		NumberBatch.failing = "";
	}

	@AfterEach
	void stop() {
		this.system.close();
	}

	@Test
	void aBatchGoesOnStepByStepUntilItHasEnded() {
		BatchInstance<Void> batch = create("1", "2", "3");
		assertThat(this.system.queue.step(batch)).isEqualTo(new BatchStep(BatchPhase.BEFORE, null, true, null));
		assertThat(NumberBatch.calls).containsExactly("before");
		assertThat(batch.reload().phase()).isEqualTo(BatchPhase.PROCESSING);

		assertThat(this.system.queue.step(batch)).isEqualTo(done(1, 2));
		assertThat(NumberBatch.calls).containsExactly("before", "1", "2");
		assertThat(output(batch)).containsExactly(1, 2);
		assertThat(batch.reload().state()).isEqualTo(JobState.RUNNING);

		assertThat(this.system.queue.step(batch)).isEqualTo(done(3, 1));
		assertThat(batch.reload().phase()).isEqualTo(BatchPhase.PROCESSING);
		assertThat(this.system.queue.step(batch)).isEqualTo(new BatchStep(BatchPhase.AFTER, null, true, null));
		assertThat(NumberBatch.calls).containsExactly("before", "1", "2", "3", "after");
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThatIllegalStateException().isThrownBy(() -> this.system.queue.step(batch))
			.withMessageContaining("it is completed");
	}

	@Test
	void aFailedSliceIsCorrectedAndRetriedInBetween() {
		BatchInstance<Void> batch = create("1", "x", "3");
		this.system.queue.step(batch);
		BatchStep failed = this.system.queue.step(batch);
		assertThat(failed.completed()).isFalse();
		assertThat(failed.exception()).isInstanceOf(NumberFormatException.class);
		FailedSlice slice = failedSlice(failed);
		assertThat(slice.failedRecord()).isEqualTo(2);
		assertThat(batch.reload().state()).isEqualTo(JobState.RUNNING);

		slice.update(1, "2").retry();
		assertThat(this.system.queue.step(batch)).isEqualTo(done(1, 2));
		assertThat(NumberBatch.calls).as("record 1 is done").containsExactly("before", "1", "x", "2");
		assertThat(this.system.queue.step(batch)).isEqualTo(done(3, 1));
		assertThat(this.system.queue.step(batch).phase()).isEqualTo(BatchPhase.AFTER);
		assertThat(output(batch)).containsExactly(1, 2, 3);
	}

	@Test
	void aStepFailsTheBatchWhenOnlyFailedSlicesAreLeftAndARetryGoesOnWithThem() {
		BatchInstance<Void> batch = create("x", "2", "3");
		this.system.queue.step(batch);
		BatchStep first = this.system.queue.step(batch);
		this.system.queue.step(batch);
		BatchStep end = this.system.queue.step(batch);
		assertThat(end.phase()).isEqualTo(BatchPhase.PROCESSING);
		assertThat(end.slice()).isNull();
		assertThat(end.completed()).isFalse();
		assertThat(end.exception()).hasMessageContaining("NumberFormatException");
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThatIllegalStateException().isThrownBy(() -> this.system.queue.step(batch))
			.withMessageContaining("it is failed");

		failedSlice(first).update(0, "1").retry();
		assertThat(this.system.queue.step(batch)).isEqualTo(done(1, 2));
		assertThat(this.system.queue.step(batch).phase()).isEqualTo(BatchPhase.AFTER);
		assertThat(NumberBatch.calls).containsExactly("before", "x", "3", "1", "2", "after");
	}

	@Test
	void aStepBeforeOrAfterTheRecordsThatThrowsIsTriedAgainAfterARetry() {
		BatchInstance<Void> batch = create("1");
		NumberBatch.failing = "before";
		assertThat(this.system.queue.step(batch))
			.isEqualTo(new BatchStep(BatchPhase.BEFORE, null, false, NumberBatch.FAILURE));
		NumberBatch.failing = "after";
		batch.retry();
		assertThat(this.system.queue.step(batch).phase()).isEqualTo(BatchPhase.BEFORE);
		assertThat(this.system.queue.step(batch)).isEqualTo(done(1, 1));
		assertThat(this.system.queue.step(batch))
			.isEqualTo(new BatchStep(BatchPhase.AFTER, null, false, NumberBatch.FAILURE));
		NumberBatch.failing = "";
		batch.retry();
		assertThat(this.system.queue.step(batch)).isEqualTo(new BatchStep(BatchPhase.AFTER, null, true, null));
		assertThat(NumberBatch.calls).containsExactly("before", "before", "1", "after", "after");
	}

	@Test
	void theRestIsRunAsAWholeAndStepsAreOfTheirBatchAlone() {
		BatchInstance<Void> other = create("7");
		BatchInstance<Void> batch = create("1", "2", "3");
		this.system.queue.step(batch);
		this.system.queue.step(batch);
		assertThat(other.reload().state()).isEqualTo(JobState.QUEUED);
		assertThat(this.system.queue.drain()).hasSize(2).allMatch(JobQueue.Ran::completed);
		assertThat(output(batch)).containsExactly(1, 2, 3);
		assertThat(NumberBatch.calls).containsOnlyOnce("1", "2", "3", "7");
	}

	@Test
	void whatIsNotDueOrPausedHasNoStep() {
		BatchInstance<Void> batch = this.system.rocketJob.batch(NumberBatch.class)
			.options((options) -> options.runAt(this.system.clock.instant().plusSeconds(60)))
			.upload(List.of("1"))
			.create();
		assertThatIllegalStateException().isThrownBy(() -> this.system.queue.step(batch))
			.withMessageContaining("not due");
		batch.runNow();
		this.system.queue.step(batch);
		batch.pause();
		assertThatIllegalStateException().isThrownBy(() -> this.system.queue.step(batch))
			.withMessageContaining("it is paused");
		batch.resume();
		assertThat(this.system.queue.step(batch)).isEqualTo(done(1, 1));
	}

	@Test
	void createdIsWhatIsStoredAndWhatHasRunAndIsGone() {
		BatchInstance<Void> gone = this.system.rocketJob.batch(NumberBatch.class)
			.options((options) -> options.destroyOnComplete(true))
			.upload(List.of("1"))
			.create();
		this.system.queue.step(gone);
		this.system.queue.drain();
		BatchInstance<Void> failing = create("x");
		this.system.queue.drain();
		BatchInstance<Void> waiting = create("2");
		assertThat(this.system.queue.jobs().count()).isEqualTo(2);
		assertThat(this.system.queue.created(NumberBatch.class)).extracting(JobInstance::id)
			.containsExactly(gone.id(), failing.id(), waiting.id());
		this.system.queue.clear();
		assertThat(this.system.queue.created(NumberBatch.class)).isEmpty();
	}

	private BatchInstance<Void> create(String... lines) {
		return this.system.rocketJob.batch(NumberBatch.class).upload(List.of(lines)).create();
	}

	private static List<@Nullable Integer> output(BatchInstance<?> batch) {
		try (Stream<@Nullable Integer> output = batch.output("main", Integer.class)) {
			return output.toList();
		}
	}

	private static BatchStep done(long firstRecord, int recordCount) {
		return new BatchStep(BatchPhase.PROCESSING, new BatchStep.Slice("main", firstRecord, recordCount, null), true,
				null);
	}

	private static FailedSlice failedSlice(BatchStep step) {
		return Objects.requireNonNull(Objects.requireNonNull(step.slice()).failed());
	}

	@RocketJob(destroyOnComplete = false)
	@InputCategory(sliceSize = 2)
	@OutputCategory
	static class NumberBatch implements BatchJob<Void, String, Integer>, BatchCallbacks<Void> {

		static final RuntimeException FAILURE = new IllegalStateException("on purpose");

		static final List<String> calls = new ArrayList<>();

		static String failing = "";

		@Override
		public void beforeBatch(BatchContext<Void> context) {
			call("before");
		}

		@Override
		public @Nullable Integer perform(String line, BatchContext<Void> context) {
			calls.add(line);
			return Integer.valueOf(line);
		}

		@Override
		public void afterBatch(BatchContext<Void> context) {
			call("after");
		}

		private static void call(String name) {
			calls.add(name);
			if (failing.equals(name)) {
				throw FAILURE;
			}
		}

	}

}
