package io.rocketjob;

import org.jspecify.annotations.Nullable;

/**
 * How to do one kind of work. Implemented by a bean annotated {@link RocketJob}.
 * <p>
 * <strong>Thread safety.</strong> The bean is shared by all workers, so it must not keep
 * the state of a run in its own fields; that state belongs into the fields object, which
 * each run gets for itself.
 * <p>
 * <strong>Delivery.</strong> A job runs at least once. When a process dies in the middle
 * of a run, the job is run again by another one, so {@code perform} should be safe to
 * repeat.
 *
 * @param <F> the type of the fields, a record or a plain class, stored as a readable
 * sub-document of the job; {@link Void} for a job without fields
 * @since 0.1.0
 */
@FunctionalInterface
public interface Job<F extends @Nullable Object> extends JobBean<F> {

	/**
	 * Does the work of one job.
	 * @param fields the fields of this job; {@code null} only where {@code F} is
	 * {@link Void}. Changes to a mutable fields object, or a new one set by
	 * {@link JobContext#updateFields(Object)}, are stored when the job ends
	 * @param context what a run can ask and tell
	 * @return the result, stored with the job when it is kept
	 * ({@code destroyOnComplete = false}); may be {@code null}
	 * @throws Exception whatever went wrong; the job fails, and the exception is stored
	 * with it. An {@link AbortJobException} aborts the job instead
	 */
	@Nullable Object perform(F fields, JobContext context) throws Exception;

}
