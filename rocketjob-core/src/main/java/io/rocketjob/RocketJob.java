package io.rocketjob;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.stereotype.Component;

/**
 * Makes a {@link Job} bean a job class. The annotated class is found by component
 * scanning, or may be declared by a {@code @Bean} method like any other bean; nothing
 * else has to be registered.
 * <p>
 * The options given here are the defaults of each job of the class. Each can be
 * overridden by {@code rocketjob.jobs.<name>.*} in the configuration, and again for a
 * single job by {@link JobOptions} when it is created.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Component
public @interface RocketJob {

	/**
	 * The stable name under which jobs of this class are stored. Two job classes of one
	 * application with the same name keep it from starting.
	 * @return the name, by default the simple name of the class
	 */
	String name() default "";

	/**
	 * Names under which this class was stored before it was renamed. Jobs still queued
	 * under them stay runnable. None is blank or the present name.
	 * @return the former names
	 */
	String[] formerNames() default {};

	/**
	 * What the job does, for people.
	 * @return the description
	 */
	String description() default "";

	/**
	 * The priority, 1 (first) to 100 (last).
	 * @return the priority
	 */
	int priority() default 50;

	/**
	 * Whether a job is deleted when it completes. A job that is kept shows its result,
	 * its timings and its history afterwards.
	 * @return whether to delete completed jobs
	 */
	boolean destroyOnComplete() default true;

	/**
	 * How long after its creation, or after its {@code runAt}, a job that has not started
	 * is dropped instead of run, such as {@code "2h"} or {@code "PT2H"}.
	 * @return the duration with its unit, from {@code 1s}; empty for no limit
	 */
	String expiresAfter() default "";

	/**
	 * How long one run may take before it is interrupted and the job failed with a
	 * {@link JobTimeoutException}, such as {@code "30s"} or {@code "PT30S"}.
	 * @return the duration with its unit, from {@code 100ms} to {@code 365d}; empty for
	 * no limit
	 */
	String timeout() default "";

	/**
	 * The level from which the job's own run logs, whatever the loggers are set to: one
	 * of {@code trace}, {@code debug}, {@code info}, {@code warn}, {@code error}. It
	 * applies to the thread that runs the job.
	 * @return the level, empty to leave the loggers as they are
	 */
	String logLevel() default "";

	/**
	 * Whether the thread that runs the job is interrupted when the job is aborted, failed
	 * or paused by a user. Otherwise the job goes on until it asks
	 * {@link JobContext#isCancelled()}.
	 * @return whether to interrupt
	 */
	boolean interruptible() default false;

	/**
	 * Whether a running job of this class may be paused. Its run is cancelled; when the
	 * job is resumed it is queued and runs from the beginning.
	 * @return whether running jobs can be paused
	 */
	boolean pausable() default false;

}
