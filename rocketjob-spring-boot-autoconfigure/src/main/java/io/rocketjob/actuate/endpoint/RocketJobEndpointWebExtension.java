package io.rocketjob.actuate.endpoint;

import java.util.Set;

import io.rocketjob.operation.OverviewDescriptor;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * The operation of {@link RocketJobEndpoint} over HTTP: it says by the status what is
 * wrong. Thread-safe.
 *
 * @since 0.1.0
 */
@RegisterReflectionForBinding({ OverviewDescriptor.class, EndpointBody.class, ProblemDescriptor.class })
@EndpointWebExtension(endpoint = RocketJobEndpoint.class)
public class RocketJobEndpointWebExtension {

	private final RocketJobEndpoint delegate;

	private final EndpointCalls calls = new EndpointCalls(Show.NEVER, Set.of());

	/**
	 * Makes the extension.
	 * @param delegate the endpoint
	 */
	public RocketJobEndpointWebExtension(RocketJobEndpoint delegate) {
		this.delegate = delegate;
	}

	/**
	 * Counts jobs and servers.
	 * @param context who asks
	 * @return the counts
	 */
	@ReadOperation
	public WebEndpointResponse<Object> overview(SecurityContext context) {
		return EndpointCalls.answer(() -> this.delegate.overview(this.calls.http(context)));
	}

}
