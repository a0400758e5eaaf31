/**
 * Internal, but for {@link io.rocketjob.server.ServerSettings}: what makes a process a
 * server. The supervisor with its workers, the heartbeat, and the recovery of what dead
 * servers have left.
 */
@NullMarked
package io.rocketjob.server;

import org.jspecify.annotations.NullMarked;
