package io.rocketjob;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A batch job that writes what the records of a slice have made together, such as by one
 * statement with many rows.
 * <p>
 * <strong>Delivery.</strong> A slice is written when all of its records have been worked
 * on, or not at all: when one of them fails, or the slice is given back in the middle,
 * nothing is written, and the slice begins again from its first record rather than from
 * the one that failed. It is written at least once. When the process dies, or the
 * database of the jobs is away, after it was written and before the end of the slice is
 * stored, it is written again, with the same records under the same numbers. So a writer
 * either replaces what is there, by {@link BatchContext#id()},
 * {@link BatchContext#inputCategory()} and {@link Item#number()} or by a key of the
 * records themselves, or leaves alone what is there already.
 *
 * @param <F> the type of the fields, as in {@link BatchJob}
 * @param <I> the type of the records
 * @param <O> the type of what is made of a record
 * @since 0.1.0
 */
public interface WritingBatchJob<F extends @Nullable Object, I, O> extends BatchJob<F, I, O> {

	/**
	 * Writes what the records of a slice have made. Called by the worker that has worked
	 * on them, after the last one and within {@link #aroundSlice}, so within the
	 * transaction of the slice where there is one. What {@code perform} has returned goes
	 * to the output categories of the class as well, if it has any.
	 * @param items the records in their order, at least one; without those that were
	 * removed or skipped. Not changeable
	 * @param context what this run can ask and tell
	 * @throws Exception to fail the slice; an {@link AbortJobException} to abort the job
	 */
	void writeSlice(List<Item<I, O>> items, BatchContext<F> context) throws Exception;

	/**
	 * A record and what was made of it.
	 *
	 * @param number the number of the record in its input category, from 1
	 * @param input the record
	 * @param output what {@code perform} has returned
	 * @param <I> the type of the records
	 * @param <O> the type of what is made of a record
	 */
	record Item<I, O>(long number, I input, @Nullable O output) {
	}

}
