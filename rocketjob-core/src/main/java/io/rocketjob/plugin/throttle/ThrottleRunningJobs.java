package io.rocketjob.plugin.throttle;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Limits how many jobs run at a time, in all servers together: of the class, by
 * {@link #limit}, or of all classes that name the same {@link #group}. What is too many
 * waits in the queue, where it costs nothing and holds no worker; the status of a job
 * says so. The limit is never exceeded, as long as all servers know the same; a server
 * that dies gives the places of its jobs back when it is declared dead.
 * <p>
 * A job counts while its state is running, a batch from its first phase to its last. The
 * code of a job that a user has ended or paused may go on for a moment longer, until it
 * notices. Jobs that are run inline without being stored do not count.
 * <p>
 * {@code rocketjob.jobs.<job class>.throttle-running-jobs.limit} overrides the limit of
 * the class; the limits of groups are {@code rocketjob.throttles.<group>}.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(ThrottleRunningJobs.Several.class)
public @interface ThrottleRunningJobs {

	/** No limit is given. */
	int NONE = -1;

	/**
	 * How many jobs of the class run at a time.
	 * @return the limit, at least 1
	 */
	int limit() default NONE;

	/**
	 * A group that limits how many jobs of all its classes run at a time.
	 * @return the name of the group, whose limit is {@code rocketjob.throttles.<group>}
	 */
	String group() default "";

	/**
	 * Several limits, all of which hold.
	 *
	 * @since 0.1.0
	 */
	@Target(ElementType.TYPE)
	@Retention(RetentionPolicy.RUNTIME)
	@Documented
	@interface Several {

		/**
		 * The limits.
		 * @return at most one for the class, and any number of groups
		 */
		ThrottleRunningJobs[] value();

	}

}
