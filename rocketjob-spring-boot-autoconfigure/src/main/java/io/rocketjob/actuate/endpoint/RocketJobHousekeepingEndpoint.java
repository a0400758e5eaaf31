package io.rocketjob.actuate.endpoint;

import io.rocketjob.operation.HousekeepingDescriptor;
import io.rocketjob.operation.HousekeepingOperations;
import io.rocketjob.operation.Operator;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * The endpoint {@code rocketjobhousekeeping}: what housekeeping would delete now.
 * Thread-safe.
 *
 * @since 0.1.0
 */
@Endpoint(id = "rocketjobhousekeeping", defaultAccess = Access.READ_ONLY)
public class RocketJobHousekeepingEndpoint {

	private final HousekeepingOperations operations;

	/**
	 * Makes the endpoint.
	 * @param operations what says it
	 */
	public RocketJobHousekeepingEndpoint(HousekeepingOperations operations) {
		this.operations = operations;
	}

	/**
	 * Says what housekeeping would delete now, and deletes nothing.
	 * @return what would go
	 */
	@ReadOperation
	public HousekeepingDescriptor preview() {
		return preview(EndpointCalls.jmx(Show.NEVER));
	}

	HousekeepingDescriptor preview(Operator operator) {
		return this.operations.preview(operator);
	}

}
