package io.rocketjob.actuate.endpoint;

import io.rocketjob.operation.Operations;
import io.rocketjob.operation.Operator;
import io.rocketjob.operation.OverviewDescriptor;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * The endpoint {@code rocketjob}: how jobs and servers stand. Thread-safe.
 *
 * @since 0.1.0
 */
@Endpoint(id = "rocketjob", defaultAccess = Access.READ_ONLY)
public class RocketJobEndpoint {

	private final Operations operations;

	/**
	 * Makes the endpoint.
	 * @param operations what counts jobs and servers
	 */
	public RocketJobEndpoint(Operations operations) {
		this.operations = operations;
	}

	/**
	 * Counts jobs and servers.
	 * @return the counts
	 */
	@ReadOperation
	public OverviewDescriptor overview() {
		return overview(EndpointCalls.jmx(Show.NEVER));
	}

	OverviewDescriptor overview(Operator operator) {
		return this.operations.overview(operator);
	}

}
