/**
 * API: what Rocket Job tells a {@link io.micrometer.observation.ObservationRegistry} of
 * the creation and the runs of jobs, and how an application changes the names and key
 * values of that.
 */
@NullMarked
package io.rocketjob.observation;

import org.jspecify.annotations.NullMarked;
