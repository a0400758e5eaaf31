/**
 * Jobs that run by a schedule.
 */
@NullMarked
package io.rocketjob.plugin.cron;

import org.jspecify.annotations.NullMarked;
