package io.rocketjob.sample;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import org.bson.types.ObjectId;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/**
 * Creates the jobs, waits for them and prints their results. What it throws ends the
 * application with an exit code other than 0.
 */
@Component
class SampleRunner implements ApplicationRunner {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final RocketJobTemplate rocketJob;

	private final UnicodeData unicodeData;

	SampleRunner(RocketJobTemplate rocketJob, UnicodeData unicodeData) {
		this.rocketJob = rocketJob;
		this.unicodeData = unicodeData;
	}

	@Override
	public void run(ApplicationArguments args) throws IOException, InterruptedException {
		List<UnicodeData.Line> lines = this.unicodeData.lines();
		List<CategoryReportJob.Fields> categories = lines.stream()
			.map(UnicodeData.Line::category)
			.distinct()
			.sorted()
			.map(CategoryReportJob.Fields::new)
			.toList();
		int count = categories.size() + 3;
		System.out.printf("%d jobs for the %d lines of UnicodeData.txt%n", count, lines.size());
		SampleResult result;
		try (JobWatch watch = new JobWatch(this.rocketJob, new ProgressDisplay(count), PATIENCE)) {
			result = runJobs(watch, categories, lines.size());
		}
		result.print(System.out);
		result.verify();
	}

	private SampleResult runJobs(JobWatch watch, List<CategoryReportJob.Fields> categories, int linesOfFile)
			throws InterruptedException {
		CharacterOfTheDayJob.Fields today = new CharacterOfTheDayJob.Fields(LocalDate.now(ZoneOffset.UTC));
		ObjectId scheduled = this.rocketJob
			.create(CharacterOfTheDayJob.class, today, (options) -> options.runAt(Instant.now().plusSeconds(5)))
			.id();
		ObjectId checksum = this.rocketJob.create(ChecksumJob.class, new ChecksumJob.Fields("SHA-256")).id();
		List<ObjectId> reports = this.rocketJob.createAll(CategoryReportJob.class, categories);
		watch.add(scheduled);
		watch.add(checksum);
		reports.forEach(watch::add);

		JobInstance<?> failed = watch.await(checksum, JobState.FAILED);
		failed.retry();

		// Only this thread decides that all reports are there, so there is exactly one
		// job for the total. If each report looked whether it is the last one, of two
		// that end at the same time both might find so, or none.
		List<JobInstance<?>> reported = watch.await(reports, JobState.COMPLETED);
		ObjectId total = this.rocketJob.create(TotalReportJob.class, new TotalReportJob.Fields(reports)).id();
		watch.add(total);

		return new SampleResult(linesOfFile, reported, watch.await(total, JobState.COMPLETED), failed,
				watch.await(checksum, JobState.COMPLETED), watch.await(scheduled, JobState.COMPLETED));
	}

}
