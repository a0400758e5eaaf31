package io.rocketjob.actuate.endpoint;

import com.fasterxml.jackson.annotation.JsonValue;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What an operation says, as the body of a response that is written in the way of
 * Actuator, whatever the application has set up for its own JSON.
 *
 * @param value what the operation says
 */
record EndpointBody(@JsonValue Object value) implements OperationResponseBody {
}
