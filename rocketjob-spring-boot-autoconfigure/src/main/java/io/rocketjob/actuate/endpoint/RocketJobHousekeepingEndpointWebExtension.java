package io.rocketjob.actuate.endpoint;

import java.util.Set;

import io.rocketjob.operation.HousekeepingDescriptor;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * The operation of {@link RocketJobHousekeepingEndpoint} over HTTP: it says by the status
 * what is wrong. Thread-safe.
 *
 * @since 0.1.0
 */
@RegisterReflectionForBinding({ HousekeepingDescriptor.class, EndpointBody.class, ProblemDescriptor.class })
@EndpointWebExtension(endpoint = RocketJobHousekeepingEndpoint.class)
public class RocketJobHousekeepingEndpointWebExtension {

	private final RocketJobHousekeepingEndpoint delegate;

	private final EndpointCalls calls = new EndpointCalls(Show.NEVER, Set.of());

	/**
	 * Makes the extension.
	 * @param delegate the endpoint
	 */
	public RocketJobHousekeepingEndpointWebExtension(RocketJobHousekeepingEndpoint delegate) {
		this.delegate = delegate;
	}

	/**
	 * Says what housekeeping would delete now, and deletes nothing.
	 * @param context who asks
	 * @return what would go
	 */
	@ReadOperation
	public WebEndpointResponse<Object> preview(SecurityContext context) {
		return EndpointCalls.answer(() -> this.delegate.preview(this.calls.http(context)));
	}

}
