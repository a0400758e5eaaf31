package io.rocketjob.event;

/**
 * An event does not fit the action that it is for.
 */
final class WrongEventException extends Exception {

	WrongEventException(String message) {
		super(message, null, false, false);
	}

}
