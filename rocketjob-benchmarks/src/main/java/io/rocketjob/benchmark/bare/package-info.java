/**
 * The same work by the least that the driver can do: what the servers are compared with.
 */
@NullMarked
package io.rocketjob.benchmark.bare;

import org.jspecify.annotations.NullMarked;
