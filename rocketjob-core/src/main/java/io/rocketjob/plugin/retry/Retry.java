package io.rocketjob.plugin.retry;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.util.backoff.BackOff;

/**
 * Queues jobs of the class again when their run has failed, after a delay that grows.
 * <p>
 * The failure and the new place in the queue are one write, so a crash loses neither. The
 * exception stays with the job until it completes, its
 * {@link io.rocketjob.JobInstance#failureCount failure count} and the times of its last
 * failures as well. A batch is retried when only failed slices are left; those alone run
 * again. What throws an {@link io.rocketjob.AbortJobException} is aborted, not retried. A
 * job is not retried beyond its {@code expiresAt}.
 * <p>
 * In the configuration: {@code rocketjob.jobs.<job class>.retry.*}; for a single job:
 * {@code options.set(Retry.class, "limit", 3)}.
 *
 * @since 0.1.0
 */
@Target({ ElementType.TYPE, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Retry {

	/**
	 * How often a job is retried before it fails for good.
	 * @return the number of retries, 1 to 1,000; the count of those that a job has had
	 * begins anew when a user retries the job
	 */
	int limit() default 25;

	/**
	 * How the delays grow.
	 * @return the policy
	 */
	Delay delay() default Delay.POLYNOMIAL;

	/**
	 * The delay of {@link Delay#FIXED}, and the first one of {@link Delay#EXPONENTIAL},
	 * such as {@code "10s"}.
	 * @return the duration with its unit, from {@code 10ms} to {@code 365d}
	 */
	String initial() default "5s";

	/**
	 * By how much each delay of {@link Delay#EXPONENTIAL} is longer than the one before.
	 * @return the factor, from 1 to 1000
	 */
	double multiplier() default 2;

	/**
	 * The longest delay, such as {@code "1h"}.
	 * @return the duration with its unit, from {@code 10ms} to {@code 365d}; empty for no
	 * limit
	 */
	String max() default "";

	/**
	 * By how much a delay may be longer or shorter at random, so that jobs that failed
	 * together are not retried together: as a part of the delay, such as 0.1 for a tenth.
	 * @return 0 to 1
	 */
	double jitter() default 0;

	/**
	 * A policy of your own, used by {@link Delay#CUSTOM}: a bean of this type, or, where
	 * there is none, a new object of it.
	 * @return the class of the back-off
	 */
	Class<? extends BackOff> backOff() default BackOff.class;

	/**
	 * Which exceptions are retried, with their subclasses. One counts as well where it is
	 * among the first ten causes of what was thrown. Of a batch the slices are retried
	 * whose failure is; the others stay failed.
	 * @return the exceptions, empty for all
	 */
	Class<? extends Throwable>[] retryOn() default {};

	/**
	 * Which exceptions are not retried, with their subclasses, also where one is among
	 * the first ten causes of what was thrown. Wins over {@link #retryOn}.
	 * @return the exceptions
	 */
	Class<? extends Throwable>[] noRetryOn() default {};

	/** How the delays of retries grow. */
	enum Delay {

		/**
		 * 5 seconds more than the fourth power of the number of failures: 6, 21, 86, 261
		 * seconds, and so on.
		 */
		POLYNOMIAL,

		/** Always {@link Retry#initial}. */
		FIXED,

		/** {@link Retry#initial} times {@link Retry#multiplier} for each retry so far. */
		EXPONENTIAL,

		/** As {@link Retry#backOff} says. */
		CUSTOM

	}

}
