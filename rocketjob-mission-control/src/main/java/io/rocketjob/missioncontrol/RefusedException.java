package io.rocketjob.missioncontrol;

import jakarta.servlet.http.HttpServletResponse;

/**
 * A request is refused before anything is done. The message is shown to who made it.
 */
final class RefusedException extends RuntimeException {

	private final int status;

	RefusedException(String message) {
		this(HttpServletResponse.SC_FORBIDDEN, message);
	}

	RefusedException(int status, String message) {
		super(message, null, false, false);
		this.status = status;
	}

	int status() {
		return this.status;
	}

}
