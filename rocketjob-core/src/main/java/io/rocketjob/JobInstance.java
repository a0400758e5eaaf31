package io.rocketjob;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * A job as it was when it was read: a snapshot that does not change, with the operations
 * on the job it shows. Each operation returns a new snapshot. Thread-safe.
 *
 * @param <F> the type of the fields
 * @since 0.1.0
 */
public interface JobInstance<F extends @Nullable Object> {

	/**
	 * The id; jobs of one priority start in its order.
	 * @return the id
	 */
	ObjectId id();

	/**
	 * The name of the job class.
	 * @return the stored name
	 */
	String jobClass();

	/**
	 * The state.
	 * @return the state
	 */
	JobState state();

	/**
	 * Whether the job is queued and waits for its time.
	 * @return whether it is scheduled
	 */
	boolean isScheduled();

	/**
	 * The jobs for which it waits, see {@link JobOptions#after(java.util.Collection)}. It
	 * does not start before the last of them is gone from here.
	 * @return their ids, none for most jobs
	 */
	List<ObjectId> waitsFor();

	/**
	 * Which step of a chain it is.
	 * @return the step, or {@code null} when it is in no chain
	 * @see RocketJobTemplate#findChain(String)
	 */
	@Nullable ChainStep chainStep();

	/**
	 * The fields object.
	 * @return the fields; {@code null} where the class has none
	 * @throws UnknownJobClassException when this process does not know the class; see
	 * {@link #rawFields()}
	 * @throws RocketJobException when what is stored does not fit the class
	 */
	F fields();

	/**
	 * The fields as stored; what is {@link Encrypted} stays encrypted.
	 * @return a copy of the sub-document, empty for a job without fields
	 */
	Document rawFields();

	/**
	 * What {@link Job#perform} returned, when the job is completed and kept.
	 * @param type the type to read it as
	 * @param <R> the type to read it as
	 * @return the result, or {@code null} when there is none
	 */
	<R> @Nullable R result(Class<R> type);

	/**
	 * The description.
	 * @return the description, or {@code null}
	 */
	@Nullable String description();

	/**
	 * The priority.
	 * @return 1 (first) to 100 (last)
	 */
	int priority();

	/**
	 * Whether the job is deleted when it completes.
	 * @return whether it will be deleted
	 */
	boolean destroyOnComplete();

	/**
	 * When the job may start.
	 * @return the time, or {@code null} for at once
	 */
	@Nullable Instant runAt();

	/**
	 * When the job is dropped if it has not started.
	 * @return the time, or {@code null}
	 */
	@Nullable Instant expiresAt();

	/**
	 * How long a run may take.
	 * @return the duration, or {@code null} for no limit
	 */
	@Nullable Duration timeout();

	/**
	 * The level from which its run logs.
	 * @return the level, or {@code null} where the loggers decide
	 */
	@Nullable Level logLevel();

	/**
	 * When it was created.
	 * @return the time
	 */
	Instant createdAt();

	/**
	 * When the last run began.
	 * @return the time, or {@code null}
	 */
	@Nullable Instant startedAt();

	/**
	 * When it was completed, failed or aborted.
	 * @return the time, or {@code null} while it is queued, running or paused
	 */
	@Nullable Instant completedAt();

	/**
	 * When it was paused.
	 * @return the time, or {@code null} unless it is paused
	 */
	@Nullable Instant pausedAt();

	/**
	 * How often it failed.
	 * @return the number of failures
	 */
	int failureCount();

	/**
	 * The worker of the present or last run.
	 * @return the name, or {@code null}
	 */
	@Nullable String workerName();

	/**
	 * How far it is.
	 * @return 0 to 100
	 */
	int percentComplete();

	/**
	 * What it failed with.
	 * @return the exception, or {@code null}
	 */
	@Nullable JobFailure exception();

	/**
	 * How its state changed, oldest first.
	 * @return the last {@value JobHistoryEntry#LIMIT} changes
	 */
	List<JobHistoryEntry> history();

