package io.rocketjob.batch;

import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchPhase;
import io.rocketjob.BatchStatus;
import io.rocketjob.FailedSlice;
import io.rocketjob.FailureGroup;
import io.rocketjob.InvalidJobException;
import io.rocketjob.JobInstance;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.JobUpdate;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.SimpleStatus;
import io.rocketjob.job.StoredJob;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.WritableResource;

/**
 * A snapshot of a batch job.
 *
 * @param <F> the type of the fields
 */
final class StoredBatch<F extends @Nullable Object> extends StoredJob<F> implements BatchInstance<F> {

	private final StoredBatches batches;

	StoredBatch(JobRecord document, StoredBatches batches) {
		super(document, batches.jobs());
		this.batches = batches;
	}

	@Override
	protected JobInstance<F> again(JobRecord document) {
		return new StoredBatch<>(document, this.batches);
	}

	@Override
	public BatchPhase phase() {
		return BatchDocument.phase(document());
	}

	@Override
	public long recordCount() {
		return BatchDocument.recordCount(document());
	}

	@Override
	public boolean isUploading() {
		return BatchDocument.isUploading(document());
	}

	@Override
	public int percentComplete() {
		return status().percentComplete();
	}

	@Override
	public BatchStatus status() {
		return translating(() -> {
			JobRecord job = present();
			Instant now = this.batches.jobs().store().clock().now();
			SimpleStatus simple = SimpleStatus.of(this.batches.kind(), job, now,
					this.batches.jobs().throttles().waitingFor(job));
			return new Progress(this.batches.kind().collections(), this.batches.claims(), job).status(simple, now);
		});
	}

	@Override
	public Map<String, Long> statistics() {
		return translating(() -> this.batches.kind().collections().statistics(present()));
	}

	@Override
	public BatchInstance<F> throttleRunningWorkers(@Nullable Integer workers) {
		List<String> problems = new ArrayList<>();
		BatchClass.checkThrottle(workers, problems);
		if (!problems.isEmpty()) {
			throw new InvalidJobException(jobClass(), problems);
		}
		Document change = (workers != null) ? new Document("$set", new Document(BatchDocument.THROTTLE, workers))
				: new Document("$unset", new Document(BatchDocument.THROTTLE, ""));
		Document changed = this.batches.jobs()
			.store()
			.mongo()
			.translating(
					() -> this.batches.jobs()
						.store()
						.transactionalJobs()
						.findOneAndUpdate(
								new Document(JobFields.ID, id()).append(JobFields.STATE,
										new Document("$nin",
												List.of(JobState.COMPLETED.value(), JobState.ABORTED.value()))),
								change, new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER)));
		if (changed == null) {
			JobState state = this.batches.jobs().store().reload(id()).state();
			throw new JobStateException(jobClass(), id(), state, "it has ended and can no longer be changed");
		}
		this.batches.jobs().notifier().signalSlices();
		return new StoredBatch<>(new JobRecord(changed), this.batches);
	}

	@Override
	public List<FailureGroup> failures() {
		return translating(() -> new FailedSlices(this.batches.corrections(), present()).groups());
	}

	@Override
	public Stream<FailedSlice> failedSlices() {
		return translating(() -> new FailedSlices(this.batches.corrections(), present()).stream());
	}

	private <T> T translating(Supplier<T> action) {
		return this.batches.kind().collections().mongo().translating(action);
	}

	/**
	 * The job as it is now: what was uploaded since is of interest too.
	 */
	private JobRecord present() {
		return this.batches.jobs().store().reload(id());
	}

	private JobRecord withOutput() {
		JobRecord job = present();
		if (job.isDestroyed()) {
			throw new JobNotFoundException(id());
		}
		return job;
	}

	@Override
	public long download(Path file, Consumer<DownloadOptions> options) {
		return translating(() -> new Download(this.batches.outputs(), withOutput(), options).to(file));
	}

	@Override
	public long download(WritableResource resource, Consumer<DownloadOptions> options) {
		return translating(() -> new Download(this.batches.outputs(), withOutput(), options).to(resource));
	}

	@Override
	public long download(OutputStream stream, Consumer<DownloadOptions> options) {
		return translating(() -> new Download(this.batches.outputs(), withOutput(), options).to(stream));
	}

	@Override
	public long outputCount(String category) {
		return translating(
				() -> new Download(this.batches.outputs(), withOutput(), (options) -> options.category(category))
					.count());
	}

	@Override
	public <T> Stream<@Nullable T> output(String category, Class<T> type) {
		return translating(
				() -> new Download(this.batches.outputs(), withOutput(), (options) -> options.category(category))
					.records(type));
	}

	@Override
	public BatchInstance<F> reload() {
		return (BatchInstance<F>) super.reload();
	}

	@Override
	public BatchInstance<F> retry() {
		return (BatchInstance<F>) super.retry();
	}

	@Override
	public BatchInstance<F> pause() {
		return (BatchInstance<F>) super.pause();
	}

	@Override
	public BatchInstance<F> resume() {
		return (BatchInstance<F>) super.resume();
	}

	@Override
	public BatchInstance<F> abort(@Nullable String reason) {
		return (BatchInstance<F>) super.abort(reason);
	}

	@Override
	public BatchInstance<F> fail(String reason) {
		return (BatchInstance<F>) super.fail(reason);
	}

	@Override
	public BatchInstance<F> runNow() {
		return (BatchInstance<F>) super.runNow();
	}

	@Override
	public BatchInstance<F> update(Consumer<JobUpdate> changes) {
		return (BatchInstance<F>) super.update(changes);
	}

}
