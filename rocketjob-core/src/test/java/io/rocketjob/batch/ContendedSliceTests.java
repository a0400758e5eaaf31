package io.rocketjob.batch;

import java.util.stream.IntStream;

import io.rocketjob.BatchInstance;
import io.rocketjob.JobState;
import io.rocketjob.ServerAnswers;
import io.rocketjob.TestLine;
import io.rocketjob.TestLine.Answer;
import io.rocketjob.TestSystem;
import io.rocketjob.batch.SampleBatches.LineJob;
import io.rocketjob.batch.SampleBatches.LineJob.Fields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.testsupport.TestDatabase;
import org.awaitility.Awaitility;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of slices and their output where a server such as FerretDB answers in its
 * own way when many want the same key, and misses what is there.
 */
@Timeout(60)
class ContendedSliceTests {

	private static final int LOOKS = 3;

	private final TestLine line = TestLine.to(TestDatabase.get().connectionString());

	private final TestSystem system = TestSystem.with(LineJob.class).withoutRecovery().through(this.line).start();

	private final LineJob job = this.system.bean(LineJob.class);

	private final ObjectId server = new ObjectId();

	private BatchInstance<Fields> batch;

	@BeforeEach
	void openABatch() {
		ServerAnswers.refuseHints(this.line);
		this.batch = this.system.rocketJob.batch(LineJob.class)
			.fields(new Fields("", 0))
			.upload(IntStream.range(0, 10).mapToObj((i) -> "line " + i).toList())
			.create();
	}

	@AfterEach
	void close() {
		this.system.close();
		this.line.close();
	}

	@Test
	void aSliceIsClaimedAtOnceThatTheServerHasMissed() {
		open();
		Answer nothing = this.line.answer("findAndModify", input(), LOOKS - 1, ServerAnswers.NOTHING_FOUND);
		assertThat(claim()).isNotNull();
		assertThat(nothing.given()).isEqualTo(LOOKS - 1);
	}

	@Test
	void nobodyLooksForEverForASliceThatTheServerDoesNotFind() {
		open();
		Answer nothing = this.line.answer("findAndModify", input(), 2 * LOOKS, ServerAnswers.NOTHING_FOUND);
		assertThat(claim()).isNull();
		assertThat(nothing.given()).isEqualTo(LOOKS);
	}

	@Test
	void theOutputOfASliceIsStoredOnceThoughItsWritesWereVictimsOfDeadlocks() {
		// the slice that is ended with others, and then alone
		Answer together = this.line.answer("insert", output(), 1, ServerAnswers.DEADLOCK);
		Answer alone = this.line.answer("update", output(), 1, ServerAnswers.DEADLOCK);
		this.system.supervisor.start();
		Awaitility.await().until(() -> this.batch.reload().state() == JobState.COMPLETED);
		assertThat(together.given()).isOne();
		assertThat(alone.given()).isOne();
		assertThat(this.batch.output("main", String.class))
			.containsExactlyElementsOf(IntStream.range(0, 10).mapToObj((i) -> "LINE " + i).toList());
		assertThat(this.job.ran).as("its records are not worked on again").hasSize(10);
	}

	@Test
	void aSliceThatIsEndedAloneKeepsItsOutputAsWell() {
		Answer deadlock = this.line.answer("update", output(), 1, ServerAnswers.DEADLOCK);
		this.system.queue.drain();
		assertThat(deadlock.given()).isOne();
		assertThat(this.batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.batch.output("main", String.class)).hasSize(10);
		assertThat(this.job.ran).hasSize(10);
	}

	private void open() {
		this.system.batches.runner()
			.run(this.system.engine.claims().one(this.batch.id(), this.server, "w").orElseThrow(), "s");
	}

	private ClaimedSlice claim() {
		JobRecord present = this.system.engine.store().reload(this.batch.id());
		return new SliceGroupClaimer(this.system.batches.claims(), this.system.engine.runs(), 1).next(present,
				Segment.readable(present), this.server, "s", "w");
	}

	private String input() {
		return Segment.readable(this.system.engine.store().reload(this.batch.id())).get(0).collection();
	}

	private String output() {
		return this.system.batches.collections().output(this.batch.id(), "main").getNamespace().getCollectionName();
	}

}
