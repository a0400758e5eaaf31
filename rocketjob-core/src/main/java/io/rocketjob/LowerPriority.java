package io.rocketjob;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lets large batch jobs wait for small ones: the priority number of a job grows by one
 * for each so many records, up to 100. It is applied when processing begins, when the
 * number of records is known.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface LowerPriority {

	/**
	 * The number of records for which a job becomes less urgent by one.
	 * @return at least 1
	 */
	long records() default 100_000;

}
