/**
 * Job classes of which only so many jobs may wait.
 */
@NullMarked
package io.rocketjob.plugin.queue;

import org.jspecify.annotations.NullMarked;
