package io.rocketjob.batch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.rocketjob.AbortJobException;
import io.rocketjob.BatchBuilder;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchPhase;
import io.rocketjob.FailedSlice;
import io.rocketjob.FailureGroup;
import io.rocketjob.JobCounts;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.RecordSource;
import io.rocketjob.Result;
import io.rocketjob.StaleJobException;
import io.rocketjob.TestSystem;
import io.rocketjob.batch.SampleBatches.LineJob;
import io.rocketjob.batch.SampleBatches.LineJob.Fields;
import io.rocketjob.batch.SampleBatches.PersonJob;
import io.rocketjob.batch.SampleBatches.PersonJob.Person;
import io.rocketjob.batch.SampleBatches.SumJob;
import io.rocketjob.test.JobQueue;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What becomes of a batch in each of its phases. */
class BatchLifeTests {

	private final TestSystem system = TestSystem.with(LineJob.class, PersonJob.class, SumJob.class).start();

	private final LineJob job = this.system.bean(LineJob.class);

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void everyRecordIsWorkedOnOnceAndTheOutputComesInTheOrderOfTheInput() {
		BatchInstance<Fields> batch = create(lines(95));
		assertThat(batch.recordCount()).isEqualTo(95);
		assertThat(batch.phase()).isEqualTo(BatchPhase.BEFORE);
		assertThat(this.system.queue.drain()).singleElement().matches(JobQueue.Ran::completed);
		assertThat(this.job.ran).containsExactlyElementsOf(lines(95));
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(download(batch, "main")).isEqualTo(upper(lines(95)));
		assertThat(batch.reload().status().percentComplete()).isEqualTo(100);
	}

	@Test
	void hooksAreCalledAroundThePhasesAndSlices() {
		create(lines(15));
		this.system.queue.drain();
		assertThat(this.job.hooks).containsExactly("beforeBatch", "beforeSlice", "around", "around end", "afterSlice",
				"beforeSlice", "around", "around end", "afterSlice", "afterBatch");
	}

