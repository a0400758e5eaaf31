package io.rocketjob.server;

import java.util.Locale;

/**
 * The states of a server.
 */
enum ServerState {

	STARTING, RUNNING, PAUSED, STOPPING;

	String value() {
		return name().toLowerCase(Locale.ROOT);
	}

}
