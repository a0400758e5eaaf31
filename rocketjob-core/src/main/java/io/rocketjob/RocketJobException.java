package io.rocketjob;

import org.jspecify.annotations.Nullable;

/**
 * The root of the exceptions that Rocket Job throws itself.
 *
 * @since 0.1.0
 */
public class RocketJobException extends RuntimeException {

	public RocketJobException(String message) {
		super(message);
	}

	public RocketJobException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
