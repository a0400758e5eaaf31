package io.rocketjob;

import java.util.Locale;

/**
 * The states of a server.
 *
 * @since 0.1.0
 */
public enum ServerState {

	/** It registers, and begins nothing yet. */
	STARTING,

	/** It claims jobs and works on them. */
	RUNNING,

	/** It lets what it has begun come to its end, and begins nothing else. */
	PAUSED,

	/** It begins nothing more, and leaves when what it has begun has ended. */
	STOPPING;

	/**
	 * How it is stored and shown.
	 * @return the name in lower case
	 */
	public String value() {
		return name().toLowerCase(Locale.ROOT);
	}

}
