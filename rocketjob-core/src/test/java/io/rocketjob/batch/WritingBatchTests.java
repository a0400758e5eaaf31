package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.rocketjob.AbortJobException;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.FailedSlice;
import io.rocketjob.InputCategory;
import io.rocketjob.JobState;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.SkipRecords;
import io.rocketjob.TestSystem;
import io.rocketjob.WritingBatchJob;
import io.rocketjob.document.JobRecord;
import io.rocketjob.plugin.transaction.SliceTransaction;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Batches that write what the records of a slice have made together. */
class WritingBatchTests {

	private final DataSource database = new DriverManagerDataSource(
			"jdbc:h2:mem:" + new ObjectId().toHexString() + ";DB_CLOSE_DELAY=-1");

	private final JdbcTemplate jdbc = new JdbcTemplate(this.database);

	private final TestSystem system = TestSystem.with((context) -> {
		context.registerBean(LineJob.class);
		context.registerBean(DataSourceTransactionManager.class, () -> new DataSourceTransactionManager(this.database));
		context.registerBean(CustomerJob.class, () -> new CustomerJob(this.jdbc));
	}).withoutRecovery().start();

	private final LineJob job = this.system.bean(LineJob.class);

	@AfterEach
	void close() {
		this.system.close();
		this.jdbc.execute("shutdown");
	}

