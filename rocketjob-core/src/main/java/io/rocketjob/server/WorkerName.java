package io.rocketjob.server;

import org.jspecify.annotations.Nullable;

/**
 * How workers are called among those of all servers.
 */
final class WorkerName {

	private WorkerName() {
	}

	static String of(String server, int number) {
		return server + ":" + number;
	}

	/**
	 * Reads the number of a worker.
	 * @param worker the name of the worker
	 * @param server the name of the server
	 * @return the number, or {@code null} when it is no name of a worker of that server
	 */
	static @Nullable Integer number(String worker, String server) {
		String prefix = server + ":";
		if (!worker.startsWith(prefix)) {
			return null;
		}
		try {
			int number = Integer.parseInt(worker.substring(prefix.length()));
			return worker.equals(of(server, number)) ? number : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

}
