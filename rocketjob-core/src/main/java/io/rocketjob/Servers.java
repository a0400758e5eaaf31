package io.rocketjob;

import java.util.List;
import java.util.Optional;

/**
 * The servers: processes that run jobs. What is done here is done by all of them; what is
 * done with a {@link ServerInstance}, by that one. Thread-safe.
 *
 * @since 0.1.0
 */
public interface Servers extends ServerControl {

	/**
	 * All servers that are registered, those that may be dead among them.
	 * @return snapshots, ordered by name
	 */
	List<ServerInstance> list();

	/**
	 * Finds a server.
	 * @param idOrName its id or its name
	 * @return the server, if it is registered
	 */
	Optional<ServerInstance> find(String idOrName);

	/**
	 * The server with an id or a name.
	 * @param idOrName its id or its name
	 * @return the server
	 * @throws ServerNotFoundException when no such server is registered
	 */
	default ServerInstance get(String idOrName) {
		return find(idOrName).orElseThrow(() -> new ServerNotFoundException(idOrName));
	}

}
