package io.rocketjob.plugin.throttle;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Limits how many jobs start in a time, in all servers together: of the class, by
 * {@link #limit} and {@link #per}, or of all classes that name the same {@link #group}.
 * What is too many waits in the queue, where it costs nothing and holds no worker; the
 * status of a job says so. However a time of that length is laid, no more start in it, as
 * long as all servers know the same limit, and their estimates of the database's clock
 * differ by less than a fiftieth of the time, or 50 ms where that is more.
 * <p>
 * Each run counts that a worker begins: a retry, and one after a crash, count again. Of a
 * batch its first phase counts, not its slices. Jobs that are run inline without being
 * stored do not count.
 * <p>
 * {@code rocketjob.jobs.<job class>.throttle-rate.limit} and {@code .per} override the
 * rate of the class; those of groups are {@code rocketjob.rates.<group>}, such as
 * {@code 100/1m}.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(ThrottleRate.Several.class)
public @interface ThrottleRate {

	/** No limit is given. */
	int NONE = -1;

	/**
	 * How many jobs of the class start within the time.
	 * @return the limit, at least 1
	 */
	int limit() default NONE;

	/**
	 * The time.
	 * @return a duration such as {@code "1s"}, {@code "1m"} or {@code "PT1H"}, from 1s to
	 * 31d
	 */
	String per() default "1s";

	/**
	 * A group that limits how many jobs of all its classes start within a time.
	 * @return the name of the group, whose rate is {@code rocketjob.rates.<group>}
	 */
	String group() default "";

	/**
	 * Several rates, all of which hold.
	 *
	 * @since 0.1.0
	 */
	@Target(ElementType.TYPE)
	@Retention(RetentionPolicy.RUNTIME)
	@Documented
	@interface Several {

		/**
		 * The rates.
		 * @return at most one for the class, and any number of groups
		 */
		ThrottleRate[] value();

	}

}