	@Test
	void theRecordsOfASliceAreWrittenTogetherWithWhatWasMadeOfThem() {
		BatchInstance<Void> batch = create(5);
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.job.written).containsExactly("1 line 1=LINE 1, 2 line 2=LINE 2",
				"3 line 3=LINE 3, 4 line 4=LINE 4", "5 line 5=LINE 5");
		assertThat(output(batch)).as("what is made is output as well").hasSize(5);
	}

	@Test
	void aSliceOfWhichARecordFailsIsNotWrittenAndBeginsAgainAsAWhole() {
		this.job.failing = "line 4";
		BatchInstance<Void> batch = create(5);
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(this.job.written).containsExactly("1 line 1=LINE 1, 2 line 2=LINE 2", "5 line 5=LINE 5");
		this.job.failing = "none";
		batch.retry();
		this.system.queue.drain();
		assertThat(this.job.written).last().isEqualTo("3 line 3=LINE 3, 4 line 4=LINE 4");
		assertThat(this.job.ran).filteredOn("line 3"::equals).hasSize(2);
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(output(batch)).containsExactly("LINE 1", "LINE 2", "LINE 3", "LINE 4", "LINE 5");
	}

	@Test
	void whatCannotBeWrittenFailsItsSlice() {
		this.job.unwritable = 4;
		BatchInstance<Void> batch = create(5);
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(batch.reload().exception().message()).isEqualTo("1 slice has failed, first at record 4: no space");
		this.job.unwritable = 0;
		batch.retry();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(output(batch)).hasSize(5);
	}

	@Test
	void whatWasWrittenIsNotWrittenAgainWhenALaterHookFails() {
		this.job.failingAfter = true;
		BatchInstance<Void> batch = create(2);
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		this.job.failingAfter = false;
		batch.retry();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.job.written).hasSize(1);
		assertThat(output(batch)).containsExactly("LINE 1", "LINE 2");
	}

	@Test
	void removedAndSkippedRecordsAreNotWritten() {
		this.job.failing = "line 2";
		BatchInstance<Void> batch = this.system.rocketJob.batch(LineJob.class)
			.upload(List.of("line 1", "line 2", "skip", "line 4"))
			.create();
		this.system.queue.drain();
		try (Stream<FailedSlice> failed = batch.failedSlices()) {
			failed.findFirst().orElseThrow().remove(1).retry();
		}
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.job.written).containsExactlyInAnyOrder("1 line 1=LINE 1", "4 line 4=LINE 4");
	}

	@Test
	void aRepeatWritesTheSameRecordsUnderTheSameNumbers() {
		BatchInstance<Void> batch = create(2);
		ObjectId server = new ObjectId();
		this.system.batches.runner().run(this.system.engine.claims().one(batch.id(), server, "w").orElseThrow(), "s");
		JobRecord open = this.system.engine.store().reload(batch.id());
		ClaimedSlice slice = new SliceGroupClaimer(this.system.batches.claims(), this.system.engine.runs(), 1)
			.next(open, Segment.readable(open), server, "s", "w");
		// it writes, and then finds that its claim is gone, as when its server has died
		this.job.meanwhile = () -> this.system.batches.sliceRecovery().requeue(server, (any) -> true, "it is dead");
		SliceClaimHandle handle = new SliceClaimHandle(this.system.batches.handles(), slice, null);
		this.system.engine.runner()
			.run(slice.job(), "w", "s", handle, new SliceExecution(this.system.batches.executions(), handle,
					new StoredLookups(this.system.batches.lookups(), slice.job(), null)));
		this.job.meanwhile = () -> {
		};
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.job.written).hasSize(2).containsOnly("1 line 1=LINE 1, 2 line 2=LINE 2");
		assertThat(output(batch)).containsExactly("LINE 1", "LINE 2");
	}

	@Test
	void aWriterMayAbortTheJob() {
		this.job.aborting = true;
		BatchInstance<Void> batch = create(2);
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.ABORTED);
	}

	@Test
	void theSameHappensInline() throws Exception {
		this.system.rocketJob.batch(LineJob.class).upload(List.of("line 1")).performNow();
		assertThat(this.job.written).containsExactly("1 line 1=LINE 1");
	}

	@Test
	void theWriterIsInTheTransactionOfTheSlice() {
		this.jdbc.execute("create table customer (name varchar(20) not null)");
		BatchInstance<Void> batch = this.system.rocketJob.batch(CustomerJob.class)
			.upload(List.of("Ann", "Bob", "Cid", "too long a name for its column"))
			.create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(this.jdbc.queryForList("select name from customer", String.class)).containsExactly("Ann", "Bob");
		try (Stream<FailedSlice> failed = batch.failedSlices()) {
			failed.findFirst().orElseThrow().update(1, "Dee").retry();
		}
		this.system.queue.drain();
		assertThat(this.jdbc.queryForList("select name from customer", String.class)).containsExactly("Ann", "Bob",
				"Cid", "Dee");
	}

	private BatchInstance<Void> create(int lines) {
		return this.system.rocketJob.batch(LineJob.class)
			.upload(IntStream.rangeClosed(1, lines).mapToObj((i) -> "line " + i).toList())
			.create();
	}

	private static List<String> output(BatchInstance<Void> batch) {
		try (Stream<String> output = batch.output("main", String.class)) {
			return output.toList();
		}
	}

	@RocketJob
	@InputCategory(sliceSize = 2)
	@OutputCategory
	@OutputCategory(name = "skipped")
	@SkipRecords(value = UnsupportedOperationException.class, to = "skipped")
	static class LineJob implements WritingBatchJob<Void, String, String> {

		final List<String> ran = Collections.synchronizedList(new ArrayList<>());

		final List<String> written = Collections.synchronizedList(new ArrayList<>());

		volatile String failing = "none";

		volatile long unwritable;

		volatile boolean failingAfter;

		volatile boolean aborting;

		volatile Runnable meanwhile = () -> {
		};

		@Override
		public String perform(String line, BatchContext<Void> context) {
			this.ran.add(line);
			if (line.equals("skip")) {
				throw new UnsupportedOperationException();
			}
			if (line.equals(this.failing)) {
				throw new IllegalStateException("bad line");
			}
			return line.toUpperCase(Locale.ROOT);
		}

		@Override
		public void writeSlice(List<Item<String, String>> items, BatchContext<Void> context) {
			if (this.aborting) {
				throw new AbortJobException("by its writer");
			}
			if (items.stream().anyMatch((item) -> item.number() == this.unwritable)) {
				throw new IllegalStateException("no space");
			}
			this.written.add(String.join(", ",
					items.stream().map((item) -> item.number() + " " + item.input() + "=" + item.output()).toList()));
			this.meanwhile.run();
		}

		@Override
		public void afterSlice(BatchContext<Void> context) {
			if (this.failingAfter) {
				throw new IllegalStateException("after all");
			}
		}

	}

	@RocketJob(destroyOnComplete = false)
	@InputCategory(sliceSize = 2)
	@SliceTransaction
	static class CustomerJob implements WritingBatchJob<Void, String, Object[]> {

		private final JdbcTemplate jdbc;

		CustomerJob(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@Override
		public Object @Nullable [] perform(String name, BatchContext<Void> context) {
			return new Object[] { name };
		}

		@Override
		public void writeSlice(List<Item<String, Object[]>> items, BatchContext<Void> context) {
			this.jdbc.batchUpdate("insert into customer (name) values (?)", items.stream().map(Item::output).toList());
		}

	}

}
