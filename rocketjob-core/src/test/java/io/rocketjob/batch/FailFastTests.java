package io.rocketjob.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.rocketjob.BatchBuilder;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.BatchStatus;
import io.rocketjob.FailFast;
import io.rocketjob.FailedSlice;
import io.rocketjob.InputCategory;
import io.rocketjob.InvalidJobException;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.document.FailureDocument;
import io.rocketjob.plugin.retry.Retry;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A batch that fails before all of its slices have been tried. */
class FailFastTests {

	private final TestSystem system = system(null);

	private final ImportJob job = this.system.bean(ImportJob.class);

	@AfterEach
	void close() {
		this.system.close();
	}

	private static TestSystem system(@Nullable TestSystem other) {
		TestSystem.Builder builder = TestSystem.with(ImportJob.class, PatientJob.class)
			.batches(new BatchSettings(Duration.ZERO, Map.of()));
		return ((other != null) ? builder.sharing(other) : builder).start();
	}

	@Test
	void enoughFailedSlicesFailTheJobAndARetryGoesOnFromThere() {
		BatchInstance<Void> batch = builder().upload(everySecondBad(10)).create();
		this.system.queue.drain();
		assertFailed(batch, 3, 4, "3 of 10 slices have failed; failFast = 3; first at record 2: bad line");
		assertThat(batch.reload().history()).filteredOn((entry) -> entry.to() == JobState.FAILED).hasSize(1);

		this.job.tolerant = true;
		batch.retry();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(output(batch)).containsExactlyElementsOf(upper(everySecondBad(10)));
	}

	@Test
	void aShareIsOneOfAllSlicesOfTheUpload() {
		BatchInstance<Void> batch = builder().failFast(0).failFastAtPercent(31).upload(everySecondBad(10)).create();
		this.system.queue.drain();
		assertFailed(batch, 4, 2, "4 of 10 slices have failed; failFast = 31%; first at record 2: bad line");

		BatchInstance<Void> small = builder().failFastAtPercent(1).upload(everySecondBad(3)).create();
		this.system.queue.drain();
		assertFailed(small, 1, 1, "1 of 3 slices has failed; failFast = 1%; first at record 2: bad line");
	}

	@Test
	void withoutALimitAllSlicesAreTried() {
		BatchInstance<Void> batch = builder().failFast(0).upload(everySecondBad(10)).create();
		this.system.queue.drain();
		assertFailed(batch, 5, 0, "5 slices have failed, first at record 2: bad line");
		assertThat(this.system.jobs().find().first().get("batch", Document.class)).doesNotContainKeys("failFast",
				"tolerated");
	}

	@Test
	void slicesThatStayFailedWhenOthersAreRetriedDoNotCountAgain() {
		BatchInstance<Void> batch = builder().upload(everySecondBad(12)).create();
		this.system.queue.drain();
		assertFailed(batch, 3, 6, "3 of 12 slices have failed");
		retryFirstSlice(batch, "good");
		this.system.queue.drain();
		assertFailed(batch, 5, 0, "5 of 12 slices have failed; failFast = 3");

		retryFirstSlice(batch, "good");
		this.system.queue.drain();
		assertFailed(batch, 4, 0, "4 slices have failed, first at record 6");
	}

	private static void retryFirstSlice(BatchInstance<Void> batch, String line) {
		try (Stream<FailedSlice> failed = batch.failedSlices()) {
			FailedSlice slice = failed.findFirst().orElseThrow();
			slice.update(0, line).retry();
		}
	}

	@Test
	void aServerThatHasDiedBeforeItFailedTheJobIsStoodInForByAnother() {
		BatchInstance<Void> batch = builder().upload(IntStream.range(0, 10).mapToObj((i) -> "line " + i).toList())
			.create();
		this.system.batches.runner()
			.run(this.system.engine.claims().one(batch.id(), this.system.heartbeat.serverId(), "w").orElseThrow(), "s");
		Document exception = FailureDocument.byHand("bad line");
		this.system.collection("rocketjob.inputs." + batch.id().toHexString() + ".main")
			.updateMany(new Document("_id", new Document("$mod", List.of(3, 0))), SliceDocument.fail(exception));
		assertThat(batch.status().slicesFailed()).isGreaterThanOrEqualTo(3);
		try (TestSystem other = system(this.system)) {
			other.queue.drain();
			assertThat(other.bean(ImportJob.class).ran).isEmpty();
		}
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(batch.reload().exception().message()).contains("of 10 slices have failed; failFast = 3");
	}

