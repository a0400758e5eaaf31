package io.rocketjob.job;

import java.time.Instant;
import java.util.List;

import io.rocketjob.DependencyPolicy;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.TestSystem;
import io.rocketjob.plugin.PluginJob;
import io.rocketjob.plugin.PluginJobs;
import io.rocketjob.plugin.cron.Cron;
import io.rocketjob.plugin.retry.Retry;
import io.rocketjob.plugin.singleton.Singleton;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Jobs that wait for others, and what plugins do with them. */
class PluginDependencyTests {

	private final TestSystem system = TestSystem.with(OnlyOne.class, Flaky.class, Hourly.class)
		.withoutRecovery()
		.start();

	@BeforeEach
	void setTheTime() {
		this.system.clock.set(Instant.parse("2026-03-10T12:30:00Z"));
	}

	@AfterEach
	void close() {
		this.system.close();
	}

	@Test
	void aJobThatIsRetriedHasNotFailedForWhoWaitsForIt() {
		JobInstance<Void> flaky = this.system.rocketJob.create(Flaky.class, null);
		JobInstance<Void> waiting = this.system.rocketJob.create(OnlyOne.class, null,
				(options) -> options.after(flaky.id()).ifOneFails(DependencyPolicy.ABORT));
		this.system.queue.drain();
		assertThat(flaky.reload().failureCount()).isOne();
		assertThat(waiting.reload().waitsFor()).containsExactly(flaky.id());
		this.system.clock.set(flaky.reload().runAt());
		this.system.queue.drain();
		assertThat(flaky.reload().state()).isEqualTo(JobState.FAILED);
		assertThat(waiting.reload().state()).isEqualTo(JobState.ABORTED);
	}

	@Test
	void oneThatIsKeptForThoseThatWaitLeavesRoomForTheNext() {
		JobInstance<Void> one = this.system.rocketJob.create(OnlyOne.class, null,
				(options) -> options.expectDependents());
		this.system.queue.drain();
		assertThat(one.reload().state()).isEqualTo(JobState.COMPLETED);
		JobInstance<Void> other = this.system.rocketJob.create(OnlyOne.class, null,
				(options) -> options.after(one.id()).expectDependents());
		assertThat(other.delete()).isTrue();
		this.system.rocketJob.create(OnlyOne.class, null);
	}

	@Test
	void theSeriesOfAJobGoesOnThatIsAbortedBecauseOfAnother() {
		JobInstance<Void> first = this.system.rocketJob.create(OnlyOne.class, null);
		JobInstance<Void> waiting = this.system.rocketJob.create(Hourly.class, null,
				(options) -> options.after(first.id()));
		first.abort("not wanted");
		assertThat(waiting.reload().state()).isEqualTo(JobState.ABORTED);
		assertThat(this.system.rocketJob.jobs(Hourly.class).in(JobState.QUEUED).list()).singleElement()
			.satisfies((next) -> {
				assertThat(next.runAt()).isEqualTo("2026-03-10T14:00:00Z");
				assertThat(next.isScheduled()).isTrue();
				assertThat(next.waitsFor()).as("that was for one occurrence").isEmpty();
			});
	}

	@Test
	void oneThatWaitsIsMovedToAnotherTimeAndWaits() {
		JobInstance<Void> first = this.system.rocketJob.create(OnlyOne.class, null);
		JobInstance<Void> waiting = this.system.rocketJob.create(Hourly.class, null,
				(options) -> options.after(first.id()));
		PluginJobs jobs = this.system.batches.pluginJobs(this.system.rocketJob);
		List<PluginJob> series = jobs.withKey("Hourly", "cron");
		assertThat(series).hasSize(1);
		Instant later = Instant.parse("2026-03-10T18:00:00Z");
		assertThat(jobs.reschedule(series.get(0), later, "cron", series.get(0).data("cron"))).isTrue();
		assertThat(this.system.jobs().find(new Document("_id", waiting.id())).first()).doesNotContainKeys("claimable",
				"dueAt");
		this.system.queue.drain();
		assertThat(waiting.reload().isScheduled()).isTrue();
		assertThat(waiting.reload().runAt()).isEqualTo(later);
		series = jobs.withKey("Hourly", "cron");
		assertThat(jobs.reschedule(series.get(0), Instant.EPOCH, "cron", series.get(0).data("cron"))).isTrue();
		assertThat(waiting.reload().isScheduled()).isFalse();
	}

	@RocketJob
	@Singleton
	static class OnlyOne implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

	@RocketJob
	@Retry(limit = 1)
	static class Flaky implements Job<Void> {

		@Override
		public Object perform(Void fields, JobContext context) {
			throw new IllegalStateException("always");
		}

	}

	@RocketJob
	@Cron(schedule = "0 * * * * UTC")
	static class Hourly implements Job<Void> {

		@Override
		public @Nullable Object perform(Void fields, JobContext context) {
			return null;
		}

	}

}
