package io.rocketjob.plugin.throttle;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.rocketjob.JobBean;

/**
 * Lets the jobs of a class wait while jobs of other classes run, in any server. They wait
 * in the queue and hold no worker; the status of a job says what it waits for.
 * <p>
 * This is looked at when a job is about to start: one of the other class may start right
 * after it, or at the very same moment. Where two classes must never run together, put
 * them into a group of {@link ThrottleRunningJobs} whose limit is 1.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface ThrottleDependentJobs {

	/**
	 * The job classes to wait for. They must not wait for this one, directly or by
	 * others.
	 * @return the classes of the job beans, at least one
	 */
	Class<? extends JobBean<?>>[] value();

	/**
	 * After what time to look again, such as {@code "1s"} or {@code "PT1S"}.
	 * @return the duration with its unit, from {@code 100ms} to {@code 1d}
	 */
	String recheck() default "1s";

}
