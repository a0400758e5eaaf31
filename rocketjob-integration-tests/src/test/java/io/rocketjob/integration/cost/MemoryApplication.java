package io.rocketjob.integration.cost;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchJob;
import io.rocketjob.InputCategory;
import io.rocketjob.JobState;
import io.rocketjob.OutputCategory;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Uploads many records, works on them with ten workers, downloads the output and compares
 * it, all in one process.
 */
@SpringBootApplication
public class MemoryApplication {

	private static final Logger logger = LoggerFactory.getLogger(MemoryApplication.class);

	private static final Duration PAUSE = Duration.ofMillis(500);

	/**
	 * Runs the batch, and prints what it took.
	 * @param args the number of records, then properties of the application
	 * @throws Exception whatever goes wrong
	 */
	public static void main(String[] args) throws Exception {
		long records = Long.parseLong(args[0]);
		String[] properties = Arrays.copyOfRange(args, 1, args.length);
		try (ConfigurableApplicationContext context = SpringApplication.run(MemoryApplication.class, properties)) {
			run(context.getBean(RocketJobTemplate.class), records);
		}
	}

	private static void run(RocketJobTemplate rocketJob, long records) throws Exception {
		long start = System.nanoTime();
		BatchInstance<?> batch = rocketJob.batch(EchoJob.class)
			.options((options) -> options.destroyOnComplete(false))
			.upload(LongStream.rangeClosed(1, records).mapToObj(MemoryApplication::line))
			.create();
		long uploaded = report("uploaded", records, start);
		while (batch.reload().state() != JobState.COMPLETED) {
			if (batch.reload().state() == JobState.FAILED) {
				throw new IllegalStateException(String.valueOf(batch.reload().exception()));
			}
			TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
		}
		long worked = report("worked on", records, uploaded);
		Path file = Files.createTempFile("records", ".txt");
		try {
			batch.download(file);
			report("downloaded", records, worked);
			compare(file, records);
		}
		finally {
			Files.delete(file);
			batch.delete();
		}
		Runtime runtime = Runtime.getRuntime();
		logger.info("heap limit {} MB, {} MB used at the end, all records are as they should be",
				runtime.maxMemory() >> 20, (runtime.totalMemory() - runtime.freeMemory()) >> 20);
	}

	private static long report(String what, long records, long since) {
		long now = System.nanoTime();
		double seconds = (now - since) / 1e9;
		logger.info(String.format(Locale.ROOT, "%,d records %s in %.1f s, %,.0f a second", records, what, seconds,
				records / seconds));
		return now;
	}

	private static String line(long number) {
		return "record " + number + " of some length, as lines of a file may have";
	}

	private static void compare(Path file, long records) throws IOException {
		try (BufferedReader lines = Files.newBufferedReader(file)) {
			for (long number = 1; number <= records; number++) {
				String expected = line(number).toUpperCase(Locale.ROOT);
				String present = lines.readLine();
				if (!expected.equals(present)) {
					throw new IllegalStateException("Line " + number + " is '" + present + "'");
				}
			}
			if (lines.readLine() != null) {
				throw new IllegalStateException("There are more than " + records + " lines");
			}
		}
	}

	/** Makes lines upper case. */
	@RocketJob
	@InputCategory(sliceSize = 1000)
	@OutputCategory
	static class EchoJob implements BatchJob<Void, String, String> {

		@Override
		public String perform(String line, BatchContext<Void> context) {
			return line.toUpperCase(Locale.ROOT);
		}

	}

}
