package io.rocketjob;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What a running job can ask and tell. Valid only during the run it was made for. All
 * methods may be called by any thread.
 *
 * @since 0.1.0
 */
public interface JobContext {

	/**
	 * The id of the job. A job that {@link RocketJobTemplate#performNow} runs without
	 * storing it has one too.
	 * @return the id
	 */
	ObjectId id();

	/**
	 * The name of the job class.
	 * @return the stored name
	 */
	String jobClass();

	/**
	 * The name of the worker that runs the job, as {@code server:number}.
	 * @return the name
	 */
	String workerName();

	/**
	 * How often this job has failed before.
	 * @return the number of failures
	 */
	int failureCount();

	/**
	 * Which step of a chain the job is. The output of a batch that was the step before is
	 * read by its {@link ChainStep#previous()}.
	 * @return the step, or {@code null} when it is in no chain
	 */
	default @Nullable ChainStep chainStep() {
		return null;
	}

	/**
	 * The fields as they are now.
	 * @param type the type of the fields
	 * @param <F> the type of the fields
	 * @return the fields
	 * @throws ClassCastException when the fields are of another type
	 */
	<F> F fields(Class<F> type);

	/**
	 * Replaces the fields object, for records and other immutable types. What differs
	 * from what was read is stored when the job ends, field by field, so that a field
	 * edited meanwhile by a user and not changed here keeps the edit.
	 * @param fields the new fields, of the type of the job class
	 * @throws IllegalArgumentException when it is of another type
	 */
	void updateFields(Object fields);

	/**
	 * Tells how far the run is. Stored at once when the number has changed; left out
	 * while the database is away.
	 * @param percent 0 to 100
	 * @throws IllegalArgumentException when it is outside of that
	 * @throws JobCancelledException when this run no longer holds the job
	 */
	void percentComplete(int percent);

	/**
	 * Whether this run should end: the job was aborted, failed or paused by a user else,
	 * its server was declared dead, it has exceeded its time, or the server is stopping
	 * and has waited long enough. Costs no database access; the news arrive within about
	 * a second.
	 * @return whether to end
	 */
	boolean isCancelled();

	/**
	 * Why {@link #isCancelled()}.
	 * @return the reason, or {@code null} while the run may go on
	 */
	@Nullable String cancellationReason();

	/**
	 * Ends the run when it {@link #isCancelled()}.
	 * @throws JobCancelledException when the run should end
	 */
	default void checkCancelled() {
		String reason = cancellationReason();
		if (reason != null) {
			throw new JobCancelledException(id(), reason);
		}
	}

}
