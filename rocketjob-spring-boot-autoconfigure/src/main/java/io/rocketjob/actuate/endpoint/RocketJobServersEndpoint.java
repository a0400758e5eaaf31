package io.rocketjob.actuate.endpoint;

import io.rocketjob.operation.ControlDescriptor;
import io.rocketjob.operation.Operations;
import io.rocketjob.operation.Operator;
import io.rocketjob.operation.ServerCommand;
import io.rocketjob.operation.ServerDescriptor;
import io.rocketjob.operation.ServerOperations;
import io.rocketjob.operation.ServersDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * The endpoint {@code rocketjobservers}: servers, and what one can tell them to do. These
 * are its operations over JMX, where callers have no name: values are shown only where
 * they are shown to all. Thread dumps show what a process is at, and make it work; they
 * are write operations. Thread-safe.
 *
 * @since 0.1.0
 */
@Endpoint(id = "rocketjobservers", defaultAccess = Access.READ_ONLY)
public class RocketJobServersEndpoint {

	private final ServerOperations operations;

	private final Operator operator;

	/**
	 * Makes the endpoint.
	 * @param operations what one can do with servers
	 * @param showValues when values are shown
	 */
	public RocketJobServersEndpoint(Operations operations, Show showValues) {
		this.operations = operations.servers();
		this.operator = EndpointCalls.jmx(showValues);
	}

	ServerOperations operations() {
		return this.operations;
	}

	/**
	 * Lists all servers.
	 * @return the servers
	 */
	@ReadOperation
	public ServersDescriptor servers() {
		return this.operations.list(this.operator);
	}

	/**
	 * Describes a server, with what its workers are at.
	 * @param server its id or name
	 * @return the server
	 */
	@ReadOperation
	public ServerDescriptor server(@Selector(match = Match.ALL_REMAINING) String server) {
		return this.operations.get(this.operator, server);
	}

	/**
	 * Tells all servers to do something.
	 * @param action what to do
	 * @param maxWorkers how many workers, for {@code max-workers}
	 * @param include a regular expression, for {@code filter}
	 * @param exclude a regular expression, for {@code filter}
	 * @param where a query, for {@code filter}
	 * @param logger the name of a logger, for {@code log-level}
	 * @param level a level, for {@code log-level}
	 * @return what they were told
	 */
	@WriteOperation
	public ControlDescriptor controlAll(@Nullable String action, @Nullable String maxWorkers, @Nullable String include,
			@Nullable String exclude, @Nullable String where, @Nullable String logger, @Nullable String level) {
		return this.operations.control(this.operator,
				new ServerCommand(action, null, maxWorkers, include, exclude, where, logger, level));
	}

	/**
	 * Tells a server to do something.
	 * @param server its id or name
	 * @param action what to do
	 * @param worker a worker, where it is about one
	 * @param maxWorkers how many workers, for {@code max-workers}
	 * @param include a regular expression, for {@code filter}
	 * @param exclude a regular expression, for {@code filter}
	 * @param where a query, for {@code filter}
	 * @param logger the name of a logger, for {@code log-level}
	 * @param level a level, for {@code log-level}
	 * @return what it was told
	 */
	@WriteOperation
	public ControlDescriptor control(@Selector(match = Match.ALL_REMAINING) String server, @Nullable String action,
			@Nullable String worker, @Nullable String maxWorkers, @Nullable String include, @Nullable String exclude,
			@Nullable String where, @Nullable String logger, @Nullable String level) {
		return this.operations.control(this.operator, server,
				new ServerCommand(action, worker, maxWorkers, include, exclude, where, logger, level));
	}

}
