/**
 * Job classes that come with Rocket Job: jobs and batches whose work is an expression
 * that is given when they are created.
 */
@NullMarked
package io.rocketjob.ondemand;

import org.jspecify.annotations.NullMarked;
