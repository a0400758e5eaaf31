package io.rocketjob.test;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.TestSystem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What tests of applications use (O5). */
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
