package io.rocketjob.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.rocketjob.BatchInstance;
import io.rocketjob.BatchStatus;
import io.rocketjob.BatchUploads;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.annotation.Profile;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Runs the batch: uploads the lines, shows the progress, downloads the output and checks
 * that nothing is missing. What it throws ends the application with an exit code other
 * than 0.
 */
@Component
@Profile("!watch")
@Order(1)
class UnicodeBatch implements ApplicationRunner {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final RocketJobTemplate rocketJob;

	private final UnicodeData unicodeData;

	private final Path directory;

	UnicodeBatch(RocketJobTemplate rocketJob, UnicodeData unicodeData, @Value("${sample.directory}") Path directory) {
		this.rocketJob = rocketJob;
		this.unicodeData = unicodeData;
		this.directory = directory;
	}

	@Override
	public void run(ApplicationArguments args) throws IOException, InterruptedException {
		Files.createDirectories(this.directory);
		BatchInstance<?> batch = this.rocketJob.batch(UnicodeJob.class).upload(this.unicodeData.file()).create();
		System.out.printf(Locale.ROOT, "%s: %,d lines of UnicodeData.txt uploaded%n", batch.jobClass(),
				batch.recordCount());
		await(batch);
		Reconciliation result = download(batch);
		System.out.printf("The first line is %s%n", result.written().firstLine());
		result.print(System.out);
		result.verify();
	}

	private void await(BatchInstance<?> batch) throws InterruptedException {
		long start = System.nanoTime();
		try (ProgressLine progress = new ProgressLine()) {
			while (true) {
				BatchStatus status = batch.status();
				progress.show(status);
				if (status.state() == JobState.COMPLETED) {
					return;
				}
				if (status.state() != JobState.QUEUED && status.state() != JobState.RUNNING) {
					throw new IllegalStateException("The batch is " + status + ": " + batch.reload().exception());
				}
				if (System.nanoTime() - start > PATIENCE.toNanos()) {
					throw new IllegalStateException("The batch is not completed in time: " + status);
				}
				TimeUnit.MILLISECONDS.sleep(100);
			}
		}
	}

	private Reconciliation download(BatchInstance<?> batch) throws IOException {
		return new Reconciliation(this.unicodeData.lines().size(), batch.recordCount(),
				OutputFile.download(batch, BatchUploads.MAIN, this.directory.resolve("unicode.jsonl")),
				OutputFile.download(batch, BatchUploads.MAIN, this.directory.resolve("unicode.jsonl.gz")),
				OutputFile.download(batch, UnicodeJob.RANGES, this.directory.resolve("ranges.jsonl")),
				batch.statistics().getOrDefault(UnicodeJob.SKIPPED, 0L));
	}

}