	@Test
	void aBatchWithoutRecordsCompletes() {
		BatchInstance<Fields> batch = builder().create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.job.hooks).containsExactly("beforeBatch", "afterBatch");
		assertThat(download(batch, "main")).isEmpty();
	}

	@Test
	void typedRecordsAreMappedAndResultsGoToTheirCategories() {
		List<Person> persons = List.of(new Person("Ann", 40), new Person("Bob", 10), new Person("Cid", 20));
		BatchInstance<?> batch = this.system.rocketJob.batch(PersonJob.class).upload(persons).create();
		this.system.queue.drain();
		assertThat(output(batch, "main", Person.class)).containsExactly(new Person("Ann", 41), new Person("Cid", 21));
		assertThat(output(batch, "minors", Person.class)).containsExactly(new Person("Bob", 10));
		assertThat(batch.reload().statistics()).isEqualTo(Map.of("age.adult", 2L, "age.minor", 1L));
		assertThat(download(batch, "minors")).isEqualTo("{\"name\": \"Bob\", \"age\": 10}\n");
	}

	@Test
	void oneRecordMayHaveSeveralResultsOrNone() {
		this.job.script = (line, context) -> switch (context.recordNumber() == 1 ? 1 : (int) context.recordNumber()) {
			case 1 -> Result.of("a").and("b").and("invalid", "c");
			case 2 -> Result.none();
			case 3 -> null;
			default -> Result.to("invalid", "d");
		};
		BatchInstance<Fields> batch = create(lines(4));
		this.system.queue.drain();
		assertThat(download(batch, "main")).isEqualTo("a\nb\n");
		assertThat(download(batch, "invalid")).isEqualTo("c\nd\n");
	}

	@Test
	void nullsAreKeptWhereTheCategorySaysSo() {
		this.job.script = (line, context) -> (context.recordNumber() % 2 == 0) ? null : line;
		BatchInstance<Fields> batch = builder().output("main", (output) -> output.nulls(true))
			.upload(lines(4))
			.create();
		this.system.queue.drain();
		assertThat(output(batch, "main", String.class)).containsExactly("line 1", null, "line 3", null);
		assertThat(download(batch, "main")).isEqualTo("line 1\n\nline 3\n\n");
	}

	@Test
	void aResultForAnUnknownCategoryFailsTheRecordAndLeavesNothing() {
		this.job.script = (line, context) -> Result.of(line).and("nowhere", line);
		BatchInstance<Fields> batch = create(lines(3));
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(batch.failures().get(0).message()).contains("'nowhere'", "main", "invalid");
		assertThat(download(batch, "main")).isEmpty();
	}

	@Test
	void severalInputCategoriesAreWorkedOnInOrder() {
		this.job.script = (line, context) -> context.inputCategory() + " " + context.recordNumber() + " " + line;
		BatchInstance<Fields> batch = builder().upload("second", (writer) -> writer.write("x"))
			.upload(lines(2))
			.create();
		this.system.queue.drain();
		assertThat(download(batch, "main")).isEqualTo("main 1 line 1\nmain 2 line 2\nsecond 1 x\n");
	}

	@Test
	void whatIsCountedIsCountedOnceForEachRecordThatSucceeds() {
		BatchInstance<?> batch = this.system.rocketJob.batch(SumJob.class).upload(RecordSource.range(1, 100)).create();
		this.system.queue.drain();
		assertThat(batch.reload().statistics()).isEqualTo(Map.of("sum", 5050L, "count", 100L));
		assertThat(batch.reload().status().recordsDone()).isEqualTo(100);
	}

	@Test
	void countersThatAreTooManyForTheJobAreStillThere() {
		this.job.script = (line, context) -> {
			context.statistics().increment(line);
			return null;
		};
		BatchInstance<Fields> batch = create(lines(1_200));
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(batch.statistics()).hasSize(1_200).containsEntry("line 7", 1L);
	}

	@Test
	void rangesMayBeReversed() {
		BatchInstance<?> batch = this.system.rocketJob.batch(SumJob.class).upload(RecordSource.range(3, -2)).create();
		assertThat(batch.recordCount()).isEqualTo(6);
		this.system.queue.drain();
		assertThat(batch.reload().statistics()).isEqualTo(Map.of("sum", 3L, "count", 6L));
	}

	@Test
	void aRecordThatFailsFailsItsSliceOnlyAndTheJobWhenTheOthersAreDone() {
		this.job.failsAt("line 25");
		BatchInstance<Fields> batch = create(lines(100));
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(batch.reload().exception().message()).isEqualTo("1 slice has failed, first at record 25: bad line");
		assertThat(batch.reload().failureCount()).isOne();
		assertThat(this.job.ran).hasSize(95);
		assertThat(batch.failures()).singleElement().satisfies((group) -> {
			assertThat(group.className()).isEqualTo(IllegalStateException.class.getName());
			assertThat(group.slices()).isOne();
			assertThat(group.examples().get(0).failedRecord()).isEqualTo(25);
			assertThat(group.examples().get(0).firstRecord()).isEqualTo(21);
			assertThat(group.examples().get(0).failedIndex()).isEqualTo(4);
			assertThat(group.examples().get(0).records(String.class)).contains("line 25").hasSize(10);
		});
		assertThat(this.job.hooks).doesNotContain("afterBatch");
	}

	@Test
	void failuresAreGroupedByWhatTheirMessagesHaveInCommon() {
		this.job.script = (line, context) -> {
			throw new IllegalArgumentException((context.recordNumber() % 20 == 1)
					? "line " + context.recordNumber() + " is '" + line + "'" : "no customer " + new ObjectId());
		};
		BatchInstance<Fields> batch = create(lines(50));
		this.system.queue.drain();
		assertThat(batch.failures()).satisfiesExactly((group) -> {
			assertThat(group.slices()).isEqualTo(3);
			assertThat(group.pattern()).isEqualTo("line * is '*'");
			assertThat(group.message()).isEqualTo("line 1 is 'line 1'");
			assertThat(group.examples()).extracting(FailedSlice::firstRecord).containsExactly(1L, 21L, 41L);
		}, (group) -> {
			assertThat(group.slices()).isEqualTo(2);
			assertThat(group.pattern()).isEqualTo("no customer *");
			assertThat(group.message()).startsWith("no customer ").isNotEqualTo(group.pattern());
		});
	}

	@Test
	void groupsAreBoundedAndTheRestIsGroupedByClass() {
		this.job.failsAt("line");
		BatchInstance<Fields> batch = create(lines(10));
		this.system.queue.drain();
		String segment = Segment.readable(this.system.engine.store().reload(batch.id())).get(0).collection();
		Document failed = this.system.collection(segment).find().first();
		List<Document> others = IntStream.range(1, 1_201)
			.mapToObj((number) -> new Document(failed).append("_id", failed.getLong("_id") + 10L * number)
				.append("exception",
						new Document("class", "com.acme.OwnException").append("pattern", "kind " + number)
							.append("message", "kind " + number)))
			.toList();
		this.system.collection(segment).insertMany(others);
		List<FailureGroup> groups = batch.failures();
		assertThat(groups).hasSize(1_001);
		assertThat(groups.get(0).className()).isEqualTo("com.acme.OwnException");
		assertThat(groups.get(0).slices()).isEqualTo(201);
		assertThat(groups.get(0).pattern()).isEqualTo("*");
		assertThat(groups).extracting(FailureGroup::slices).endsWith(1L);
	}

	@Test
	void aRetryGoesOnAtTheFailedRecordWithTheOutputOfThoseBeforeIt() {
		this.job.script = (line, context) -> {
			context.statistics().increment("seen");
			if (line.equals("line 25")) {
				throw new IllegalStateException("bad line");
			}
			return Result.of(line).and("invalid", "copy of " + line);
		};
		BatchInstance<Fields> batch = create(lines(30));
		this.system.queue.drain();
		this.job.ran.clear();
		this.job.script = (line, context) -> {
			context.statistics().increment("seen");
			return Result.of(line).and("invalid", "copy of " + line);
		};
		batch.retry();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.job.ran).containsExactlyElementsOf(lines(30).subList(24, 30));
		assertThat(download(batch, "main")).isEqualTo(text(lines(30)));
		assertThat(output(batch, "invalid", String.class)).hasSize(30).startsWith("copy of line 1");
		assertThat(batch.reload().statistics()).isEqualTo(Map.of("seen", 30L));
		assertThat(this.job.hooks.stream().filter("beforeBatch"::equals)).hasSize(1);
	}

	@Test
	void whatRecordsOfFailedSlicesHaveCountedIsAddedWhenTheirSlicesAreDone() {
		this.job.script = (line, context) -> {
			context.statistics().increment("seen");
			if (line.endsWith("9")) {
				throw new IllegalStateException("bad line");
			}
			return line;
		};
		BatchInstance<Fields> batch = create(lines(30));
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(batch.statistics()).isEmpty();
		assertThat(batch.status().recordsDone()).isZero();
		assertThat(batch.outputCount("main")).isZero();
		this.job.ran.clear();
		this.job.script = (line, context) -> {
			context.statistics().increment("seen");
			return line;
		};
		try (Stream<FailedSlice> failed = batch.failedSlices()) {
			failed.findFirst().orElseThrow().retry();
		}
		this.system.queue.drain();
		assertThat(this.job.ran).containsExactly("line 9", "line 10");
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(batch.statistics()).isEqualTo(Map.of("seen", 10L));
		assertThat(batch.status().recordsDone()).isEqualTo(10);
		assertThat(batch.outputCount("main")).isEqualTo(10);
		batch.reload().retry();
		this.system.queue.drain();
		assertThat(batch.reload().statistics()).isEqualTo(Map.of("seen", 30L));
	}

	@Test
	void aFailedRecordCanBeCorrectedOrRemovedAndItsSliceAloneRetried() {
		this.job.failsAt("5");
		BatchInstance<Fields> batch = create(lines(40));
		this.system.queue.drain();
		assertThat(batch.failures().get(0).slices()).isEqualTo(4);
		try (Stream<FailedSlice> failed = batch.failedSlices()) {
			List<FailedSlice> all = failed.toList();
			all.get(0).update(4, "five").retry();
			assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> all.get(1).update(3, "x"))
				.withMessageContaining("is done already");
			assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> all.get(1).remove(10))
				.withMessageContaining("0 to 9");
			all.get(1).remove(4).retry();
			assertThatExceptionOfType(StaleJobException.class).isThrownBy(() -> all.get(1).retry());
		}
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(batch.failures().get(0).slices()).isEqualTo(2);
		this.job.failsAt("never");
		batch.retry();
		this.system.queue.drain();
		List<String> expected = new ArrayList<>(lines(40));
		expected.set(4, "five");
		expected.remove(14);
		assertThat(download(batch, "main")).isEqualTo(upper(expected));
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
	}

	@Test
	void whatBeforeBatchUploadsIsWorkedOn() {
		this.job.before = (context) -> {
			assertThat(context.recordCount()).isEqualTo(2);
			assertThat(context.uploads().upload(List.of("x", "y"))).isEqualTo(2);
			assertThat(context.uploads().upload("second", (writer) -> writer.write("z"))).isOne();
			assertThat(context.recordCount()).isEqualTo(5);
			context.updateFields(new Fields("changed", context.fields().number() + 1));
		};
		this.job.script = (line, context) -> line + " " + context.fields().text() + " " + context.recordNumber();
		BatchInstance<Fields> batch = create(lines(2));
		this.system.queue.drain();
		assertThat(download(batch, "main"))
			.isEqualTo("line 1 changed 1\nline 2 changed 2\nx changed 3\ny changed 4\nz changed 1\n");
		assertThat(batch.reload().fields()).isEqualTo(new Fields("changed", 8));
		assertThat(batch.reload().recordCount()).isEqualTo(5);
	}

	@Test
	void whatAFailedBeforeBatchHasUploadedIsDropped() {
		AtomicInteger attempts = new AtomicInteger();
		this.job.before = (context) -> {
			context.uploads().upload(lines(25));
			if (attempts.incrementAndGet() == 1) {
				throw new IllegalStateException("not yet");
			}
		};
		BatchInstance<Fields> batch = builder().create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(batch.reload().phase()).isEqualTo(BatchPhase.BEFORE);
		batch.retry();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(download(batch, "main")).isEqualTo(upper(lines(25)));
	}

	@Test
	void aFailedAfterBatchIsRetriedWithoutTheRecords() {
		AtomicInteger attempts = new AtomicInteger();
		this.job.after = (context) -> {
			if (attempts.incrementAndGet() == 1) {
				throw new IllegalStateException("not yet");
			}
		};
		BatchInstance<Fields> batch = create(lines(5));
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(batch.reload().phase()).isEqualTo(BatchPhase.AFTER);
		batch.retry();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.job.ran).hasSize(5);
		assertThat(download(batch, "main")).isEqualTo(upper(lines(5)));
	}

	@Test
	void aRecordMayAbortTheWholeBatchAndItsCollectionsAreGone() {
		this.job.script = (line, context) -> {
			if (line.equals("line 15")) {
				throw new AbortJobException("enough");
			}
			return line;
		};
		BatchInstance<Fields> batch = create(lines(30));
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.ABORTED);
		assertThat(batch.reload().history()).last()
			.satisfies((entry) -> assertThat(entry.reason()).isEqualTo("enough"));
		assertThat(sliceCollections()).isEmpty();
	}

	@Test
	void abortingOrDeletingABatchDropsItsCollections() {
		BatchInstance<Fields> aborted = create(lines(30));
		BatchInstance<Fields> deleted = create(lines(30));
		BatchInstance<Fields> queried = create(lines(30));
		assertThat(sliceCollections()).hasSize(3);
		aborted.abort("not wanted");
		assertThat(sliceCollections()).hasSize(2);
		assertThat(deleted.delete()).isTrue();
		assertThat(deleted.delete()).isFalse();
		assertThat(this.system.rocketJob.jobs(LineJob.class).ids(List.of(queried.id())).delete()).isOne();
		assertThat(sliceCollections()).isEmpty();
		assertThat(this.system.rocketJob.find(deleted.id())).isEmpty();
		assertThat(this.system.rocketJob.find(queried.id())).isEmpty();
		assertThat(aborted.reload().state()).isEqualTo(JobState.ABORTED);
	}

	@Test
	void aBatchThatIsToBeDestroyedLeavesNothing() {
		BatchInstance<Fields> batch = builder().options((options) -> options.destroyOnComplete(true))
			.upload(lines(30))
			.create();
		this.system.queue.drain();
		assertThat(this.system.rocketJob.find(batch.id())).isEmpty();
		assertThat(sliceCollections()).isEmpty();
	}

	@Test
	void aBatchIsPausedWhileItWaitsAndWhileItIsProcessed() {
		BatchInstance<Fields> batch = create(lines(30));
		assertThat(batch.pause().state()).isEqualTo(JobState.PAUSED);
		assertThat(this.system.queue.drain()).isEmpty();
		assertThat(batch.resume().state()).isEqualTo(JobState.QUEUED);
		this.job.script = (line, context) -> {
			if (line.equals("line 15")) {
				batch.reload().pause();
			}
			return line;
		};
		this.system.queue.drain();
		BatchInstance<Fields> paused = batch.reload();
		assertThat(paused.state()).isEqualTo(JobState.PAUSED);
		assertThat(this.job.ran).as("the record that pauses is the last").hasSize(15);
		assertThat(paused.status().slicesQueued()).isEqualTo(2);
		this.job.script = (line, context) -> line;
		assertThat(batch.resume().state()).isEqualTo(JobState.RUNNING);
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(this.job.ran).as("each once").hasSize(30);
		assertThat(download(batch, "main")).isEqualTo(text(lines(30)));
	}

	@Test
	void aBatchCannotBePausedInTheOtherPhases() {
		this.job.before = (context) -> this.system.rocketJob.batch(context.id()).pause();
		BatchInstance<Fields> batch = create(lines(3));
		List<JobQueue.Ran> ran = this.system.queue.drain();
		assertThat(ran.get(0).exception()).isInstanceOf(JobStateException.class)
			.hasMessageContaining("phase before")
			.hasMessageContaining("only while its records are processed");
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
	}

	@Test
	void aBatchFailedByHandWhileItIsProcessedCanBeRetried() {
		BatchInstance<Fields> batch = create(lines(30));
		this.job.script = (line, context) -> {
			if (line.equals("line 15")) {
				batch.reload().fail("by hand");
			}
			return line;
		};
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		this.job.script = (line, context) -> line;
		batch.retry();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(download(batch, "main")).isEqualTo(text(lines(30)));
	}

	@Test
	void aBatchIsCountedAsRunningWhileItIsProcessed() {
		BatchInstance<Fields> batch = create(lines(12));
		List<JobCounts> counts = new ArrayList<>();
		this.job.script = (line, context) -> {
			counts.add(this.system.rocketJob.counts());
			assertThat(this.system.rocketJob.jobs().in(JobState.RUNNING).list()).extracting((found) -> found.id())
				.containsExactly(batch.id());
			return line;
		};
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(counts).hasSize(12).allMatch((count) -> count.count(JobState.RUNNING) == 1 && count.total() == 1);
	}

	@Test
	void theEndOfABatchCanBeAwaited() throws Exception {
		BatchInstance<Fields> batch = create(lines(25));
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> batch.awaitEnd(Duration.ofMillis(30)))
			.withMessageContaining("queued for")
			.withMessageContaining("25 records");
		this.system.supervisor.start();
		assertThat(batch.awaitEnd(Duration.ofSeconds(10))).isEqualTo(JobState.COMPLETED);
		assertThat(batch.outputCount("main")).isEqualTo(25);
		assertThat(batch.status().processing()).isLessThanOrEqualTo(batch.status().duration());
		batch.delete();
		assertThatExceptionOfType(JobNotFoundException.class).isThrownBy(() -> batch.awaitEnd(Duration.ZERO));
		assertThatExceptionOfType(JobNotFoundException.class).isThrownBy(batch::status);
	}

	@Test
	void performNowRunsAStoredBatchToItsEnd() throws Exception {
		BatchInstance<Fields> batch = create(lines(25));
		this.system.rocketJob.performNow(batch.id());
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(download(batch, "main")).isEqualTo(upper(lines(25)));
	}

	private BatchBuilder<Fields, String> builder() {
		return this.system.rocketJob.batch(LineJob.class).fields(new Fields("text", 7));
	}

	private BatchInstance<Fields> create(List<String> lines) {
		return builder().upload(lines).create();
	}

	private List<String> sliceCollections() {
		return this.system.database()
			.listCollectionNames()
			.into(new ArrayList<>())
			.stream()
			.filter((name) -> name.matches("rocketjob\\.(inputs|outputs|lookups)\\..*"))
			.toList();
	}

	private static <T> List<T> output(BatchInstance<?> batch, String category, Class<T> type) {
		try (Stream<T> records = batch.output(category, type)) {
			return records.collect(Collectors.toList());
		}
	}

	private static String download(BatchInstance<?> batch, String category) {
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		batch.download(stream, (options) -> options.category(category));
		return stream.toString(StandardCharsets.UTF_8);
	}

	private static List<String> lines(int count) {
		return LongStream.rangeClosed(1, count).mapToObj((i) -> "line " + i).toList();
	}

	private static String upper(List<String> lines) {
		return text(lines).toUpperCase(Locale.ROOT);
	}

	private static String text(List<String> lines) {
		return lines.stream().map((line) -> line + "\n").collect(Collectors.joining());
	}

}
