package io.rocketjob.missioncontrol;

/**
 * A request is refused before anything is done. The message is shown to who made it.
 */
final class RefusedException extends RuntimeException {

	RefusedException(String message) {
		super(message, null, false, false);
	}

}
