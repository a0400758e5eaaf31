package io.rocketjob.sample;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.rocketjob.Job;
import io.rocketjob.JobFailure;
import io.rocketjob.JobHistoryEntry;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.annotation.Profile;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Runs two jobs that are no batches: one has a schedule, one fails and is retried. */
@Component
@Profile("!watch")
@Order(2)
class SimpleJobs implements ApplicationRunner {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT)
		.withZone(ZoneId.systemDefault());

	private final RocketJobTemplate rocketJob;

	SimpleJobs(RocketJobTemplate rocketJob) {
		this.rocketJob = rocketJob;
	}

	@Override
	public void run(ApplicationArguments args) throws InterruptedException {
		JobInstance<?> scheduled = waiting(CharacterOfTheDayJob.class);
		Instant midnight = Objects.requireNonNull(scheduled.runAt());
		scheduled = scheduled.update((change) -> change.runAt(Instant.now().plusSeconds(2)));

		JobInstance<?> checksum = this.rocketJob.create(ChecksumJob.class, new ChecksumJob.Fields("SHA-256"));
		JobInstance<?> failed = await(checksum, JobState.FAILED);
		failed.retry();
		printRetried(failed, await(checksum, JobState.COMPLETED));

		printScheduled(await(scheduled, JobState.COMPLETED), midnight);
		System.out.printf("  the next one waits for %s%n", waiting(CharacterOfTheDayJob.class).runAt());
	}

	private JobInstance<?> waiting(Class<? extends Job<Void>> jobClass) {
		return this.rocketJob.jobs(jobClass).scheduled().first().orElseThrow();
	}

	private static JobInstance<?> await(JobInstance<?> job, JobState state) throws InterruptedException {
		long start = System.nanoTime();
		JobInstance<?> current = job.reload();
		while (current.state() != state) {
			if (current.state().isFinal() || System.nanoTime() - start > PATIENCE.toNanos()) {
				throw new IllegalStateException(current.jobClass() + " " + current.id() + " is " + current.status()
						+ ", but should be " + state.value());
			}
			TimeUnit.MILLISECONDS.sleep(100);
			current = current.reload();
		}
		return current;
	}

	private static void printRetried(JobInstance<?> failed, JobInstance<?> retried) {
		JobFailure failure = Objects.requireNonNull(failed.exception());
		System.out.printf("%n%s failed %d time (%s) and was retried by hand:%n", retried.jobClass(),
				retried.failureCount(), failure.message());
		for (JobHistoryEntry entry : retried.history()) {
			System.out.printf("  %s  %-7s -> %-9s  by %s%s%n", TIME.format(entry.at()), entry.from().value(),
					entry.to().value(), entry.by(), (entry.reason() != null) ? ": " + entry.reason() : "");
		}
		System.out.printf("  result: %s%n", retried.result(String.class));
	}

	private static void printScheduled(JobInstance<?> job, Instant before) {
		Instant planned = Objects.requireNonNull(job.runAt());
		Instant started = Objects.requireNonNull(job.startedAt());
		System.out.printf("%n%s runs by a schedule, and was moved from %s by hand:%n", job.jobClass(), before);
		System.out.printf("  created %s, planned for %s, started %s (%d ms late)%n", TIME.format(job.createdAt()),
				TIME.format(planned), TIME.format(started), Duration.between(planned, started).toMillis());
		System.out.printf("  result: %s%n", job.result(String.class));
	}

}
