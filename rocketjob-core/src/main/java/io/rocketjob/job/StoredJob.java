package io.rocketjob.job;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.rocketjob.ChainStep;
import io.rocketjob.JobFailure;
import io.rocketjob.JobHistoryEntry;
import io.rocketjob.JobInstance;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.JobStatus;
import io.rocketjob.JobTransition;
import io.rocketjob.JobUpdate;
import io.rocketjob.document.FailureDocument;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.mongo.DocumentCopy;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Internal: a snapshot of a job document.
 *
 * @param <F> the type of the fields
 */
public class StoredJob<F extends @Nullable Object> implements JobInstance<F> {

	private static final ExponentialBackOff AWAITING = awaiting();

	private final JobRecord document;

	private final JobEngine engine;

	/**
	 * Makes a snapshot.
	 * @param document the job as it was read
	 * @param engine where it is
	 */
	public StoredJob(JobRecord document, JobEngine engine) {
		this.document = document;
		this.engine = engine;
	}

	private static ExponentialBackOff awaiting() {
		ExponentialBackOff backOff = new ExponentialBackOff(10, 1.5);
		backOff.setMaxInterval(1_000);
		return backOff;
	}

	/**
	 * The document.
	 * @return the job as it was read
	 */
	protected final JobRecord document() {
		return this.document;
	}

	@Override
	public ObjectId id() {
		return this.document.id();
	}

	@Override
	public String jobClass() {
		return this.document.type();
	}

	@Override
	public JobState state() {
		return this.document.state();
	}

	@Override
	public boolean isScheduled() {
		return this.document.isScheduled();
	}

	@Override
	public List<ObjectId> waitsFor() {
		return List.copyOf(this.document.waitsFor());
	}

	@Override
	public @Nullable ChainStep chainStep() {
		return ChainDocument.step(this.document);
	}

	@Override
	@SuppressWarnings({ "unchecked", "NullAway" }) // null where F is Void
	public F fields() {
		return (F) this.engine.binder().readFields(this.document);
	}

	@Override
	public Document rawFields() {
		return (Document) DocumentCopy.of(this.document.fields());
	}

	@Override
	public <R> @Nullable R result(Class<R> type) {
		Object stored = this.document.get(JobFields.RESULT);
		return (stored != null) ? this.engine.mapper().readValue(type, stored) : null;
	}

	@Override
	public @Nullable String description() {
		return this.document.text(JobFields.DESCRIPTION);
	}

	@Override
	public int priority() {
		return this.document.priority();
	}

	@Override
	public boolean destroyOnComplete() {
		return this.document.destroyOnComplete();
	}

	@Override
	public @Nullable Instant runAt() {
		return this.document.instant(JobFields.RUN_AT);
	}

	@Override
	public @Nullable Instant expiresAt() {
		return this.document.instant(JobFields.EXPIRES_AT);
	}

	@Override
	public @Nullable Duration timeout() {
		return this.document.timeout();
	}

	@Override
	public @Nullable Level logLevel() {
		return this.document.logLevel();
	}

	@Override
	public Instant createdAt() {
		return Objects.requireNonNull(this.document.instant(JobFields.CREATED_AT));
	}

	@Override
	public @Nullable Instant startedAt() {
		return this.document.instant(JobFields.STARTED_AT);
	}

	@Override
	public @Nullable Instant completedAt() {
		return (state() != JobState.PAUSED) ? this.document.instant(JobFields.COMPLETED_AT) : null;
	}

	@Override
	public @Nullable Instant pausedAt() {
		return (state() == JobState.PAUSED) ? this.document.instant(JobFields.COMPLETED_AT) : null;
	}

	@Override
	public int failureCount() {
		return this.document.failureCount();
	}

	@Override
	public @Nullable String workerName() {
		return this.document.text(JobFields.WORKER_NAME);
	}

	@Override
	public int percentComplete() {
		return this.document.document().getInteger(JobFields.PERCENT_COMPLETE, 0);
	}

	@Override
	public @Nullable JobFailure exception() {
		Document exception = this.document.part(JobFields.EXCEPTION);
		return (exception != null) ? FailureDocument.read(exception) : null;
	}

	@Override
	public List<JobHistoryEntry> history() {
		return this.document.history();
	}

	@Override
	public JobStatus status() {
		return SimpleStatus.of(this.engine.store().kinds().of(this.document), this.document,
				this.engine.store().clock().now(), waitingFor());
	}

