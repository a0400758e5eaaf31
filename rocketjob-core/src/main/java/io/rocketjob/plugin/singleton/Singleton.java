package io.rocketjob.plugin.singleton;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.rocketjob.plugin.OnConflict;

/**
 * Allows at most one job of the class that is queued, running or paused; or one for each
 * key. The database sees to that, so it holds whatever servers create at once. To create
 * a second one is a {@link io.rocketjob.DuplicateJobException} that names the first.
 * <p>
 * A job that completes, fails or is aborted makes room in the same write, so a crash
 * leaves no lock behind. A failed one can only be retried while there is no other.
 * <p>
 * With {@link #within} none is created with the same key for that time either, also when
 * the first has ended and is no longer stored.
 *
 * @since 0.1.0
 */
@Target({ ElementType.TYPE, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Singleton {

	/**
	 * What there may be one of: a SpEL expression on the fields, such as
	 * {@code "account"} or {@code "{account, day}"}. A job whose key is {@code null} is
	 * not limited. The key is that of the creation; it does not follow later changes of
	 * the fields, until the job is retried.
	 * <p>
	 * Keys are the same when their values are: texts, numbers, times, enums, ids, bytes,
	 * and lists, sets, maps, arrays and records of these. Texts that are joined, as in
	 * {@code "account + ':' + day"}, are compared one by one. The expression is checked
	 * when the application starts: a name that is not there, and a value of another
	 * class, of which nothing says when two are the same, keep it from starting.
	 * @return the expression, empty for one job of the whole class
	 */
	String key() default "";

	/**
	 * For how long no other job with the same key is created, counted from the creation
	 * of the first by the clock of the database, whatever becomes of that. Not for
	 * batches, and not for a class that makes its next occurrences, such as one with
	 * {@code @Cron}.
	 * @return a duration such as {@code "1h"} or {@code "PT1H"}, from 1s to 365d; empty
	 * for only as long as the first is queued, running or paused
	 */
	String within() default "";

	/**
	 * What {@code create} does while there is a job with the same key, or one was created
	 * {@link #within} the time. In a transaction, and for batches, always
	 * {@link OnConflict#REJECT}.
	 * @return whether the new job is refused, or the first is kept, or takes the fields
	 * of the new one
	 */
	OnConflict onConflict() default OnConflict.REJECT;

}
