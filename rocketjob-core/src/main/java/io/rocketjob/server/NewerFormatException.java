package io.rocketjob.server;

import io.rocketjob.RocketJobException;

/**
 * Internal: the database holds what only a newer build can read.
 */
public final class NewerFormatException extends RocketJobException {

	private static final long serialVersionUID = 1L;

	NewerFormatException(String database, int stored, int readable) {
		super("The jobs of the database '" + database + "' are stored in format " + stored
				+ ", by a newer version of Rocket Job; this one reads formats up to " + readable);
	}

}
