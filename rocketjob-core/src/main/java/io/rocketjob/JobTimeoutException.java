package io.rocketjob;

import java.time.Duration;

/**
 * A run took longer than the {@code timeout} of its job.
 *
 * @since 0.1.0
 */
public class JobTimeoutException extends RocketJobException {

	public JobTimeoutException(Duration timeout) {
		super("The run took longer than its timeout of " + timeout);
	}

}
