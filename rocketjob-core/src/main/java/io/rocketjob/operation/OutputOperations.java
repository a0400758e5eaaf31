package io.rocketjob.operation;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.rocketjob.BatchInstance;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobState;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.batch.BatchEngine;
import org.bson.types.ObjectId;

/**
 * What an operator can do with the output of a batch. Each method throws an
 * {@link OperationException} when it cannot be done. Thread-safe.
 *
 * @since 0.1.0
 */
public final class OutputOperations {

	/** Of how many slices the records are counted: a look at each reads it. */
	private static final int MOST_COUNTED = 500;

	private final RocketJobTemplate rocketJob;

	private final BatchEngine engine;

	private final OperationGuard guard;

	private final DatabasePing database;

	OutputOperations(RocketJobTemplate rocketJob, BatchEngine engine, OperationGuard guard, DatabasePing database) {
		this.rocketJob = rocketJob;
		this.engine = engine;
		this.guard = guard;
		this.database = database;
	}

	/**
	 * Lists the output categories of a batch. Needs {@code job:read}. Counts the records
	 * of 500 slices of each at most.
	 * @param operator who asks
	 * @param jobId the id of the batch
	 * @return the categories, in the order of the class
	 */
	public List<OutputDescriptor> list(Operator operator, String jobId) {
		ObjectId id = Given.jobId(jobId);
		return this.guard.read(operator, Permission.JOB_READ, target(id), () -> {
			this.database.check();
			BatchInstance<?> batch = batch(id);
			this.guard.require(operator, Permission.JOB_READ, OperationTarget.of(batch), batch);
			List<OutputDescriptor> outputs = new ArrayList<>();
			this.engine.outputs(id)
				.forEach((category, format) -> outputs.add(new OutputDescriptor(category, format, count(id, category),
						batch.state() == JobState.COMPLETED && !hasSecrets(batch))));
			return outputs;
		});
	}

	private BoundedCount count(ObjectId id, String category) {
		List<Integer> counts = this.engine.outputCounts(id, category, MOST_COUNTED + 1);
		boolean exact = counts.size() <= MOST_COUNTED;
		return new BoundedCount(counts.stream().limit(MOST_COUNTED).mapToLong((each) -> each).sum(), exact);
	}

	/**
	 * Opens the output of a category of a completed batch, in the format of the category.
	 * Needs {@code record:read}. Values of encrypted fields are not written: where the
	 * records have some, only the application can download them. A category that is
	 * stored encrypted as a whole is.
	 * @param operator who asks
	 * @param jobId the id of the batch
	 * @param category the name of the output category
	 * @return what writes it
	 */
	public OutputFile open(Operator operator, String jobId, String category) {
		ObjectId id = Given.jobId(jobId);
		return this.guard.read(operator, Permission.RECORD_READ, target(id), () -> {
			this.database.check();
			BatchInstance<?> batch = batch(id);
			this.guard.require(operator, Permission.RECORD_READ, OperationTarget.of(batch), batch);
			Map<String, String> outputs = this.engine.outputs(id);
			String format = outputs.get(category);
			if (format == null) {
				throw OperationException.notFound("The job has no output category '" + category + "'; there are "
						+ String.join(", ", outputs.keySet()));
			}
			if (batch.state() != JobState.COMPLETED) {
				throw OperationException.conflict("The job is " + JobSummaryDescriptor.state(batch)
						+ "; its output can be downloaded when it is completed");
			}
			if (hasSecrets(batch)) {
				throw OperationException.conflict("The output of this job has encrypted values; only the application"
						+ " can download it, by BatchInstance.download with decrypt");
			}
			return new StoredFile(batch, category, name(batch, category) + this.engine.fileEnding(format));
		});
	}

	private boolean hasSecrets(BatchInstance<?> batch) {
		return this.engine.hasEncryptedOutput(batch.jobClass());
	}

	/** One that is being deleted loses its output before its document. */
	private BatchInstance<?> batch(ObjectId id) {
		BatchInstance<?> batch = this.rocketJob.batch(id);
		if (!this.engine.keepsOutput(id)) {
			throw new JobNotFoundException(id);
		}
		return batch;
	}

	private static String name(BatchInstance<?> batch, String category) {
		String name = batch.jobClass() + "-" + batch.id().toHexString() + "-" + category;
		return name.replaceAll("[^A-Za-z0-9._-]", "_");
	}

	private static OperationTarget target(ObjectId id) {
		return new OperationTarget(OperationTarget.Kind.JOB, id.toHexString(), null);
	}

	/**
	 * An output category of a batch.
	 *
	 * @param category its name
	 * @param format the format in which it is downloaded
	 * @param records how many records there are now; not exact where only those of the
	 * first slices were counted
	 * @param downloadable whether {@link OutputOperations#open} can open it now, for who
	 * has the permission
	 */
	public record OutputDescriptor(String category, String format, BoundedCount records, boolean downloadable) {
	}

	/**
	 * Output that can be downloaded.
	 */
	public interface OutputFile {

		/**
		 * What the file may be called.
		 * @return a name of ASCII letters, digits, dots, dashes and underscores
		 */
		String name();

		/**
		 * Writes all of it, slice by slice. What was written when it fails is not to be
		 * taken for the whole.
		 * @param stream where to write; it is not closed
		 * @throws OperationException when it cannot be written to its end, also because
		 * the job was deleted meanwhile
		 */
		void writeTo(OutputStream stream);

	}

	/** The output of a category. */
	private final class StoredFile implements OutputFile {

		private final BatchInstance<?> batch;

		private final String category;

		private final String name;

		private StoredFile(BatchInstance<?> batch, String category, String name) {
			this.batch = batch;
			this.category = category;
			this.name = name;
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public void writeTo(OutputStream stream) {
			OperationGuard.translating(() -> {
				long records = this.batch.download(stream, (options) -> options.category(this.category).as(this.name));
				// of one that was deleted meanwhile, less than all may have been there
				batch(this.batch.id());
				return records;
			});
		}

	}

}
