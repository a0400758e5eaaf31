package io.rocketjob.test.assertj;

import java.io.EOFException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

import io.rocketjob.BatchInstance;
import io.rocketjob.BatchPhase;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.test.JobQueue;
import io.rocketjob.test.autoconfigure.RocketJobTest;
import io.rocketjob.test.sample.FlakyJob;
import io.rocketjob.test.sample.ImportBatch;
import io.rocketjob.test.sample.NightlyJob;
import io.rocketjob.test.sample.ReportJob;
import io.rocketjob.test.sample.ReportService;
import io.rocketjob.test.sample.SampleApplication;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

import static io.rocketjob.JobState.COMPLETED;
import static io.rocketjob.JobState.FAILED;
import static io.rocketjob.JobState.QUEUED;
import static io.rocketjob.JobState.RUNNING;
import static io.rocketjob.test.assertj.RocketJobAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Each assertion: when it holds, and what it says when it does not. */
@RocketJobTest
@ContextConfiguration(classes = SampleApplication.class)
@Import(ReportService.class)
class RocketJobAssertionsTests {

	@Autowired
	private RocketJobTemplate rocketJob;

	@Autowired
	private JobQueue queue;

	@Test
	void states() {
		JobInstance<?> job = report();
		assertThat(job).isQueued().isDue().hasState(QUEUED);
		assertFails(() -> assertThat(job).isRunning(), name(job) + " to be running, but it is queued");
		assertFails(() -> assertThat(job).isCompleted(), name(job) + " to be completed, but it is queued");
		assertFails(() -> assertThat(job).isFailed(), name(job) + " to be failed, but it is queued");
		assertFails(() -> assertThat(job).isAborted(), name(job) + " to be aborted, but it is queued");
		assertThat(job.pause()).isPaused();
		assertFails(() -> assertThat(job).isPaused(), name(job) + " to be paused, but it is queued");
		assertThat(job.abort(null)).isAborted();
		JobInstance<?> failed = failed();
		assertThat(failed).isFailed();
		assertFails(() -> assertThat(failed).isQueued(),
				name(failed) + " to be queued, but it is failed with java.io.IOException: failure 100% on purpose");
	}

	@Test
	void jobsThatAreNullOrDescribed() {
		assertFails(() -> assertThat((JobInstance<?>) null).isQueued(), "Expecting actual not to be null");
		assertThatThrownBy(() -> assertThat(report()).as("the report").isFailed())
			.hasMessageStartingWith("[the report]");
		assertThatThrownBy(() -> assertThat(report()).as("the report").reloaded().isFailed())
			.hasMessageStartingWith("[the report]");
	}

	@Test
	void times() {
		Instant time = Instant.now().plusSeconds(3_600);
		JobInstance<?> job = this.rocketJob.create(ReportJob.class, new ReportJob.Fields("acme"),
				(options) -> options.runAt(time));
		assertThat(job).isScheduled().isScheduledFor(time);
		assertFails(() -> assertThat(job).isScheduledFor(time.plusSeconds(1)),
				name(job) + " to be scheduled for " + job.runAt().plusSeconds(1) + ", but it is for " + job.runAt());
		assertFails(() -> assertThat(job).isDue(), name(job) + " to be due, but it is scheduled for " + job.runAt());
		JobInstance<?> due = report();
		assertFails(() -> assertThat(due).isScheduled(), name(due) + " to be scheduled, but it is queued");
		JobInstance<?> waiting = this.rocketJob.create(ReportJob.class, new ReportJob.Fields("acme"),
				(options) -> options.after(List.of(due.id())));
		assertFails(() -> assertThat(waiting).isDue(),
				name(waiting) + " to be due, but it is queued, waiting for [" + due.id() + "]");
	}

	@Test
	void failures() {
		JobInstance<?> failed = failed();
		assertThat(failed).hasFailedWith(IOException.class)
			.hasFailedWith(Exception.class)
			.hasFailedWith(IOException.class, "failure 100% on purpose")
			.hasFailureMessageContaining("100%")
			.hasFailureCount(2);
		assertFails(() -> assertThat(failed).hasFailedWith(EOFException.class), name(failed)
				+ " to have failed with java.io.EOFException, but it has with java.io.IOException: failure 100%");
		assertFails(() -> assertThat(failed).hasFailedWith(IOException.class, "another"),
				"to have failed with the message%n  \"another\"%nbut it has with%n  \"failure 100%% on purpose\""
					.formatted());
		assertFails(() -> assertThat(failed).hasFailureMessageContaining("200%"),
				"a message containing%n  \"200%%\"%nbut it has with%n  \"failure 100%% on purpose\"".formatted());
		assertFails(() -> assertThat(failed).hasFailureCount(3), name(failed) + " to have failures: 3, but it has 2");
		JobInstance<?> queued = report();
		assertFails(() -> assertThat(queued).hasFailedWith(IOException.class),
				name(queued) + " to have failed, but it has no exception and is queued");
	}

	@Test
	void results() {
		JobInstance<?> job = report();
		assertFails(() -> assertThat(job).hasResult("x"),
				"to have the result%n  x%nbut it has%n  none%nand is queued".formatted());
		this.queue.drain();
		assertThat(job).reloaded().hasResult("report of acme").hasPercentComplete(100);
		assertFails(() -> assertThat(job).reloaded().hasResult("x"),
				"to have the result%n  x%nbut it has%n  report of acme%nand is completed".formatted());
		assertFails(() -> assertThat(job).hasPercentComplete(50),
				name(job) + " to have percent complete: 50, but it has 0");
	}

