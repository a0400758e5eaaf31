package io.rocketjob.batch;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import io.rocketjob.job.ClaimedJob;
import io.rocketjob.job.JobClaims;
import io.rocketjob.job.JobDocument;
import io.rocketjob.job.Work;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Internal: decides what a free worker does next: a job from the queue, or slices of a
 * batch that is processed. Thread-safe.
 */
public final class BatchWork {

	private final BatchEngine engine;

	private final JobClaims jobs;

	BatchWork(BatchEngine engine) {
		this.engine = engine;
		this.jobs = engine.jobs().claims();
	}

	/**
	 * Finds work for a worker: the most urgent, and the oldest of what is as urgent.
	 * @param server the id of this server
	 * @param worker the name of the worker
	 * @return what the worker is to do, if there is anything
	 */
	public Optional<Work> next(ObjectId server, String worker) {
		for (Document batch : this.engine.open().list()) {
			if (!isCandidate(batch)) {
				continue;
			}
			Optional<ClaimedJob> job = this.jobs.nextBefore(batch, server, worker);
			if (job.isPresent()) {
				return job.map(this::work);
			}
			Join join = join(batch, server, worker);
			if (join != null) {
				return Optional.of(join);
			}
		}
		return this.jobs.next(server, worker).map(this::work);
	}

	/**
	 * Finds a batch whose records are processed.
	 * @return the most urgent that this process can work on, as it is now
	 */
	public Optional<Document> openBatch() {
		return this.engine.open().read().stream().filter(this::isCandidate).findFirst();
	}

	private boolean isCandidate(Document batch) {
		ObjectId id = JobDocument.id(batch);
		if (this.engine.classes().find(JobDocument.type(batch)) == null || this.engine.open().isFull(id)) {
			return false;
		}
		// outside of its windows somebody must see now and then whether it is done
		return this.engine.isWithinWindows(batch) ? !this.engine.open().isDry(id)
				: this.engine.open().isToBeLookedAt(id);
	}

	/**
	 * Joins a batch.
	 * @param batch the job
	 * @param server the id of this server
	 * @param worker the name of the worker
	 * @return the stay, or {@code null} when there is no place
	 */
	@Nullable Join join(Document batch, ObjectId server, String worker) {
		ObjectId id = JobDocument.id(batch);
		Integer limit = BatchDocument.throttle(batch);
		if (limit == null) {
			return new Join(this.engine, id, server, worker, null);
		}
		ObjectId slot = this.engine.slots().take(id, limit, server, worker);
		if (slot == null) {
			this.engine.open().full(id);
			return null;
		}
		return new Join(this.engine, id, server, worker, slot);
	}

	private Work work(ClaimedJob job) {
		return new Work() {

			@Override
			public void run(String server, BooleanSupplier goOn) {
				BatchWork.this.engine.run(job, server);
			}

			@Override
			public void giveBack(String reason) {
				BatchWork.this.jobs.giveBack(job, reason);
			}

			@Override
			public String toString() {
				return job.toString();
			}

		};
	}

	/**
	 * How long a worker that found nothing may wait at most before it looks again.
	 * @param longest how long it would wait otherwise
	 * @return the time
	 */
	public Duration patience(Duration longest) {
		boolean open = !this.engine.open().list().isEmpty() && longest.compareTo(OpenBatches.MEMORY) > 0;
		return open ? OpenBatches.MEMORY : longest;
	}

}
