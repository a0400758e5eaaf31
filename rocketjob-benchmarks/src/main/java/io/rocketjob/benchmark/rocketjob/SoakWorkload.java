package io.rocketjob.benchmark.rocketjob;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.rocketjob.BatchInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.benchmark.process.ContenderArguments;
import io.rocketjob.benchmark.process.Lines;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;

/**
 * Jobs that are numbered, and beside them one batch of {@code --lines}, created with the
 * first of them.
 */
final class SoakWorkload implements Workload {

	private static final Logger logger = LoggerFactory.getLogger(SoakWorkload.class);

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final int AGAIN_MILLIS = 100;

	private final int lines;

	/** The number of the next job. */
	private int next;

	/** The first numbers of those jobs whose creation has failed, and how many. */
	private final List<List<Integer>> unsure = new ArrayList<>();

	private @Nullable ObjectId batch;

	SoakWorkload(ContenderArguments arguments) {
		this.lines = arguments.number("lines", 0);
	}

	@Override
	public List<Class<?>> jobClasses() {
		return List.of(SoakJob.class, EchoBatch.class);
	}

	@Override
	public void create(RocketJobTemplate rocketJob, int count) {
		if (this.batch == null && this.lines > 0) {
			this.batch = rocketJob.batch(EchoBatch.class).upload(Lines.lines(this.lines)).create().id();
		}
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (!tryToCreate(rocketJob, count)) {
			if (System.nanoTime() > end) {
				throw new IllegalStateException("Jobs could not be created for " + PATIENCE);
			}
			pause();
		}
	}

	/**
	 * Creates jobs under new numbers. When the database goes away meanwhile, it is not
	 * known which of them are there: these may be run or not.
	 */
	private boolean tryToCreate(RocketJobTemplate rocketJob, int count) {
		int first = this.next;
		this.next += count;
		try {
			rocketJob.createAll(SoakJob.class,
					IntStream.range(first, first + count).mapToObj(SoakJob.Fields::new).toList());
			return true;
		}
		catch (DataAccessException ex) {
			logger.warn("Creating {} jobs has failed", count, ex);
			this.unsure.add(List.of(first, count));
			return false;
		}
	}

	private static void pause() {
		try {
			TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
	}

	/**
	 * Waits for the batch, and compares its output with its input. Tells which numbers
	 * were used, and which of them in vain perhaps.
	 */
	@Override
	public Map<String, Object> details(RocketJobTemplate rocketJob) throws Exception {
		if (this.batch == null) {
			return Map.of();
		}
		BatchInstance<?> done = rocketJob.batch(this.batch);
		JobState state = done.awaitEnd(Duration.ofMinutes(3));
		if (state != JobState.COMPLETED) {
			return details("is " + state);
		}
		Path file = Files.createTempFile("soak", ".txt");
		try {
			done.download(file);
			done.delete();
			return details(compare(file));
		}
		finally {
			Files.delete(file);
		}
	}

	private Map<String, Object> details(String result) {
		return Map.of("batch", result, "numbers", this.next, "unsure", this.unsure);
	}

	private String compare(Path file) throws IOException {
		List<String> present = Files.readAllLines(file);
		for (int i = 0; i < Math.min(present.size(), this.lines); i++) {
			if (!present.get(i).equals(Lines.line(i))) {
				return "line " + i + " is '" + present.get(i) + "'";
			}
		}
		return (present.size() == this.lines) ? "exactly once" : present.size() + " lines instead of " + this.lines;
	}

}
