package io.rocketjob.plugin.cron;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs jobs of the class by a schedule. One job, the next occurrence, waits for its time
 * like any scheduled job; it makes the occurrence after it when it starts, or when it
 * ends. No server has a special role, and whatever server dies, each occurrence is made
 * once: the database does not allow two of one series to wait.
 * <p>
 * An occurrence that fails has handed the schedule over to the next one already, so
 * retrying it begins no second series. One that is aborted while it waits is left out; to
 * delete it ends the series, until a server starts that creates it again. A job with an
 * {@code expiresAt} has no occurrence at or after that time.
 * <p>
 * In the configuration: {@code rocketjob.jobs.<job class>.cron.*}, such as
 * {@code schedule} or {@code enabled: false}. For a series with another schedule beside
 * that of the class: {@code options.set(Cron.class, "schedule", "0 6 * * MON")}, which is
 * the only attribute that can be set for a single job; for each schedule of a class there
 * is one series.
 *
 * @since 0.1.0
 */
@Target({ ElementType.TYPE, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Cron {

	/**
	 * The schedule that is none: it disables the annotation, as in Spring's
	 * {@code @Scheduled}.
	 */
	String OFF = "-";

	/**
	 * The schedule: {@code minute hour day month weekday}, with seconds before them or
	 * without, and a time zone after them, such as {@code "0 1 * * * America/New_York"};
	 * or a macro such as {@code "@daily"}; or {@code "-"}, which is never. See
	 * {@link io.rocketjob.schedule.CronSchedule}. Without a time zone that of the host
	 * counts, which is best avoided.
	 * @return the schedule
	 */
	String schedule();

	/**
	 * Whether servers create the first occurrence when they start, unless it is there;
	 * move the waiting one when the schedule has changed; and delete it when the
	 * annotation is gone or disabled. The fields of that job are those that an empty
	 * document gives, so they must be valid.
	 * @return whether to create it
	 */
	boolean createAtStart() default true;

	/**
	 * When the next occurrence is made. {@link Next#AT_END} lets no occurrence begin
	 * while the one before it is running, or waits for a retry; it is then the first one
	 * after that.
	 * @return the moment
	 */
	Next next() default Next.AT_START;

	/**
	 * What becomes of an occurrence whose time was missed by more than
	 * {@link #missedAfter}, because no server was running or all were busy. Several
	 * missed occurrences are one in any case.
	 * @return the policy
	 */
	Missed missed() default Missed.RUN_ONCE;

	/**
	 * After what time an occurrence counts as missed, such as {@code "1m"}.
	 * @return the duration with its unit, from {@code 1s} to {@code 366d}
	 */
	String missedAfter() default "1m";

	/** When the next occurrence is made. */
	enum Next {

		/** When a job starts. */
		AT_START,

		/** When it completes, fails for good, or is aborted. */
		AT_END

	}

	/** What becomes of missed occurrences. */
	enum Missed {

		/** It runs as soon as it can. */
		RUN_ONCE,

		/** It is left out, and moved to the next time. */
		SKIP

	}

}
