package io.rocketjob.benchmark.rocketjob;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.rocketjob.BatchInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.benchmark.process.ContenderArguments;
import io.rocketjob.benchmark.process.Lines;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that are numbered, and beside them one batch of {@code --lines}, created with the
 * first of them.
 */
final class SoakWorkload implements Workload {

	private final int lines;

	private int created;

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
		rocketJob.createAll(SoakJob.class,
				IntStream.range(this.created, this.created + count).mapToObj(SoakJob.Fields::new).toList());
		this.created += count;
	}

	/**
	 * Waits for the batch, and compares its output with its input.
	 */
	@Override
	public Map<String, Object> details(RocketJobTemplate rocketJob) throws Exception {
		if (this.batch == null) {
			return Map.of();
		}
		BatchInstance<?> done = rocketJob.batch(this.batch);
		JobState state = done.awaitEnd(Duration.ofMinutes(3));
		if (state != JobState.COMPLETED) {
			return Map.of("batch", "is " + state);
		}
		Path file = Files.createTempFile("soak", ".txt");
		try {
			done.download(file);
			done.delete();
			return Map.of("batch", compare(file));
		}
		finally {
			Files.delete(file);
		}
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