	@Test
	void noServerBeginsAnotherSliceAndNoOutputIsLostOrDoubled() throws Exception {
		List<String> lines = new ArrayList<>(List.of("bad 0", "bad 1", "bad 2"));
		IntStream.range(3, 60).forEach((i) -> lines.add("wait " + i));
		BatchInstance<Void> batch = builder().upload(lines).create();
		try (TestSystem other = system(this.system)) {
			for (TestSystem each : List.of(this.system, other)) {
				each.heartbeat.start();
				each.supervisor.start();
			}
			assertThat(batch.awaitEnd(Duration.ofSeconds(30))).isEqualTo(JobState.FAILED);
			BatchStatus status = Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.until(batch::status, (present) -> present.slicesActive() == 0);
			assertThat(batch.reload().exception().message()).startsWith("3 of 60 slices have failed; failFast = 3");
			assertThat(status.slicesFailed()).isEqualTo(3);
			assertThat(status.slicesQueued()).as("nobody has got any further").isEqualTo(57);
			assertThat(batch.reload().history()).filteredOn((entry) -> entry.to() == JobState.FAILED).hasSize(1);

			for (TestSystem each : List.of(this.system, other)) {
				each.bean(ImportJob.class).tolerant = true;
				each.bean(ImportJob.class).goOn.countDown();
			}
			batch.retry();
			assertThat(batch.awaitEnd(Duration.ofSeconds(60))).isEqualTo(JobState.COMPLETED);
			assertThat(output(batch)).containsExactlyElementsOf(upper(lines));
		}
	}

	@Test
	void aJobThatRetriesByItselfGoesOnWithAllThatIsLeft() {
		BatchInstance<Void> batch = this.system.rocketJob.batch(PatientJob.class).upload(everySecondBad(6)).create();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.QUEUED);
		assertThat(batch.reload().exception().message()).startsWith("2 of 6 slices have failed; failFast = 2");
		this.system.bean(PatientJob.class).tolerant = true;
		this.system.clock.move(Duration.ofMinutes(1));
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.COMPLETED);
		assertThat(output(batch)).containsExactlyElementsOf(upper(everySecondBad(6)));
	}

	@Test
	void nothingIsFailedWhileRecordsAreUploaded() {
		this.job.tolerant = false;
		BatchInstance<Void> batch = builder().processWhileUploading().upload((writer) -> {
			for (int i = 0; i < 600; i++) {
				writer.write("bad " + i);
			}
			JobInstance<?> open = this.system.rocketJob.jobs().first().orElseThrow();
			this.system.batches.runner()
				.run(this.system.engine.claims().one(open.id(), this.system.heartbeat.serverId(), "w").orElseThrow(),
						"s");
			this.system.batches.work()
				.join(this.system.batches.work().openBatch().orElseThrow(), this.system.heartbeat.serverId(), "w", null)
				.run("s", "w", () -> true);
			assertThat(open.reload().state()).isEqualTo(JobState.RUNNING);
		}).create();
		int ran = this.job.ran.size();
		this.system.queue.drain();
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(batch.reload().exception().message()).contains(" of 600 slices have failed; failFast = 3");
		assertThat(this.job.ran).hasSize(ran);
	}

	@Test
	void aWrongLimitIsRefused() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> builder().failFast(-1).failFastAtPercent(101).upload(List.of("a")).create())
			.withMessageContaining("failFast: must be at least 1 slice, or 0 for any number, but is -1")
			.withMessageContaining("failFast: must be from 1 to 100 percent, or 0 for any share, but is 101");
	}

	private void assertFailed(BatchInstance<Void> batch, long failed, long queued, String message) {
		assertThat(batch.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(batch.reload().exception().message()).startsWith(message);
		assertThat(batch.status().slicesFailed()).isEqualTo(failed);
		assertThat(batch.status().slicesQueued()).isEqualTo(queued);
	}

	private BatchBuilder<Void, String> builder() {
		return this.system.rocketJob.batch(ImportJob.class);
	}

	private static List<String> everySecondBad(int count) {
		return IntStream.range(0, count).mapToObj((i) -> ((i % 2 == 1) ? "bad " : "good ") + i).toList();
	}

	private static List<String> upper(List<String> lines) {
		return lines.stream().map((line) -> line.toUpperCase(Locale.ROOT)).toList();
	}

	private static List<String> output(BatchInstance<Void> batch) {
		try (Stream<String> output = batch.output("main", String.class)) {
			return output.toList();
		}
	}

	/** Turns lines to upper case. */
	abstract static class LineJob implements BatchJob<Void, String, String> {

		final List<String> ran = Collections.synchronizedList(new ArrayList<>());

		final CountDownLatch goOn = new CountDownLatch(1);

		volatile boolean tolerant;

		@Override
		public String perform(String line, BatchContext<Void> context) throws Exception {
			this.ran.add(line);
			if (line.startsWith("bad") && !this.tolerant) {
				throw new IllegalStateException("bad line");
			}
			while (line.startsWith("wait") && !context.isCancelled() && !this.goOn.await(20, TimeUnit.MILLISECONDS)) {
				// what is being worked on while others fail
			}
			return line.toUpperCase(Locale.ROOT);
		}

	}

	@RocketJob
	@InputCategory(sliceSize = 1)
	@OutputCategory
	@FailFast(slices = 3)
	static class ImportJob extends LineJob {

	}

	@RocketJob
	@InputCategory(sliceSize = 1)
	@OutputCategory
	@FailFast(slices = 2)
	@Retry(limit = 1)
	static class PatientJob extends LineJob {

	}

}
