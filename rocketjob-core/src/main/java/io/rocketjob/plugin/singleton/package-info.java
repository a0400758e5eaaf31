/**
 * Job classes of which only one job is there at a time.
 */
@NullMarked
package io.rocketjob.plugin.singleton;

import org.jspecify.annotations.NullMarked;
