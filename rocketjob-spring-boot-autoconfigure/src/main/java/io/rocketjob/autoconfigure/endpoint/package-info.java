/**
 * Auto-configuration of the Actuator endpoints, and their properties. The endpoints
 * themselves are in {@code io.rocketjob.actuate.endpoint}.
 */
@NullMarked
package io.rocketjob.autoconfigure.endpoint;

import org.jspecify.annotations.NullMarked;
