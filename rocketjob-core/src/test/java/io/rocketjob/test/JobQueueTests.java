package io.rocketjob.test;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.TestSystem;
import io.rocketjob.plugin.throttle.ThrottleMethod;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What tests of applications use. */
class JobQueueTests {

	@Test
	void drainingRunsWhatIsCreatedMeanwhileAndTellsWhatFailed() {
		try (TestSystem system = TestSystem.with(ChainJob.class).start()) {
			system.rocketJob.create(ChainJob.class, new ChainJob.Fields(3));
			assertThat(system.queue.drain()).satisfiesExactly((ran) -> assertThat(ran.result()).isEqualTo(3),
					(ran) -> assertThat(ran.result()).isEqualTo(2), (ran) -> assertThat(ran.result()).isEqualTo(1),
					(ran) -> {
						assertThat(ran.completed()).isFalse();
						assertThat(ran.exception()).hasMessage("the end");
						assertThat(ran.jobClass()).isEqualTo("ChainJob");
					});
			assertThat(system.queue.drain()).isEmpty();
		}
	}

	@Test
	void jobsThatCreateJobsWithoutEndAreNoticed() {
		try (TestSystem system = TestSystem.with(ChainJob.class).start()) {
			system.rocketJob.create(ChainJob.class, new ChainJob.Fields(1_000_000));
			assertThatIllegalStateException().isThrownBy(() -> system.queue.drain(50))
				.withMessageContaining("50 jobs")
				.withMessageContaining("ChainJob");
		}
	}

	@Test
	void theClockStandsStillUntilItIsMoved() {
		MovableClock clock = MovableClock.at(Instant.parse("2026-01-01T00:00:00Z"));
		clock.move(Duration.ofDays(1));
		assertThat(clock.instant()).isEqualTo("2026-01-02T00:00:00Z");
		clock.set(Instant.parse("2027-01-01T00:00:00Z"));
		assertThat(clock.instant()).isEqualTo("2027-01-01T00:00:00Z");
		assertThat(clock.withZone(ZoneId.of("Asia/Tokyo")).instant()).isEqualTo(clock.instant());
		clock.reset();
		assertThat(clock.instant()).isEqualTo("2026-01-01T00:00:00Z");
	}

	@Test
	void clearingDeletesAllOfOursAndNothingElse() {
		try (TestSystem system = TestSystem.with(ChainJob.class, LengthBatch.class).start()) {
			JobInstance<ChainJob.Fields> failing = system.rocketJob.create(ChainJob.class, new ChainJob.Fields(0));
			system.rocketJob.batch(LengthBatch.class).upload(List.of("a", "bb")).create();
			system.queue.drain();
			assertThat(failing.reload().state()).isEqualTo(JobState.FAILED);
			system.rocketJob.batch(LengthBatch.class).upload(List.of("ccc")).create();
			system.collection("rocketjob.servers")
				.insertOne(new Document("_id", "of another process").append("pid", 1L));
			system.collection("customers").insertOne(new Document());
			assertThat(system.queue.jobs().count()).isEqualTo(3);

			system.queue.clear();
			assertThat(system.queue.jobs().list()).isEmpty();
			assertThat(system.database().listCollectionNames())
				.noneMatch((name) -> name.matches("rocketjob\\.(inputs|outputs|lookups).*"));
			assertThat(system.collection("customers").countDocuments()).isEqualTo(1);
			assertThat(system.collection("rocketjob.servers").find()).singleElement()
				.satisfies((server) -> assertThat(server.getLong("pid")).isEqualTo(ProcessHandle.current().pid()));
			system.rocketJob.create(ChainJob.class, new ChainJob.Fields(1));
			assertThat(system.queue.drain()).hasSize(2);
		}
	}

	@Test
	void whatAThrottleHasSaidIsForgottenWithTheJobs() {
		try (TestSystem system = TestSystem.with(ClosedJob.class).start()) {
			system.rocketJob.create(ClosedJob.class);
			assertThat(system.queue.drain()).isEmpty();
			system.queue.clear();
			system.context.getBean(ClosedJob.class).closed = false;
			system.rocketJob.create(ClosedJob.class);
			assertThat(system.queue.drain()).hasSize(1);
		}
	}

	@RocketJob
	static class ClosedJob implements Job<Void> {

		boolean closed = true;

		@ThrottleMethod
		boolean isClosed() {
			return this.closed;
		}

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	@OutputCategory
	static class LengthBatch implements BatchJob<Void, String, Integer> {

		@Override
		public Integer perform(String text, BatchContext<Void> context) {
			return text.length();
		}

	}

	@RocketJob
	static class ChainJob implements Job<ChainJob.Fields> {

		private final RocketJobTemplate rocketJob;

		record Fields(int left) {
		}

		ChainJob(RocketJobTemplate rocketJob) {
			this.rocketJob = rocketJob;
		}

		@Override
		public @Nullable Object perform(Fields fields, JobContext context) {
			if (fields.left() == 0) {
				throw new IllegalStateException("the end");
			}
			this.rocketJob.create(ChainJob.class, new Fields(fields.left() - 1));
			return fields.left();
		}

	}

}
