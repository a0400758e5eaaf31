package io.rocketjob.batch;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.rocketjob.AbortJobException;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.BatchOutput;
import io.rocketjob.InputCategory;
import io.rocketjob.InvalidJobException;
import io.rocketjob.JobState;
import io.rocketjob.OutputCategory;
import io.rocketjob.Result;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobException;
import io.rocketjob.Serializer;
import io.rocketjob.SkipRecords;
import io.rocketjob.TestSystem;
import io.rocketjob.batch.record.csv.CsvFormat;
import io.rocketjob.encryption.Keysets;
import io.rocketjob.encryption.TinkEncryption;
import io.rocketjob.jobclass.JobClassException;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Records that are put aside instead of failing their slices. */
class SkippedRecordTests {

	private final TestSystem system = TestSystem.with(NumberJob.class, FewJob.class, PersonJob.class)
		.format(new CsvFormat())
		.start();

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void aRecordIsPutAsideWithItsExceptionAndCounted() {
		BatchInstance<Void> batch = this.system.rocketJob.batch(NumberJob.class)
			.upload(List.of("1", "two", "3", "-4", "five"))
			.create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(output(batch, "main", Integer.class)).containsExactly(1, 3);
		assertThat(output(batch, "skipped", Document.class)).containsExactly(
				new Document("record", 2L).append("exception", NumberFormatException.class.getName())
					.append("message", "For input string: \"two\"")
					.append("input", "two"),
				new Document("record", 4L).append("exception", IllegalArgumentException.class.getName())
					.append("input", "-4"),
				new Document("record", 5L).append("exception", NumberFormatException.class.getName())
					.append("message", "For input string: \"five\"")
					.append("input", "five"));
		assertThat(batch.reload().statistics()).isEqualTo(
				Map.of("number", 2L, "skipped.NumberFormatException", 2L, "skipped.IllegalArgumentException", 1L));
	}

	@Test
	void anotherExceptionFailsTheSliceAndAnAbortAborts() {
		BatchInstance<Void> batch = this.system.rocketJob.batch(NumberJob.class).upload(List.of("two", "666")).create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(batch.reload().exception().className()).isEqualTo(IllegalStateException.class.getName());
		BatchInstance<Void> aborted = this.system.rocketJob.batch(FewJob.class).upload(List.of("abort")).create();
		this.system.queue.drain();
		assertThat(aborted.reload().state()).isEqualTo(JobState.ABORTED);
	}

	@Test
	void tooManyOfOneSliceFailItAlsoWhenItGoesOn() {
		BatchInstance<Void> batch = this.system.rocketJob.batch(FewJob.class)
			.upload(List.of("a", "b", "1", "c", "2"))
			.create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(batch.reload().exception().message()).contains("first at record 4: For input string: \"c\"");
		batch.retry();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		batch.failedSlices().forEach((slice) -> slice.update(3, "3").retry());
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(output(batch, "skipped", Document.class)).extracting((each) -> each.getString("input"))
			.containsExactly("a", "b");
		assertThat(batch.reload().statistics()).isEqualTo(Map.of("skipped.NumberFormatException", 2L));
	}

	@Test
	void aRecordThatCannotBeReadCanBePutAside() {
		BatchInstance<Void> batch = this.system.rocketJob.batch(PersonJob.class)
			.upload(new ByteArrayResource("name,age\nAnn,40\nBob,old\n".getBytes(StandardCharsets.UTF_8)) {

				@Override
				public String getFilename() {
					return "people.csv";
				}

			})
			.create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(output(batch, "main", String.class)).containsExactly("Ann");
		assertThat(output(batch, "wrong", Document.class)).singleElement()
			.satisfies((wrong) -> assertThat(wrong).containsEntry("record", 2L).containsEntry("input", "Bob,old"));
	}

	@Test
	void theSameHappensInline() throws Exception {
		BatchOutput output = this.system.rocketJob.batch(NumberJob.class).upload(List.of("1", "two")).performNow();
		assertThat(output.main()).containsExactly(1);
		assertThat(output.output("skipped")).singleElement()
			.isInstanceOfSatisfying(Document.class, (skipped) -> assertThat(skipped).containsEntry("input", "two"));
		assertThat(output.statistics()).containsEntry("skipped.NumberFormatException", 1L);
	}

	@Test
	void whatIsWrongIsSaidAtTheStart() {
		assertThatExceptionOfType(JobClassException.class).isThrownBy(() -> TestSystem.with(WrongJob.class).start())
			.withMessageContaining("@SkipRecords: must name at least one exception")
			.withMessageContaining("@SkipRecords mostInSlice: must be at least 1, but is 0")
			.withMessageContaining("@SkipRecords to: there is no output category 'nowhere'; there are [main]");
	}

	@Test
	void encryptedRecordsAreNotPutWhereAnybodyReadsThem() {
		try (TestSystem secret = TestSystem.with(NumberJob.class)
			.encryption(TinkEncryption.of(new ByteArrayResource(Keysets.newValues().getBytes(StandardCharsets.UTF_8))))
			.start()) {
			assertThatExceptionOfType(InvalidJobException.class)
				.isThrownBy(() -> secret.rocketJob.batch(NumberJob.class)
					.input((input) -> input.serializer(Serializer.ENCRYPTED))
					.upload(List.of("1"))
					.create())
				.withMessageContaining("'skipped' gets records of an encrypted input category");
		}
	}

	private static <T> List<T> output(BatchInstance<?> batch, String category, Class<T> type) {
		try (Stream<T> output = batch.output(category, type)) {
			return output.toList();
		}
	}

	@RocketJob
	@OutputCategory
	@OutputCategory(name = "skipped")
	@SkipRecords(value = IllegalArgumentException.class, to = "skipped")
	static class NumberJob implements BatchJob<Void, String, Object> {

		@Override
		public Object perform(String line, BatchContext<Void> context) {
			context.statistics().increment("number");
			int number = Integer.parseInt(line);
			if (number < 0) {
				throw new IllegalArgumentException();
			}
			if (number == 666) {
				throw new IllegalStateException("enough");
			}
			return Result.of(number);
		}

	}

	@RocketJob
	@OutputCategory(name = "skipped")
	@SkipRecords(value = RuntimeException.class, to = "skipped", mostInSlice = 2)
	static class FewJob implements BatchJob<Void, String, Void> {

		@Override
		public Void perform(String line, BatchContext<Void> context) {
			if (line.equals("abort")) {
				throw new AbortJobException("by itself");
			}
			Integer.parseInt(line);
			return null;
		}

	}

	@RocketJob
	@InputCategory(format = "auto")
	@OutputCategory
	@OutputCategory(name = "wrong")
	@SkipRecords(value = RocketJobException.class, to = "wrong")
	static class PersonJob implements BatchJob<Void, PersonJob.Person, String> {

		record Person(String name, int age) {
		}

		@Override
		public String perform(Person person, BatchContext<Void> context) {
			return person.name();
		}

	}

	@RocketJob
	@OutputCategory
	@SkipRecords(value = {}, to = "nowhere", mostInSlice = 0)
	static class WrongJob implements BatchJob<Void, String, String> {

		@Override
		public String perform(String line, BatchContext<Void> context) {
			return line;
		}

	}

}
