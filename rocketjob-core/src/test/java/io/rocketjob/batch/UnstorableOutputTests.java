package io.rocketjob.batch;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.rocketjob.BatchCallbacks;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.InvalidRecordException;
import io.rocketjob.JobState;
import io.rocketjob.OutputCategory;
import io.rocketjob.Result;
import io.rocketjob.RocketJob;
import io.rocketjob.Statistics;
import io.rocketjob.TestSystem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What records make and count that cannot be stored. */
class UnstorableOutputTests {

	private static final BigDecimal FIFTY_DIGITS = new BigDecimal("12345678901234567890123456789012345678901234567890");

	private final TestSystem system = TestSystem.with(MakingJob.class, CountingJob.class, FinishingJob.class).start();

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void outputThatCannotBeStoredFailsItsRecordWithWords() {
		BatchInstance<?> batch = this.system.rocketJob.batch(MakingJob.class)
			.upload(List.of("a", "wrong", "c", "d"))
			.create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(batch.failedSlices()).singleElement().satisfies((slice) -> {
			assertThat(slice.exception().className()).isEqualTo(InvalidRecordException.class.getName());
			assertThat(slice.exception().message()).contains("What record 2 has made for the output 'main'")
				.contains("a java.math.BigDecimal, cannot be stored: output: a BigDecimal can have 34 digits at most");
		});
	}

	@Test
	void ofSeveralResultsTheOneThatCannotBeStoredIsNamedAndNoneIsKept() {
		this.system.bean(MakingJob.class).several = true;
		BatchInstance<?> batch = this.system.rocketJob.batch(MakingJob.class).upload(List.of("a", "wrong")).create();
		this.system.queue.drain();
		assertThat(batch.failures()).singleElement()
			.satisfies((group) -> assertThat(group.message()).contains("for the output 'log', a java.math.BigDecimal"));
		this.system.bean(MakingJob.class).corrected = true;
		batch.reload().retry();
		this.system.queue.drain();
		assertThat(batch.reload().outputCount("main")).isEqualTo(2);
		assertThat(batch.reload().outputCount("log")).isEqualTo(2);
	}

	@Test
	void countersThatAreTooManyAreLeftOutAndTheirRecordsSucceedOnce() {
		BatchInstance<?> batch = this.system.rocketJob.batch(CountingJob.class)
			.upload(IntStream.range(0, 60).mapToObj(Integer::toString).toList())
			.create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.system.bean(CountingJob.class).records).hasSize(60).doesNotHaveDuplicates();
		assertThat(batch.reload().statistics()).hasSize(Statistics.MOST_NAMES).containsEntry("record", 60L);
	}

	@Test
	void fieldsThatCannotBeStoredAsAfterBatchLeavesThemDoNotUndoTheBatch() {
		BatchInstance<?> batch = this.system.rocketJob.batch(FinishingJob.class)
			.fields(new FinishingJob.Fields(BigDecimal.ONE))
			.upload(List.of("a"))
			.create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.system.bean(FinishingJob.class).calls).containsExactly("a", "after");
		assertThat(batch.reload().fields()).isEqualTo(new FinishingJob.Fields(BigDecimal.ONE));
	}

	@RocketJob(destroyOnComplete = false)
	@InputCategory(sliceSize = 3)
	@OutputCategory
	@OutputCategory(name = "log")
	static class MakingJob implements BatchJob<Void, String, Object> {

		boolean several;

		boolean corrected;

		@Override
		public Object perform(String record, BatchContext<Void> context) {
			Object made = (record.equals("wrong") && !this.corrected) ? FIFTY_DIGITS : record;
			return this.several ? Result.of(record).and("log", made) : made;
		}

	}

	@RocketJob(destroyOnComplete = false)
	static class CountingJob implements BatchJob<Void, String, Void> {

		final List<String> records = new ArrayList<>();

		@Override
		public @Nullable Void perform(String record, BatchContext<Void> context) {
			this.records.add(record);
			context.statistics().increment("record");
			for (int i = 0; i < 20; i++) {
				context.statistics().increment(record + "." + i);
			}
			return null;
		}

	}

	@RocketJob(destroyOnComplete = false)
	static class FinishingJob
			implements BatchJob<FinishingJob.Fields, String, Void>, BatchCallbacks<FinishingJob.Fields> {

		final List<String> calls = new ArrayList<>();

		record Fields(BigDecimal number) {
		}

		@Override
		public @Nullable Void perform(String record, BatchContext<Fields> context) {
			this.calls.add(record);
			return null;
		}

		@Override
		public void afterBatch(BatchContext<Fields> context) {
			this.calls.add("after");
			context.updateFields(new Fields(FIFTY_DIGITS));
		}

	}

}
