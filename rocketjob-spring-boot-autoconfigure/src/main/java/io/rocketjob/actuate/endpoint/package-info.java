/**
 * The Actuator endpoints {@code rocketjob}, {@code rocketjobjobs},
 * {@code rocketjobservers}, {@code rocketjobfiles} and {@code rocketjobhousekeeping},
 * over HTTP and JMX. API are the endpoints as documented, and the beans that one may
 * replace.
 */
@NullMarked
package io.rocketjob.actuate.endpoint;

import org.jspecify.annotations.NullMarked;
