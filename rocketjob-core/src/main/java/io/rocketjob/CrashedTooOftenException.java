package io.rocketjob;

/**
 * What a job, or a slice of a batch, has failed with whose process has died in each of
 * its last runs, {@code rocketjob.server.max-crashes} times. The failure is recorded by
 * another server, so it has no stack trace; its message names the workers, the servers,
 * and when they were found dead. No {@code FailurePolicy} is asked about it: the job is
 * run again when somebody retries it. Immutable.
 *
 * @since 0.1.0
 */
public class CrashedTooOftenException extends RocketJobException {

	/**
	 * Makes an exception.
	 * @param message where and when its process has died
	 */
	public CrashedTooOftenException(String message) {
		super(message);
	}

}
