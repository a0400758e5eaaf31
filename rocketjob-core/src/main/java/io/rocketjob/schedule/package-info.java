/**
 * API: schedules such as {@code "30 1 * * MON-FRI America/New_York"}.
 * {@link io.rocketjob.schedule.CronSchedule} tells when something is due. Depends on no
 * other package of Rocket Job.
 */
@NullMarked
package io.rocketjob.schedule;

import org.jspecify.annotations.NullMarked;
