package io.rocketjob;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.query.Criteria;

/**
 * A query for jobs. Each condition returns a new query; they are combined by "and".
 * Immutable and thread-safe. Without a sort, jobs come in the order of their ids.
 * <p>
 * Queries by state, and by due, scheduled or waiting, use an index; conditions on a class
 * alone or on fields read the jobs that the other conditions leave. Jobs that have ended,
 * or are paused, come from the index in the order of their ids or of
 * {@code completedAt, _id}; those in other states are sorted by the database.
 *
 * @param <F> the type of the fields
 * @since 0.1.0
 */
public interface JobQuery<F extends @Nullable Object> {

	/**
	 * Only jobs of one class.
	 * @param jobClass the class of the job bean
	 * @param <G> the type of its fields
	 * @return the narrower query
	 * @throws UnknownJobClassException when it is no job class of this application
	 */
	<G extends @Nullable Object> JobQuery<G> ofClass(Class<? extends JobBean<G>> jobClass);

	/**
	 * Only jobs stored under a name, known to this process or not.
	 * @param name the name of a job class
	 * @return the narrower query
	 */
	JobQuery<F> ofClass(String name);

	/**
	 * Only jobs with one of these ids.
	 * @param ids the ids
	 * @return the narrower query
	 */
	JobQuery<F> ids(Collection<ObjectId> ids);

	/**
	 * Only jobs in one of these states.
	 * @param states at least one state
	 * @return the narrower query
	 */
	JobQuery<F> in(JobState... states);

	/**
	 * Only queued jobs that wait for their time.
	 * @return the narrower query
	 */
	JobQuery<F> scheduled();

	/**
	 * Only queued jobs that wait for other jobs.
	 * @return the narrower query
	 */
	JobQuery<F> waiting();

	/**
	 * Only jobs, in any state, that may not start before another one has completed.
	 * @param job the id of the other job
	 * @return the narrower query
	 */
	JobQuery<F> waitingFor(ObjectId job);

	/**
	 * Only queued jobs that are due.
	 * @return the narrower query
	 */
	JobQuery<F> queuedNow();

	/**
	 * Only jobs that match, such as {@code where("fields.account").is("acme")}. Values
	 * are converted like those of fields objects. A comparison with the value of an
	 * {@link Encrypted} field would match nothing: running such a query throws an
	 * {@link IllegalArgumentException}.
	 * @param criteria the condition, on the stored names
	 * @return the narrower query
	 */
	JobQuery<F> where(Criteria criteria);

	/**
	 * Sorts by stored names, such as {@code priority} or {@code fields.account}.
	 * @param sort the order
	 * @return the sorted query
	 */
	JobQuery<F> sort(Sort sort);

	/**
	 * Leaves out the first jobs.
	 * @param skip how many, 0 or more
	 * @return the narrower query
	 */
	JobQuery<F> skip(int skip);

	/**
	 * Bounds the number of jobs.
	 * @param limit at most how many, 1 or more
	 * @return the narrower query
	 */
	JobQuery<F> limit(int limit);

	/**
	 * Reads all jobs that match.
	 * @return the jobs
	 */
	List<JobInstance<F>> list();

	/**
	 * Reads one page, and counts all that match.
	 * @param pageable the page, and the order if it has one
	 * @return the page
	 */
	Page<JobInstance<F>> page(Pageable pageable);

	/**
	 * Reads the jobs that match one by one, without holding them all in memory.
	 * @return a stream that must be closed, best by try-with-resources
	 */
	Stream<JobInstance<F>> stream();

	/**
	 * Reads the first job that matches.
	 * @return the job, if there is one
	 */
	Optional<JobInstance<F>> first();

	/**
	 * Counts the jobs that match, disregarding skip and limit.
	 * @return the count
	 */
	long count();

	/**
	 * Deletes all jobs that match, whatever their state, disregarding skip and limit.
	 * @return how many were deleted
	 */
	long delete();

	/**
	 * Does something with each job that matches, in the order of the ids, disregarding
	 * sort, skip and limit. The jobs are read in steps of 100, so that any number of them
	 * needs little memory. Each is met at most once, as it is when its step is read; jobs
	 * that are created meanwhile are not among them. Those that no longer match by then
	 * are left out, as are those for which the action throws a {@link JobStateException},
	 * {@link StaleJobException}, {@link DuplicateJobException} or
	 * {@link JobNotFoundException}. Any other exception ends it; what was done by then
	 * stays done, unless it is in a transaction, and it can be called again for the rest.
	 * @param action what to do, such as {@code JobInstance::retry}
	 * @return with how many jobs it was done
	 */
	long each(Consumer<JobInstance<F>> action);

	/**
	 * Retries each failed job that matches.
	 * @return how many are queued again
	 * @see #each
	 */
	default long retry() {
		return in(JobState.FAILED).each(JobInstance::retry);
	}

	/**
	 * Aborts each job that matches and has not ended.
	 * @param reason why; kept in their histories, {@code null} for nothing
	 * @return how many were aborted
	 * @see #each
	 */
	default long abort(@Nullable String reason) {
		return in(JobState.QUEUED, JobState.RUNNING, JobState.PAUSED, JobState.FAILED).each((job) -> job.abort(reason));
	}

	/**
	 * Makes each scheduled job that matches due now.
	 * @return how many are due
	 * @see #each
	 */
	default long runNow() {
		return scheduled().each(JobInstance::runNow);
	}

	/**
	 * Changes each job that matches.
	 * @param changes the changes
	 * @return how many were changed
	 * @throws InvalidJobException when a value is not allowed
	 * @see #each
	 */
	default long update(Consumer<JobUpdate> changes) {
		return each((job) -> job.update(changes));
	}

}