	@Test
	void fieldsAndOptions() {
		JobInstance<?> job = report();
		assertThat(job).hasFields(new ReportJob.Fields("acme")).hasPriority(30);
		assertFails(() -> assertThat(job).hasFields(new ReportJob.Fields("other")),
				"to have the fields%n  Fields[account=other]%nbut it has%n  Fields[account=acme]".formatted());
		assertFails(() -> assertThat(job).hasPriority(31), name(job) + " to have priority: 31, but it has 30");
		JobInstance<?> none = this.rocketJob.create(NightlyJob.class);
		assertFails(() -> assertThat(none).hasFields("x"), "but it has%n  none".formatted());
	}

	@Test
	void histories() {
		JobInstance<?> job = report();
		assertThat(job).hasHistory(QUEUED);
		this.queue.drain();
		assertThat(job).reloaded()
			.hasHistory(QUEUED, RUNNING, COMPLETED)
			.history()
			.last()
			.satisfies((change) -> assertThat(change.to()).isEqualTo(COMPLETED));
		assertFails(() -> assertThat(job).reloaded().hasHistory(QUEUED, FAILED),
				"to have been%n  [QUEUED, FAILED]%nbut it has been%n  [QUEUED, RUNNING, COMPLETED]".formatted());
	}

	@Test
	void jobsThatAreGone() {
		JobInstance<?> job = report();
		assertFails(() -> assertThat(job).isDeleted(), name(job) + " to be deleted, but it is queued");
		job.delete();
		assertThat(job).isDeleted();
		assertFails(() -> assertThat(job).reloaded(), name(job) + " to be stored, but it is there no longer");
	}

	@Test
	void batches() {
		BatchInstance<Void> batch = this.rocketJob.batch(ImportBatch.class)
			.upload(List.of("a", "b", "c", " ", "e"))
			.create();
		assertThat(batch).isQueued().hasPhase(BatchPhase.BEFORE).hasRecordCount(5).hasNoFailedSlices();
		assertFails(() -> assertThat(batch).hasPhase(BatchPhase.AFTER),
				name(batch) + " to be in the phase AFTER, but it is in BEFORE");
		assertFails(() -> assertThat(batch).hasRecordCount(4), name(batch) + " to have records: 4, but it has 5");
		this.queue.drain();
		assertThat(batch).reloaded().isFailed().hasFailedSlices(1).hasStatistic("lines", 3).hasStatistic("never", 0);
		assertThat(batch).failedSlices()
			.singleElement()
			.satisfies((slice) -> assertThat(slice.failedRecord()).isEqualTo(4));
		assertThat(batch).outputLines().containsExactly("A", "B", "E");
		assertThat(batch).output("main", Object.class).hasSize(3);
		assertFails(() -> assertThat(batch).hasNoFailedSlices(),
				("to have failed slices: 0, but it has 1%n  record 4 of main: "
						+ "java.lang.IllegalArgumentException: blank")
					.formatted());
		assertFails(() -> assertThat(batch).hasStatistic("lines", 4), "to have \"lines\": 4, but it has 3");
		assertFails(() -> assertThat(batch).outputLines().isEmpty(), "[output main of " + name(batch) + "]");
		assertFails(() -> assertThat(batch).failedSlices().isEmpty(), "[failed slices of " + name(batch) + "]");
		assertFails(() -> assertThat(batch).reloaded().isCompleted(), "to be completed, but it is failed with");
	}

	@Test
	void queues() {
		assertThat(this.queue).isEmpty().hasNoFailedJobs().hasQueued(ReportJob.class, 0);
		assertFails(() -> assertThat(this.queue).hasQueued(ReportJob.class, 1),
				"Expected 1 jobs of " + ReportJob.class.getName() + " to be queued, but 0 are. Queued: nothing");
		JobInstance<?> job = report();
		JobInstance<?> nightly = this.rocketJob.create(NightlyJob.class);
		assertThat(this.queue).hasQueued(ReportJob.class, 1).hasQueued(NightlyJob.class, 1);
		assertThat(this.queue).queued(ReportJob.class)
			.singleElement()
			.satisfies((queued) -> assertThat(queued.fields().account()).isEqualTo("acme"));
		assertFails(() -> assertThat(this.queue).isEmpty(),
				"Expected no job to be queued, but there are 2:%n  %s is queued%n  %s is scheduled for %s"
					.formatted(name(job), name(nightly), nightly.runAt()));
		assertFails(() -> assertThat(this.queue).hasQueued(ReportJob.class, 2),
				"Expected 2 jobs of %s to be queued, but 1 are. Queued:%n  %s is queued"
					.formatted(ReportJob.class.getName(), name(job)));
		assertFails(() -> assertThat(this.queue).queued(ReportJob.class).isEmpty(),
				"[queued jobs of " + ReportJob.class.getName() + "]");
		JobInstance<?> failed = failed();
		assertFails(() -> assertThat(this.queue).hasNoFailedJobs(),
				"Expected no job to have failed, but there are 1:%n  %s is failed with java.io.IOException: failure"
					.formatted(name(failed)));
	}

	private JobInstance<?> report() {
		return this.rocketJob.create(ReportJob.class, new ReportJob.Fields("acme"));
	}

	private JobInstance<?> failed() {
		JobInstance<?> job = this.rocketJob.create(FlakyJob.class, new FlakyJob.Fields(10));
		this.queue.drain();
		job.runNow();
		this.queue.drain();
		JobInstance<?> failed = job.reload();
		assertThat(failed.state()).isEqualTo(JobState.FAILED);
		return failed;
	}

	private static String name(JobInstance<?> job) {
		return job.jobClass() + " " + job.id();
	}

	private static AbstractThrowableAssert<?, ?> assertFails(ThrowingCallable assertion, String message) {
		return assertThatThrownBy(assertion).isInstanceOf(AssertionError.class).hasMessageContaining(message);
	}

}
