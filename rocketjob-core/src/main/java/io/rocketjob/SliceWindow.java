package io.rocketjob;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * When slices of a {@link BatchJob} may be worked on: from each time of the schedule for
 * the duration. With several windows, such as a primary and a secondary one, slices are
 * worked on in any of them. A slice that was begun in a window is brought to its end.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(SliceWindow.Several.class)
public @interface SliceWindow {

	/**
	 * When windows open, as {@code minute hour day month weekday} or with seconds before
	 * it, such as {@code "0 22 * * *"}; a time zone may follow, and wins over
	 * {@link #zone}. The form is that of {@code io.rocketjob.schedule.CronSchedule}.
	 * @return the schedule
	 */
	String schedule();

	/**
	 * How long a window is open, such as {@code "8h"} or {@code "PT8H"}.
	 * @return the duration with its unit, from {@code 1s} to {@code 366d}
	 */
	String duration();

	/**
	 * The time zone of a schedule that names none, such as {@code "America/New_York"}.
	 * @return the id of the zone
	 */
	String zone() default "UTC";

	/**
	 * Holds several.
	 */
	@Target(ElementType.TYPE)
	@Retention(RetentionPolicy.RUNTIME)
	@Documented
	@interface Several {

		/**
		 * The annotations.
		 * @return them
		 */
		SliceWindow[] value();

	}

}
