package io.rocketjob.benchmark.rocketjob;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.rocketjob.BatchInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.benchmark.process.ContenderArguments;
import io.rocketjob.benchmark.process.LineFile;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A file that is uploaded and, when the batch is done, downloaded. {@code --slice} is how
 * many lines a slice has.
 */
final class TransferWorkload implements Workload {

	private final int sliceSize;

	private final LineFile file;

	private @Nullable ObjectId batch;

	TransferWorkload(ContenderArguments arguments) {
		this.sliceSize = arguments.number("slice", 100);
		try {
			this.file = new LineFile();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public List<Class<?>> jobClasses() {
		return List.of(EchoBatch.class);
	}

	@Override
	public void create(RocketJobTemplate rocketJob, int count) throws Exception {
		this.file.fill(count);
		long start = System.nanoTime();
		BatchInstance<?> created = rocketJob.batch(EchoBatch.class)
			.input((options) -> options.sliceSize(this.sliceSize))
			.upload(this.file.input())
			.create();
		this.file.uploaded(System.nanoTime() - start);
		this.batch = created.id();
	}

	@Override
	public Map<String, Object> details(RocketJobTemplate rocketJob) throws Exception {
		if (this.batch == null) {
			return Map.of();
		}
		BatchInstance<?> done = rocketJob.batch(this.batch);
		JobState state = done.awaitEnd(Duration.ofMinutes(5));
		if (state != JobState.COMPLETED) {
			throw new IllegalStateException("The batch is " + state);
		}
		long start = System.nanoTime();
		done.download(this.file.output());
		this.file.downloaded(System.nanoTime() - start);
		Map<String, Object> details = this.file.details();
		done.delete();
		return details;
	}

	@Override
	public void close() throws IOException {
		this.file.close();
	}

}
