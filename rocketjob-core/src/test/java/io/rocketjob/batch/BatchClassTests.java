package io.rocketjob.batch;

import java.io.InputStream;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.FailFast;
import io.rocketjob.InputCategory;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.LowerPriority;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.Serializer;
import io.rocketjob.SkipRecords;
import io.rocketjob.SliceWindow;
import io.rocketjob.TestSystem;
import io.rocketjob.ThrottleRunningWorkers;
import io.rocketjob.batch.record.FormatSettings;
import io.rocketjob.jobclass.JobClassException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Which batch job classes keep an application from starting. */
class BatchClassTests {

	@Test
	void everythingThatIsWrongIsNamedAtTheStart() {
		assertThatExceptionOfType(JobClassException.class).isThrownBy(() -> TestSystem.with(WrongJob.class).start())
			.withMessageContaining(WrongJob.class.getName())
			.withMessageContaining("input: 'a b' is no name")
			.withMessageContaining("sliceSize: must be from 1 to 100000, but is 0")
			.withMessageContaining("BZIP2 is for output only")
			.withMessageContaining("two named 'twice'")
			.withMessageContaining("throttleRunningWorkers: must be at least 1")
			.withMessageContaining("failFast: must be at least 1 slice, or 0 for any number, but is -1")
			.withMessageContaining("failFast: must be from 1 to 100 percent, or 0 for any share, but is 101")
			.withMessageContaining("@LowerPriority records: must be at least 1")
			.withMessageContaining("@SliceWindow schedule: Wrong schedule \"every day\"")
			.withMessageContaining("@SliceWindow duration: 'long' is no duration")
			.withMessageContaining("@SliceWindow zone: 'Atlantis' is no time zone")
			.withMessageContaining("@SliceWindow duration: must be from 1s to 366d, but is 0s")
			.withMessageContaining("@SliceWindow zone: 'Gotham' is no time zone")
			.withMessageContaining("@SliceWindow schedule: Wrong schedule \"at night\"")
			.withMessageContaining("@SliceWindow duration: must be from 1s to 366d, but is 367d");
	}

	@ParameterizedTest
	@ValueSource(classes = { InputOnJob.class, OutputsOnJob.class, LowerOnJob.class, ThrottleOnJob.class,
			WindowOnJob.class, ComposedOnJob.class, FailFastOnJob.class, SkipOnJob.class })
	void anAnnotationOfBatchesOnAnotherJobIsRefused(Class<?> type) {
		assertThatExceptionOfType(JobClassException.class).isThrownBy(() -> TestSystem.with(type).start())
			.withMessageContaining("The job class " + type.getName() + " has @")
			.withMessageContaining("which only a batch can have, and it is no BatchJob")
			.satisfies((ex) -> assertThat(ex.action()).contains("Let it implement BatchJob, or remove the annotation"));
	}

	@Test
	void aRecordTypeThatCannotBeStoredIsNamed() {
		assertThatExceptionOfType(JobClassException.class).isThrownBy(() -> TestSystem.with(StreamJob.class).start())
			.withMessageContaining("java.io.InputStream");
	}

	@Test
	void aTypeOfOutputThatCannotBeStoredIsNamed() {
		assertThatExceptionOfType(JobClassException.class)
			.isThrownBy(() -> TestSystem.with(StreamOutputJob.class).start())
			.withMessageContaining("output: a java.util.stream.Stream cannot be stored");
	}

	@Test
	void encryptionNeedsKeysAtTheStart() {
		assertThatExceptionOfType(JobClassException.class).isThrownBy(() -> TestSystem.with(SecretJob.class).start())
			.withMessageContaining("output.main: ENCRYPTED needs keys")
			.withMessageContaining("rocketjob.encryption.keyset");
	}

	@Test
	void theConfigurationWinsOverTheAnnotations() {
		BatchDefaults configured = new BatchDefaults(7, 3, 10,
				Map.of("main", new BatchDefaults.Input(5, Serializer.NONE, null, Map.of())),
				Map.of("main", new BatchDefaults.Output(Serializer.COMPRESSED, true, null, Map.of())));
		try (TestSystem system = TestSystem.with(SecretJob.class)
			.batches(new BatchSettings(Duration.ZERO, Map.of("secret-job", configured)))
			.start()) {
			BatchClass batchClass = system.batches.classes().get("SecretJob");
			assertThat(batchClass.throttle()).isEqualTo(7);
			assertThat(batchClass.failFast()).isEqualTo(new FailFastLimits(3, 10));
			assertThat(batchClass.inputs().get("main"))
				.isEqualTo(new InputSettings("main", 5, Serializer.NONE, FormatSettings.LINES));
			assertThat(batchClass.outputs().get("main"))
				.isEqualTo(new OutputSettings("main", Serializer.COMPRESSED, true, FormatSettings.LINES));
		}
	}

	/** Wrong in every way. */
	@RocketJob
	@OutputCategory
	static class StreamOutputJob implements BatchJob<Void, String, Stream<String>> {

		@Override
		public Stream<String> perform(String record, BatchContext<Void> context) {
			return Stream.of(record);
		}

	}

	@RocketJob
	@InputCategory(name = "a b")
	@InputCategory(sliceSize = 0, serializer = Serializer.BZIP2)
	@OutputCategory(name = "twice")
	@OutputCategory(name = "twice", nulls = true)
	@ThrottleRunningWorkers(-1)
	@FailFast(slices = -1, percent = 101)
	@LowerPriority(records = 0)
	@SliceWindow(schedule = "every day", duration = "1h")
	@SliceWindow(schedule = "0 0 * * *", duration = "long")
	@SliceWindow(schedule = "0 0 * * *", duration = "1h", zone = "Atlantis")
	@SliceWindow(schedule = "0 0 * * *", duration = "0s")
	@SliceWindow(schedule = "at night", duration = "367d", zone = "Gotham")
	static class WrongJob implements BatchJob<Void, String, String> {

		@Override
		public String perform(String record, BatchContext<Void> context) {
			return record;
		}

	}

	/** Its records are no values. */
	@RocketJob
	static class StreamJob implements BatchJob<Void, InputStream, String> {

		@Override
		public String perform(InputStream record, BatchContext<Void> context) {
			return "";
		}

	}

	/** Needs keys. */
	@RocketJob
	@OutputCategory(serializer = Serializer.ENCRYPTED)
	static class SecretJob implements BatchJob<Void, String, String> {

		@Override
		public String perform(String record, BatchContext<Void> context) {
			return record;
		}

	}

	abstract static class NoBatch implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	@InputCategory(sliceSize = 5)
	static class InputOnJob extends NoBatch {

	}

	@RocketJob
	@OutputCategory
	@OutputCategory(name = "invalid")
	static class OutputsOnJob extends NoBatch {

	}

	@RocketJob
	@LowerPriority(records = 5)
	static class LowerOnJob extends NoBatch {

	}

	@RocketJob
	@ThrottleRunningWorkers(5)
	static class ThrottleOnJob extends NoBatch {

	}

	@RocketJob
	@FailFast(slices = 3)
	static class FailFastOnJob extends NoBatch {

	}

	@RocketJob
	@SkipRecords(value = IllegalStateException.class, to = "main")
	static class SkipOnJob extends NoBatch {

	}

	@RocketJob
	@SliceWindow(schedule = "0 0 * * *", duration = "1h")
	static class WindowOnJob extends NoBatch {

	}

	@OutputCategory
	@Retention(RetentionPolicy.RUNTIME)
	@interface WithOutput {

	}

	@RocketJob
	@WithOutput
	static class ComposedOnJob extends NoBatch {

	}

}
