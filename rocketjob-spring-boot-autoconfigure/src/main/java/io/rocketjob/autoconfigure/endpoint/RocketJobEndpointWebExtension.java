package io.rocketjob.autoconfigure.endpoint;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * The operation of {@link RocketJobEndpoint} over HTTP: it says by the status what is
 * wrong. Thread-safe.
 *
 * @since 0.1.0
 */
@RegisterReflectionForBinding({ OverviewDescriptor.class, ProblemDescriptor.class })
@EndpointWebExtension(endpoint = RocketJobEndpoint.class)
public class RocketJobEndpointWebExtension {

	private final RocketJobEndpoint delegate;

	/**
	 * Makes the extension.
	 * @param delegate the endpoint
	 */
	public RocketJobEndpointWebExtension(RocketJobEndpoint delegate) {
		this.delegate = delegate;
	}

	/**
	 * Counts jobs and servers.
	 * @return the counts
	 */
	@ReadOperation
	public WebEndpointResponse<Object> overview() {
		return EndpointException.responding(this.delegate::overview);
	}

}
