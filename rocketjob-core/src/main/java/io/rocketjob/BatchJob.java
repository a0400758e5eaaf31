package io.rocketjob;

import org.jspecify.annotations.Nullable;

/**
 * How to do one kind of work on many records. Implemented by a bean annotated
 * {@link RocketJob}. The records are cut into slices; many workers on many servers work
 * on slices at the same time, and what they make can be downloaded in the order of the
 * records, whichever worker ends first.
 * <p>
 * <strong>Thread safety.</strong> The bean is shared by all workers, so it must not keep
 * the state of a run in its own fields.
 * <p>
 * <strong>Delivery.</strong> Each record is given to {@code perform} at least once: when
 * a process dies in the middle of a slice, that slice is worked on again, from its first
 * record. What {@code perform} returns is stored exactly once, and so is what it counts
 * in {@link BatchContext#statistics()}.
 *
 * @param <F> the type of the fields, as in {@link Job}
 * @param <I> the type of the records: {@link String} for lines, a simple type, a record
 * or plain class that can be mapped, or {@link org.bson.Document}
 * @param <O> the type of what is made of a record, or {@link Result}, or {@link Object}
 * for either
 * @since 0.1.0
 */
public interface BatchJob<F extends @Nullable Object, I, O> extends JobBean<F>, BatchCallbacks<F> {

	/**
	 * Does the work for one record. The records of a slice are worked on in order, by one
	 * thread.
	 * @param record the record
	 * @param context what this run can ask and tell
	 * @return what goes to the main output category; a {@link Result} to send it
	 * elsewhere, to send several values, or none; {@code null} is left out unless the
	 * category keeps nulls. Without an {@link OutputCategory} it is ignored
	 * @throws Exception whatever went wrong: the slice fails, with the number of the
	 * record and the exception, and others go on. An {@link AbortJobException} aborts the
	 * whole job instead
	 */
	@Nullable O perform(I record, BatchContext<F> context) throws Exception;

}
