package io.rocketjob;

/**
 * There is no such server, or no longer.
 *
 * @since 0.1.0
 */
public class ServerNotFoundException extends RocketJobException {

	/**
	 * Makes an exception.
	 * @param idOrName what was asked for
	 */
	public ServerNotFoundException(String idOrName) {
		super("There is no server with the id or name '" + idOrName
				+ "'; it may have stopped, or been removed because it was dead");
	}

}