	/**
	 * Asks the database why the job waits, where that may be so.
	 * @return the reason, or {@code null}
	 */
	private @Nullable String waitingFor() {
		return this.engine.store().mongo().translating(() -> this.engine.throttles().waitingFor(this.document));
	}

	@Override
	public JobState awaitEnd(Duration atMost) throws TimeoutException, InterruptedException {
		return awaitEnd(System.nanoTime() + atMost.toNanos(), atMost);
	}

	private JobState awaitEnd(long end, Duration atMost) throws TimeoutException, InterruptedException {
		BackOffExecution backOff = AWAITING.start();
		while (true) {
			JobRecord present = this.engine.store().find(id());
			if (present == null) {
				if (!destroyOnComplete()) {
					throw new JobNotFoundException(id());
				}
				return JobState.COMPLETED;
			}
			JobState state = present.state();
			if (state != JobState.QUEUED && state != JobState.RUNNING) {
				return state;
			}
			long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
			if (left <= 0) {
				throw new TimeoutException(
						again(present) + " has not ended within " + atMost + ": it is " + again(present).status());
			}
			TimeUnit.MILLISECONDS.sleep(Math.min(left, backOff.nextBackOff()));
		}
	}

	@Override
	public <R> @Nullable R awaitResult(Class<R> type, Duration atMost) throws TimeoutException, InterruptedException {
		long end = System.nanoTime() + atMost.toNanos();
		while (true) {
			awaitEnd(end, atMost);
			JobRecord ended = this.engine.store().reload(id());
			JobState state = ended.state();
			if (state == JobState.COMPLETED) {
				return result(ended, type);
			}
			if (state != JobState.QUEUED && state != JobState.RUNNING) {
				JobFailure failure = again(ended).exception();
				throw noResult(ended, (failure != null) ? failure.toString() : reason(ended));
			}
			// it was retried or resumed in this moment
		}
	}

	private <R> @Nullable R result(JobRecord completed, Class<R> type) {
		R result = again(completed).result(type);
		String reason = reason(completed);
		if (result == null && reason != null) {
			// as a result that could not be stored
			throw noResult(completed, reason);
		}
		return result;
	}

	private static JobStateException noResult(JobRecord job, @Nullable String reason) {
		return new JobStateException(job.type(), job.id(), job.state(),
				"it has no result" + ((reason != null) ? ", because of " + reason : ""));
	}

	/** Why it is in its state. */
	private static @Nullable String reason(JobRecord job) {
		List<JobHistoryEntry> history = job.history();
		return history.isEmpty() ? null : history.get(history.size() - 1).reason();
	}

	@Override
	public JobInstance<F> reload() {
		return again(this.engine.store().reload(id()));
	}

	@Override
	public JobInstance<F> retry() {
		return move(JobTransition.RETRY, null);
	}

	@Override
	public JobInstance<F> pause() {
		return move(JobTransition.PAUSE, null);
	}

	@Override
	public JobInstance<F> resume() {
		return move(JobTransition.RESUME, null);
	}

	@Override
	public JobInstance<F> abort(@Nullable String reason) {
		return move(JobTransition.ABORT, reason);
	}

	@Override
	public JobInstance<F> fail(String reason) {
		return move(JobTransition.FAIL, reason);
	}

	@Override
	public JobInstance<F> runNow() {
		return again(this.engine.updates().runNow(id()));
	}

	@Override
	public JobInstance<F> update(Consumer<JobUpdate> changes) {
		return again(this.engine.updates().update(this.document, changes));
	}

	@Override
	public boolean delete() {
		return this.engine.deletion().delete(id());
	}

	private JobInstance<F> move(JobTransition transition, @Nullable String reason) {
		return again(this.engine.store()
			.mongo()
			.translating(() -> this.engine.transitions().make(id(), transition, reason)));
	}

	/**
	 * Makes another snapshot of the job.
	 * @param document the job as it is now
	 * @return the snapshot
	 */
	protected JobInstance<F> again(JobRecord document) {
		return new StoredJob<>(document, this.engine);
	}

	@Override
	public String toString() {
		String state = isScheduled() ? "scheduled"
				: (state() == JobState.QUEUED && !waitsFor().isEmpty()) ? "waiting" : state().value();
		return jobClass() + " " + id() + " (" + state + ")";
	}

}
