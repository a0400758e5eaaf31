package io.rocketjob;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Limits how many workers of all servers work on one batch job at the same time.
 * Overridden by {@code rocketjob.jobs.<name>.throttle-running-workers}, for a single job
 * by {@link BatchBuilder#throttleRunningWorkers}, and while it runs by
 * {@link BatchInstance#throttleRunningWorkers}.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface ThrottleRunningWorkers {

	/**
	 * How many workers there may be.
	 * @return at least 1
	 */
	int value();

}
