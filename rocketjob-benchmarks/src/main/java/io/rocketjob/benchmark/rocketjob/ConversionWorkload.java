package io.rocketjob.benchmark.rocketjob;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.rocketjob.BatchInstance;
import io.rocketjob.BatchPhase;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.benchmark.process.ContenderArguments;
import io.rocketjob.jobs.Conversion;
import io.rocketjob.jobs.ConversionJob;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The job that converts files. {@code --input} and {@code --output} are the files.
 */
final class ConversionWorkload implements Workload {

	private static final Duration LOOK = Duration.ofMillis(50);

	private final String input;

	private final String output;

	private @Nullable ObjectId batch;

	ConversionWorkload(ContenderArguments arguments) {
		this.input = arguments.required("input");
		this.output = arguments.required("output");
	}

	@Override
	public List<Class<?>> jobClasses() {
		// the property has it
		return List.of();
	}

	@Override
	public void create(RocketJobTemplate rocketJob, int count) {
		this.batch = rocketJob.batch(ConversionJob.class)
			.fields(Conversion.of(this.input, this.output).overwriting())
			.create()
			.id();
	}

	/** Waits for the end, and tells how long each phase took. */
	@Override
	public Map<String, Object> details(RocketJobTemplate rocketJob) throws Exception {
		if (this.batch == null) {
			return Map.of();
		}
		BatchInstance<?> job = rocketJob.batch(this.batch);
		Map<BatchPhase, Long> begun = new EnumMap<>(BatchPhase.class);
		while (!job.state().isFinal() && job.state() != JobState.FAILED) {
			if (job.startedAt() != null) {
				begun.putIfAbsent(job.phase(), System.nanoTime());
			}
			Thread.sleep(LOOK.toMillis());
			job = job.reload();
		}
		if (job.state() != JobState.COMPLETED) {
			throw new IllegalStateException("The batch is " + job.state() + ": " + job.exception());
		}
		long end = System.nanoTime();
		long before = begun.getOrDefault(BatchPhase.BEFORE, end);
		long processing = begun.getOrDefault(BatchPhase.PROCESSING, end);
		long after = begun.getOrDefault(BatchPhase.AFTER, end);
		return Map.of("nanos", job.status().duration().toNanos(), "uploadNanos", processing - before, "processingNanos",
				after - processing, "downloadNanos", end - after);
	}

}
