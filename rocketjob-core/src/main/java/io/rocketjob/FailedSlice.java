package io.rocketjob;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A slice that has failed, as it was when it was read. Its operations change it only if
 * it still is as it was read. Immutable.
 *
 * @since 0.1.0
 */
public interface FailedSlice {

	/**
	 * The input category.
	 * @return the name
	 */
	String category();

	/**
	 * The number of its first record.
	 * @return the number in its category, from 1
	 */
	long firstRecord();

	/**
	 * How many records it has.
	 * @return the count
	 */
	int recordCount();

	/**
	 * The record that failed.
	 * @return its number in its category
	 */
	long failedRecord();

	/**
	 * The position of the record that failed.
	 * @return its index in {@link #records}
	 */
	int failedIndex();

	/**
	 * How often the slice has failed.
	 * @return the number of failures
	 */
	int failureCount();

	/**
	 * What tells this state of the slice from others: it changes when the slice is
	 * corrected, or worked on again.
	 * @return a short text without meaning of its own
	 */
	String version();

	/**
	 * What it failed with.
	 * @return the exception
	 */
	JobFailure exception();

	/**
	 * Its records, with those that are done already.
	 * @param type the type to read them as, such as {@link String}
	 * @param <T> the type to read them as
	 * @return the records; {@code null} for one that was removed
	 */
	<T> List<@Nullable T> records(Class<T> type);

	/**
	 * Replaces a record.
	 * @param index its index in {@link #records}, {@link #failedIndex()} or later: what
	 * is before that is done
	 * @param record the new record
	 * @return the slice as it is then
	 * @throws IllegalArgumentException when there is no such record, or it is done
	 * @throws StaleJobException when the slice has changed since it was read; then
	 * nothing is changed
	 */
	FailedSlice update(int index, Object record);

	/**
	 * Removes a record: it will not be worked on. The numbers of the others stay.
	 * @param index its index in {@link #records}, {@link #failedIndex()} or later
	 * @return the slice as it is then
	 * @throws IllegalArgumentException when there is no such record, or it is done
	 * @throws StaleJobException when the slice has changed since it was read; then
	 * nothing is changed
	 */
	FailedSlice remove(int index);

	/**
	 * Queues this slice again, from the record that failed, and the job with it if it has
	 * failed; other failed slices stay as they are.
	 * @throws StaleJobException when the slice has changed since it was read
	 * @throws JobStateException when the job has ended
	 * @throws IllegalStateException within a transaction, of which slices are no part
	 */
	void retry();

}
