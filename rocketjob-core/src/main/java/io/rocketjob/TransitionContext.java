package io.rocketjob;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The job that a callback is called for.
 *
 * @param <F> the type of the fields
 * @since 0.1.0
 */
public interface TransitionContext<F extends @Nullable Object> {

	/**
	 * The id of the job.
	 * @return the id
	 */
	ObjectId id();

	/**
	 * The name of the job class.
	 * @return the stored name
	 */
	String jobClass();

	/**
	 * The fields as they are now.
	 * @return the fields
	 */
	F fields();

	/**
	 * Replaces the fields; stored together with the transition, or when the job ends.
	 * Without effect once the transition that ends a run is stored.
	 * @param fields the new fields
	 */
	void updateFields(F fields);

	/**
	 * Why the transition happens.
	 * @return the reason that was given, or {@code null}
	 */
	@Nullable String reason();

	/**
	 * What a job fails with.
	 * @return the exception for {@link JobTransition#FAIL} by a run, otherwise
	 * {@code null}
	 */
	@Nullable Throwable exception();

	/**
	 * Whether the job that fails is queued again in the same moment, because a plugin
	 * such as {@link io.rocketjob.plugin.retry.Retry} wants it to be retried.
	 * {@link JobTransition#FAIL} is followed by {@link JobTransition#RETRY} then.
	 * @return whether this failure is not final
	 */
	default boolean isQueuedAgain() {
		return false;
	}

}
