package io.rocketjob;

import org.jspecify.annotations.Nullable;

/**
 * What a batch job can ask and tell while one of its slices is worked on, or in
 * {@code beforeBatch} and {@code afterBatch}. Valid only during the call that it was made
 * for, on the thread of that call.
 *
 * @param <F> the type of the fields
 * @since 0.1.0
 */
public interface BatchContext<F extends @Nullable Object> extends JobContext {

	/**
	 * The fields of the job. Changes made in {@code beforeBatch} and {@code afterBatch}
	 * are stored; those made while records are worked on are not, because many workers do
	 * so at once.
	 * @return the fields; {@code null} only where {@code F} is {@link Void}
	 */
	F fields();

	/**
	 * The input category that the record at hand belongs to.
	 * @return the name, or {@code "main"} outside of slices
	 */
	String inputCategory();

	/**
	 * The number of the record at hand.
	 * @return its position in its category, from 1; 0 when there is none
	 */
	long recordNumber();

	/**
	 * How many records have been uploaded.
	 * @return the count over all categories, as known when this run began, and with what
	 * it has uploaded itself
	 */
	long recordCount();

	/**
	 * Counts things. What is counted for a record counts once that record has succeeded.
	 * @return the counters of this run
	 * @throws IllegalStateException in {@code beforeBatch} and {@code afterBatch}; see
	 * {@link BatchInstance#statistics()} for reading them
	 */
	Statistics statistics();

	/**
	 * Side data, loaded once and read by all workers.
	 * @param name the name of a lookup of this job
	 * @return the lookup
	 * @throws IllegalArgumentException when the job has none of this name, and this is
	 * not {@code beforeBatch}, where one may be made
	 */
	Lookup lookup(String name);

	/**
	 * Uploads records. Only in {@code beforeBatch}.
	 * @return where to upload; each upload returns how many records it has added
	 * @throws IllegalStateException outside of {@code beforeBatch}
	 */
	BatchUploads<Object, Long> uploads();

}
