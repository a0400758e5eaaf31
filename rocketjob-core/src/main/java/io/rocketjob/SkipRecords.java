package io.rocketjob;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Puts records of a batch job that throw certain exceptions into an output category,
 * instead of failing their slices. What is put there is a document with
 * <ul>
 * <li>{@code record}: the number of the record in its input category,</li>
 * <li>{@code exception}: the class of the exception,</li>
 * <li>{@code message}: its message, if it has one, without values that are
 * {@link Encrypted},</li>
 * <li>{@code input}: the record, as it was uploaded.</li>
 * </ul>
 * Such a record counts as done. The statistics of the job have a counter
 * {@code skipped.<simple name of the exception>}; what the record has counted itself is
 * dropped. What {@code perform} has done elsewhere before it threw stays done, also in a
 * transaction of its slice.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface SkipRecords {

	/**
	 * The exceptions, with their subclasses. Those that say that a record cannot be read
	 * are {@link RocketJobException}s. Exceptions by which a run is ended are never
	 * skipped: {@link AbortJobException}, {@link JobCancelledException}, and whatever is
	 * thrown when it is cancelled.
	 * @return at least one
	 */
	Class<? extends Exception>[] value();

	/**
	 * The name of the output category. Where an input category is encrypted it must be,
	 * too.
	 * @return one that the class has
	 */
	String to();

	/**
	 * How many records of one slice may be skipped; with the next such record the slice
	 * fails.
	 * @return at least 1
	 */
	int mostInSlice() default Integer.MAX_VALUE;

}
