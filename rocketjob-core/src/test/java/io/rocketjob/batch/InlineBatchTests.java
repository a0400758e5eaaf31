package io.rocketjob.batch;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.rocketjob.BatchBuilder;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchOutput;
import io.rocketjob.InvalidJobException;
import io.rocketjob.JobState;
import io.rocketjob.TestSystem;
import io.rocketjob.batch.SampleBatches.LineJob;
import io.rocketjob.batch.SampleBatches.LineJob.Fields;
import io.rocketjob.batch.SampleBatches.PersonJob;
import io.rocketjob.batch.SampleBatches.PersonJob.Person;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Batches in memory, and lookups. */
class InlineBatchTests {

	private final TestSystem system = TestSystem.with(LineJob.class, PersonJob.class).start();

	private final LineJob job = this.system.bean(LineJob.class);

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void aBatchRunsInMemoryWithHooksAndNothingIsStored() throws Exception {
		this.job.before = (context) -> context.uploads().upload(List.of("from before"));
		BatchOutput output = builder().upload(lines(12)).performNow();
		assertThat(output.recordCount()).isEqualTo(13);
		assertThat(output.main()).hasSize(13).startsWith("LINE 1").endsWith("FROM BEFORE");
		assertThat(this.job.hooks).startsWith("beforeBatch", "beforeSlice").endsWith("afterSlice", "afterBatch");
		assertThat(this.system.jobs().countDocuments()).isZero();
		assertThat(this.system.database().listCollectionNames())
			.noneMatch((name) -> name.startsWith("rocketjob.inputs"));
	}

	@Test
	void resultsAreTheObjectsThemselvesByCategory() throws Exception {
		BatchOutput output = this.system.rocketJob.batch(PersonJob.class)
			.upload(List.of(new Person("Ann", 40), new Person("Bob", 10)))
			.performNow();
		assertThat(output.main()).containsExactly(new Person("Ann", 41));
		assertThat(output.output("minors")).containsExactly(new Person("Bob", 10));
		assertThat(output.statistics()).isEqualTo(Map.of("age.adult", 1L, "age.minor", 1L));
	}

	@Test
	void theFirstRecordThatFailsEndsIt() {
		this.job.failsAt("line 7");
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> builder().upload(lines(12)).performNow())
			.withMessage("bad line");
		assertThat(this.job.ran).hasSize(7);
	}

	@Test
	void wrongFieldsAreRefused() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.system.rocketJob.batch(LineJob.class).upload(lines(1)).performNow());
	}

	@Test
	void lookupsAreReadByEachRecord() throws Exception {
		this.job.script = (line, context) -> context.lookup("names").find(line, String.class) + ", "
				+ context.lookup("persons").find(1, Person.class);
		Map<String, String> names = Map.of("line 1", "one", "line 2", "two");
		Map<Integer, Person> persons = Map.of(1, new Person("Ann", 40));
		BatchInstance<Fields> batch = builder().lookup("names", names)
			.lookup("persons", persons)
			.upload(lines(3))
			.create();
		this.system.queue.drain();
		List<String> expected = List.of("one, Person[name=Ann, age=40]", "two, Person[name=Ann, age=40]",
				"null, Person[name=Ann, age=40]");
		assertThat(batch.output("main", String.class)).containsExactlyElementsOf(expected);
		assertThat(builder().lookup("names", names).lookup("persons", persons).upload(lines(3)).performNow().main())
			.isEqualTo(expected);
		batch.delete();
		assertThat(this.system.database().listCollectionNames())
			.noneMatch((name) -> name.startsWith("rocketjob.lookups"));
	}

	@Test
	void aWrongNameOfALookupFailsTheJob() {
		this.job.before = (context) -> context.lookup("a.b").put("x", 1);
		BatchInstance<Fields> batch = builder().upload(lines(2)).create();
		this.system.queue.drain();
		assertThat(batch.reload().exception().message()).contains("'a.b' is no name");
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> builder().upload(lines(2)).performNow())
			.withMessageContaining("'a.b' is no name");
	}

	@Test
	void aLookupMayBeFilledBeforeTheRecordsAndNotWhileTheyAreWorkedOn() {
		this.job.before = (context) -> {
			context.lookup("made").put("line 1", 1);
			context.lookup("made").putAll(Map.of("line 2", 2).entrySet());
		};
		this.job.script = (line, context) -> {
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> context.lookup("made").put("line 3", 3));
			assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> context.lookup("none"))
				.withMessageContaining("made");
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> context.uploads());
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> context.updateFields(""));
			return context.lookup("made").find(line, Integer.class);
		};
		BatchInstance<Fields> batch = builder().upload(lines(2)).create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(batch.output("main", Integer.class)).containsExactly(1, 2);
	}

	private BatchBuilder<Fields, String> builder() {
		return this.system.rocketJob.batch(LineJob.class).fields(new Fields("text", 7));
	}

	private static List<String> lines(int count) {
		return IntStream.rangeClosed(1, count).mapToObj((i) -> "line " + i).toList();
	}

}
