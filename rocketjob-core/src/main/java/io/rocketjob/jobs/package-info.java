/**
 * Job classes that come with Rocket Job.
 */
@NullMarked
package io.rocketjob.jobs;

import org.jspecify.annotations.NullMarked;
