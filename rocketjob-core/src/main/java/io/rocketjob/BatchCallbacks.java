package io.rocketjob;

import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

/**
 * Hooks around the phases and slices of batch jobs. Every {@link BatchJob} has them, for
 * its own jobs; a bean that implements this and is no job class is called for all batch
 * job classes for which it {@link #appliesTo}.
 * <p>
 * Callbacks of other beans come first, by
 * {@link org.springframework.core.annotation.Order order}, then those of the job class.
 * Before-callbacks run in this order, after-callbacks in reverse. The transitions of
 * batch jobs have the same {@link JobCallbacks} as other jobs; those around perform are
 * called for each record.
 *
 * @param <F> the type of the fields
 * @since 0.1.0
 */
public interface BatchCallbacks<F extends @Nullable Object> {

	/**
	 * Whether a bean that is no job class wants to be called for a batch job class.
	 * @param jobClass the class of the job bean
	 * @return whether its jobs are of interest; {@code true} by default
	 */
	default boolean appliesTo(Class<?> jobClass) {
		return true;
	}

	/**
	 * Called on one worker, before the first record is worked on. May upload records and
	 * fill lookups; what an attempt that did not end well has uploaded is dropped.
	 * @param context the run
	 * @throws Exception to fail the job; a retry calls this again
	 */
	default void beforeBatch(BatchContext<F> context) throws Exception {
	}

	/**
	 * Called on one worker, when all records have been worked on; again when its process
	 * dies in the middle.
	 * @param context the run
	 * @throws Exception to fail the job; a retry calls this again
	 */
	default void afterBatch(BatchContext<F> context) throws Exception {
	}

	/**
	 * Called before the records of a slice.
	 * @param context the run
	 * @throws Exception to fail the slice
	 */
	default void beforeSlice(BatchContext<F> context) throws Exception {
	}

	/**
	 * Called around the records of a slice; must call {@code records}.
	 * @param context the run
	 * @param records works on the records
	 * @throws Exception whatever that throws, or its own to fail the slice
	 */
	default void aroundSlice(BatchContext<F> context, Callable<@Nullable Void> records) throws Exception {
		records.call();
	}

	/**
	 * Whether what the records of a slice have done is undone when {@link #aroundSlice}
	 * throws, as by the rollback of a transaction. Such a slice begins again from where
	 * it was before, normally its first record, rather than from the record that failed;
	 * what the records until then have output and counted is dropped. The same holds when
	 * the slice is given back in the middle. Then {@code records} cannot be called again.
	 * @return whether it is; {@code false} by default
	 */
	default boolean undoesFailedSlices() {
		return false;
	}

	/**
	 * Called after the last record of a slice, before its output is stored.
	 * @param context the run
	 * @throws Exception to fail the slice
	 */
	default void afterSlice(BatchContext<F> context) throws Exception {
	}

}
