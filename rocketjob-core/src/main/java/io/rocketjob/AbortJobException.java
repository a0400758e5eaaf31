package io.rocketjob;

/**
 * Thrown by a job or a callback to abort the job instead of failing it.
 *
 * @since 0.1.0
 */
public class AbortJobException extends RocketJobException {

	public AbortJobException(String reason) {
		super(reason);
	}

}
