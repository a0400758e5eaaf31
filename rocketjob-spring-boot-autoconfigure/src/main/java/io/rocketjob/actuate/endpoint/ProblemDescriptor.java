package io.rocketjob.actuate.endpoint;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Why something cannot be done.
 *
 * @param message what is wrong, and what would be right
 * @since 0.1.0
 */
public record ProblemDescriptor(@Nullable String message) implements OperationResponseBody {
}
