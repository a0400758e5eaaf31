package io.rocketjob.operation;

import java.util.List;

/**
 * All servers.
 *
 * @param servers the servers, ordered by name
 * @since 0.1.0
 */
public record ServersDescriptor(List<ServerDescriptor> servers) {
}
