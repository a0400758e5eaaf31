package io.rocketjob.plugin.throttle;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.rocketjob.plugin.Decision;

/**
 * Makes a method of a job class a throttle: it is called before a job of the class
 * starts, on the worker, and tells whether the job has to wait. It returns either
 * <ul>
 * <li>{@code boolean}: {@code true} to wait, or</li>
 * <li>{@code String}: why to wait, which the status of the job shows, or {@code null} to
 * go on.</li>
 * </ul>
 * It may take the fields of the job and a {@link io.rocketjob.plugin.PluginJob}, in any
 * order. It must not be private or static, should return soon, and may be called by many
 * workers at once. When it throws, the job fails.
 * <p>
 * It is called again after {@link #recheck}; until then {@link #leaveOut} is left out of
 * the queue and holds no worker. Each server asks for itself.
 *
 * @since 0.1.0
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface ThrottleMethod {

	/**
	 * What waits: all jobs of the class, all of its groups of
	 * {@link ThrottleRunningJobs}, or only this job.
	 * @return what is left out
	 */
	Decision.What leaveOut() default Decision.What.CLASS;

	/**
	 * After what time to ask again, such as {@code "10s"} or {@code "PT10S"}.
	 * @return the duration with its unit, from {@code 100ms} to {@code 1d}
	 */
	String recheck() default "10s";

}
