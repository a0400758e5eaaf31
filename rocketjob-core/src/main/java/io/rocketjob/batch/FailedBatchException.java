package io.rocketjob.batch;

import io.rocketjob.RocketJobException;

/**
 * A batch has failed that was performed by the caller. Its text is that of what others
 * have thrown.
 */
final class FailedBatchException extends RocketJobException {

	FailedBatchException(String message) {
		super(message);
	}

}
