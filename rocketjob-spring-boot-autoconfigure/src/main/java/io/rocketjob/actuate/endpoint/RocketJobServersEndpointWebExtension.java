package io.rocketjob.actuate.endpoint;

import java.util.Set;

import io.rocketjob.operation.ServerCommand;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.util.StringUtils;

/**
 * The operations of {@link RocketJobServersEndpoint} over HTTP: they know who asks, and
 * say by the status what is wrong. Thread-safe.
 *
 * @since 0.1.0
 */
@RegisterReflectionForBinding({ EndpointBody.class, ProblemDescriptor.class })
@EndpointWebExtension(endpoint = RocketJobServersEndpoint.class)
public class RocketJobServersEndpointWebExtension {

	private final RocketJobServersEndpoint delegate;

	private final EndpointCalls calls;

	/**
	 * Makes the extension.
	 * @param delegate the endpoint
	 * @param showValues when values are shown
	 * @param roles who is authorized; any authenticated user when there are none
	 */
	public RocketJobServersEndpointWebExtension(RocketJobServersEndpoint delegate, Show showValues, Set<String> roles) {
		this.delegate = delegate;
		this.calls = new EndpointCalls(showValues, roles);
	}

	/**
	 * Lists all servers.
	 * @param context who asks
	 * @return the servers
	 */
	@ReadOperation
	public WebEndpointResponse<Object> servers(SecurityContext context) {
		return EndpointCalls.answer(() -> this.delegate.operations().list(this.calls.http(context)));
	}

	/**
	 * Describes a server, with what its workers are at.
	 * @param context who asks
	 * @param path names the server
	 * @param server must be left out, or the same
	 * @return the server
	 */
	@ReadOperation
	public WebEndpointResponse<Object> server(SecurityContext context,
			@Selector(match = Match.ALL_REMAINING) Object path, @Nullable String server) {
		return EndpointCalls.answer(path, "server", server,
				(selected) -> this.delegate.operations().get(this.calls.http(context), selected));
	}

	/**
	 * Tells all servers to do something.
	 * @param context who asks
	 * @param server must be left out: the path names it
	 * @param action what to do
	 * @param worker must be left out
	 * @param maxWorkers how many workers, for {@code max-workers}
	 * @param include a regular expression, for {@code filter}
	 * @param exclude a regular expression, for {@code filter}
	 * @param where a query, for {@code filter}
	 * @param logger the name of a logger, for {@code log-level}
	 * @param level a level, for {@code log-level}
	 * @return what they were told
	 */
	@WriteOperation
	public WebEndpointResponse<Object> controlAll(SecurityContext context, @Nullable String server,
			@Nullable String action, @Nullable String worker, @Nullable String maxWorkers, @Nullable String include,
			@Nullable String exclude, @Nullable String where, @Nullable String logger, @Nullable String level) {
		if (server != null) {
			return EndpointCalls.badRequest(
					"name the server in the path: this goes to all servers, rocketjobservers/{id or name} to one");
		}
		if (StringUtils.hasText(worker)) {
			return EndpointCalls
				.badRequest("worker needs the server in the path, such as rocketjobservers/{id or name}");
		}
		return EndpointCalls.answer(() -> this.delegate.operations()
			.control(this.calls.http(context),
					new ServerCommand(action, worker, maxWorkers, include, exclude, where, logger, level)));
	}

	/**
	 * Tells a server to do something.
	 * @param context who asks
	 * @param path names the server
	 * @param server must be left out, or the same
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
	public WebEndpointResponse<Object> control(SecurityContext context,
			@Selector(match = Match.ALL_REMAINING) Object path, @Nullable String server, @Nullable String action,
			@Nullable String worker, @Nullable String maxWorkers, @Nullable String include, @Nullable String exclude,
			@Nullable String where, @Nullable String logger, @Nullable String level) {
		return EndpointCalls.answer(path, "server", server,
				(selected) -> this.delegate.operations()
					.control(this.calls.http(context), selected,
							new ServerCommand(action, worker, maxWorkers, include, exclude, where, logger, level)));
	}

}
