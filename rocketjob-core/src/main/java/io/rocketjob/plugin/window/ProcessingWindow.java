package io.rocketjob.plugin.window;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * When jobs of the class may start: from each time of the schedule for the duration. A
 * job that is created outside of the window, or comes to a worker there, is moved to the
 * next opening: its {@code runAt} becomes that. What was begun in the window is brought
 * to its end, however long that takes; so are the slices of a batch, unless a
 * {@link io.rocketjob.SliceWindow} holds for these.
 * <p>
 * A job that expires before the window opens never runs. {@code performNow} does not ask
 * for the window.
 * <p>
 * In the configuration: {@code rocketjob.jobs.<job class>.processing-window.*}; for a
 * single job: {@code options.set(ProcessingWindow.class, "duration", "2h")}.
 *
 * @since 0.1.0
 */
@Target({ ElementType.TYPE, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface ProcessingWindow {

	/**
	 * When the window opens, such as {@code "0 20 * * 1-5 America/New_York"}. See
	 * {@link io.rocketjob.schedule.CronSchedule}. Without a time zone that of the host
	 * counts, which is best avoided.
	 * @return the schedule
	 */
	String schedule();

	/**
	 * How long it is open, such as {@code "6h"} or {@code "PT6H"}.
	 * @return the duration with its unit, from {@code 1s} to {@code 366d}
	 */
	String duration();

}