	/**
	 * How the job stands, with its duration until now.
	 * @return the status
	 */
	JobStatus status();

	/**
	 * Waits until the job has ended, or is held back. Looks at the database now and then,
	 * at first often, then each second.
	 * @param atMost how long
	 * @return the state it is in then: completed, failed, aborted or paused. A job that
	 * is gone and was to be destroyed on completion counts as completed
	 * @throws JobNotFoundException when it no longer exists, and was to be kept
	 * @throws TimeoutException when it has not ended by then; the message says how it
	 * stands
	 * @throws InterruptedException when the calling thread is interrupted
	 */
	JobState awaitEnd(Duration atMost) throws TimeoutException, InterruptedException;

	/**
	 * Waits until the job has completed, and reads what {@link Job#perform} has returned,
	 * in whatever process. A job that is destroyed on completion must have been created
	 * with {@link JobOptions#keepResult()}.
	 * @param type the class of the result
	 * @param atMost how long
	 * @param <R> the type of the result
	 * @return the result, {@code null} when it returned nothing
	 * @throws JobStateException when it has failed, or was aborted or paused, or its
	 * result could not be stored; the message says why
	 * @throws JobNotFoundException when it no longer exists: it was deleted, or has
	 * expired, or it completed more than an hour ago, or without being kept
	 * @throws TimeoutException when it has not ended by then
	 * @throws InterruptedException when the calling thread is interrupted
	 * @see #awaitEnd
	 */
	<R> @Nullable R awaitResult(Class<R> type, Duration atMost) throws TimeoutException, InterruptedException;

	/**
	 * Reads the job again.
	 * @return the job as it is now
	 * @throws JobNotFoundException when it no longer exists
	 */
	JobInstance<F> reload();

	/**
	 * Queues a failed job again, to run now.
	 * @return the job as it is then
	 * @throws JobStateException when its state does not allow it
	 * @throws DuplicateJobException when a plugin allows one such job at a time, and
	 * there is one
	 * @throws JobNotFoundException when it no longer exists
	 */
	JobInstance<F> retry();

	/**
	 * Holds the job back. A running one can be paused only where its class is pausable.
	 * @return the job as it is then
	 * @throws JobStateException when its state does not allow it
	 * @throws JobNotFoundException when it no longer exists
	 */
	JobInstance<F> pause();

	/**
	 * Queues a paused job again; one that was scheduled waits for its time.
	 * @return the job as it is then
	 * @throws JobStateException when its state does not allow it
	 * @throws JobNotFoundException when it no longer exists
	 */
	JobInstance<F> resume();

	/**
	 * Gives the job up.
	 * @param reason why, for the history
	 * @return the job as it is then
	 * @throws JobStateException when its state does not allow it
	 * @throws JobNotFoundException when it no longer exists
	 */
	JobInstance<F> abort(@Nullable String reason);

	/**
	 * Fails the job by hand.
	 * @param reason why; kept as the message of its exception
	 * @return the job as it is then
	 * @throws JobStateException when its state does not allow it
	 * @throws JobNotFoundException when it no longer exists
	 */
	JobInstance<F> fail(String reason);

	/**
	 * Makes a scheduled job due. Without effect on one that is queued and due.
	 * @return the job as it is then
	 * @throws JobStateException when it is not queued, or waits for other jobs
	 * @throws JobNotFoundException when it no longer exists
	 */
	JobInstance<F> runNow();

	/**
	 * Changes the job, each value only if it is still what this snapshot shows.
	 * @param changes the changes
	 * @return the job as it is then
	 * @throws StaleJobException when a value to be changed has been changed since; then
	 * nothing is
	 * @throws InvalidJobException when a value is not allowed; then nothing is changed
	 * @throws JobStateException when the job has ended
	 * @throws JobNotFoundException when it no longer exists
	 */
	JobInstance<F> update(Consumer<JobUpdate> changes);

	/**
	 * Deletes the job whatever its state. A worker that runs it notices and writes no
	 * more.
	 * @return whether it still existed
	 */
	boolean delete();

}
