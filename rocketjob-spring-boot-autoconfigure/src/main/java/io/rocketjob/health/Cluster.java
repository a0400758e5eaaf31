package io.rocketjob.health;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

import io.rocketjob.ServerInstance;

/**
 * What the database knew of the servers and of what waits, at some time.
 *
 * @param asOf when it was read
 * @param servers all servers
 * @param unknownJobClasses names of job classes of which jobs wait, and which this
 * process cannot run
 */
record Cluster(Instant asOf, List<ServerInstance> servers, Collection<String> unknownJobClasses) {
}
