package io.rocketjob.autoconfigure.endpoint;

import java.util.List;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * All servers.
 *
 * @param servers the servers, ordered by name
 * @since 0.1.0
 */
public record ServersDescriptor(List<ServerDescriptor> servers) implements OperationResponseBody {
}
