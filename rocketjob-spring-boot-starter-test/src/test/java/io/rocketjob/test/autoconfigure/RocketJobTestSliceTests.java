package io.rocketjob.test.autoconfigure;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.rocketjob.BatchInstance;
import io.rocketjob.InvalidJobException;
import io.rocketjob.JobInstance;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.embedded.EmbeddedMongo;
import io.rocketjob.plugin.cron.CronStarter;
import io.rocketjob.server.Supervisor;
import io.rocketjob.test.JobQueue;
import io.rocketjob.test.MovableClock;
import io.rocketjob.test.sample.FlakyJob;
import io.rocketjob.test.sample.ImportBatch;
import io.rocketjob.test.sample.NightlyJob;
import io.rocketjob.test.sample.ReportController;
import io.rocketjob.test.sample.ReportJob;
import io.rocketjob.test.sample.ReportService;
import io.rocketjob.test.sample.SampleApplication;
import io.rocketjob.test.sample.SampleCallbacks;
import io.rocketjob.test.sample.SampleSubscriber;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import static io.rocketjob.JobState.COMPLETED;
import static io.rocketjob.JobState.FAILED;
import static io.rocketjob.JobState.QUEUED;
import static io.rocketjob.JobState.RUNNING;
import static io.rocketjob.test.assertj.RocketJobAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;

/** What a user's test of jobs looks like. */
@RocketJobTest
@ContextConfiguration(classes = SampleApplication.class)
class RocketJobTestSliceTests {

	@Autowired
	private RocketJobTemplate rocketJob;

	@Autowired
	private JobQueue queue;

	@Autowired
	private MovableClock clock;

	@MockitoBean
	private ReportService reports;

	@Test
	void onlyComponentsThatBelongToJobsAreThere(@Autowired ApplicationContext context) {
		assertThat(context.getBeansOfType(ReportController.class)).isEmpty();
		assertThat(context.getBeansOfType(SampleCallbacks.class)).hasSize(1);
		assertThat(context.getBeansOfType(SampleSubscriber.class)).hasSize(1);
		assertThat(context.getBeansOfType(ReportJob.class)).hasSize(1);
		assertThat(context.getBeansOfType(EmbeddedMongo.class)).hasSize(1);
	}

	@Test
	void noServerRuns(@Autowired ApplicationContext context) {
		assertThat(context.getBeansOfType(Supervisor.class)).isEmpty();
		assertThat(context.getBeansOfType(CronStarter.class)).isEmpty();
		assertThat(context.getEnvironment().getProperty("rocketjob.server.enabled")).isEqualTo("false");
	}

	@Test
	void aJobUsesTheMockOfItsService() {
		given(this.reports.report("acme")).willReturn("nothing to report");
		JobInstance<ReportJob.Fields> job = this.rocketJob.create(ReportJob.class, new ReportJob.Fields("acme"));
		assertThat(this.queue).hasQueued(ReportJob.class, 1);
		assertThat(this.queue.drain()).hasSize(1);
		assertThat(this.queue).isEmpty().hasNoFailedJobs();
		assertThat(job).reloaded()
			.isCompleted()
			.hasResult("nothing to report")
			.hasPercentComplete(100)
			.hasHistory(QUEUED, RUNNING, COMPLETED);
	}

	@Test
	void fieldsAreValidated() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.rocketJob.create(ReportJob.class, new ReportJob.Fields(" ")));
		assertThat(this.queue).isEmpty();
	}

	@Test
	void moreUrgentJobsRunFirst() {
		JobInstance<?> flaky = this.rocketJob.create(FlakyJob.class, new FlakyJob.Fields(0));
		JobInstance<?> report = this.rocketJob.create(ReportJob.class, new ReportJob.Fields("acme"));
		assertThat(this.queue.drain()).extracting(JobQueue.Ran::id).containsExactly(report.id(), flaky.id());
	}

	@Test
	void aBatchRunsAsAWhole() {
		BatchInstance<Void> batch = this.rocketJob.batch(ImportBatch.class).upload(List.of("a", "b", "c")).create();
		assertThat(this.queue.drain()).singleElement().matches(JobQueue.Ran::completed);
		assertThat(batch).reloaded()
			.isCompleted()
			.hasRecordCount(3)
			.hasNoFailedSlices()
			.hasStatistic("lines", 3)
			.outputLines()
			.containsExactly("A", "B", "C");
	}

	@Test
	void aScheduledJobRunsWhenTheClockIsMovedToItsTimeAndThenTheNextOneWaits() {
		JobInstance<?> job = this.rocketJob.create(NightlyJob.class);
		assertThat(this.queue.drain()).isEmpty();
		Instant night = job.runAt();
		assertThat(job).isScheduledFor(night);
		this.clock.set(night);
		assertThat(this.queue.drain()).hasSize(1);
		assertThat(job).reloaded().isCompleted();
		assertThat(this.queue).queued(NightlyJob.class)
			.singleElement()
			.satisfies((next) -> assertThat(next).isScheduledFor(night.plus(Duration.ofDays(1))));
	}

	@Test
	void aFailedJobIsRetriedWhenTheClockIsMoved() {
		JobInstance<?> job = this.rocketJob.create(FlakyJob.class, new FlakyJob.Fields(1));
		assertThat(this.queue.drain()).hasSize(1);
		assertThat(job).reloaded().isScheduled().hasFailureCount(1);
		this.clock.move(Duration.ofDays(1));
		assertThat(this.queue.drain()).hasSize(1);
		assertThat(job).reloaded().isCompleted().hasHistory(QUEUED, RUNNING, FAILED, QUEUED, RUNNING, COMPLETED);
	}

	@Test
	void aJobRunsInlineWithoutTheQueue() throws Exception {
		given(this.reports.report("acme")).willReturn("inline");
		assertThat(this.rocketJob.performNow(ReportJob.class, new ReportJob.Fields("acme"))).isEqualTo("inline");
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> this.rocketJob.performNow(FlakyJob.class, new FlakyJob.Fields(1)));
		assertThat(this.queue).isEmpty();
	}

	@Nested
	class NestedTests {

		@Test
		void nestedTestsAreResetAsWell() {
			assertThat(RocketJobTestSliceTests.this.queue.jobs().count()).isZero();
			RocketJobTestSliceTests.this.rocketJob.create(NightlyJob.class);
		}

		@Test
		void whateverTheirOrder() {
			nestedTestsAreResetAsWell();
		}

	}

}
