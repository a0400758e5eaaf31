package io.rocketjob.missioncontrol;

import jakarta.servlet.http.HttpServletRequest;

/**
 * Finds out who makes a request. Thread-safe.
 */
interface VisitorSource {

	/**
	 * Finds out who makes a request.
	 * @param request the request
	 * @return who it is
	 * @throws RefusedException when that one may not see the console at all
	 */
	Visitor of(HttpServletRequest request);

}
