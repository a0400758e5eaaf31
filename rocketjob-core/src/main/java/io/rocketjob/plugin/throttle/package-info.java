/**
 * Throttles for job classes: how many jobs run at a time, what they wait for, and
 * throttle methods of their own. Public API.
 */
@NullMarked
package io.rocketjob.plugin.throttle;

import org.jspecify.annotations.NullMarked;
