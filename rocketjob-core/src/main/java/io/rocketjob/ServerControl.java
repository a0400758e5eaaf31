package io.rocketjob;

/**
 * What one can tell a server, or all of them, to do. Each method publishes an event and
 * returns; the servers act on it within moments, and show the result in their
 * {@link Servers#list() documents}. Thread-safe.
 *
 * @since 0.1.0
 */
public interface ServerControl {

	/**
	 * Begins no more jobs nor slices; what has been begun comes to its end.
	 */
	void pause();

	/**
	 * Goes on after {@link #pause}.
	 */
	void resume();

	/**
	 * Stops the server: nothing more is begun, what has been begun may end within the
	 * shutdown timeout, and is then interrupted and queued again. The process itself goes
	 * on where anything else keeps it alive.
	 */
	void stop();

	/**
	 * Stops the server at once: what it is at is interrupted and queued again.
	 */
	void kill();

	/**
	 * Sends a heartbeat now, so that what is shown is up to date.
	 */
	void refresh();

	/**
	 * Changes how many workers a server has, until it is started again.
	 * @param max at least 1
	 * @throws IllegalArgumentException when it is less
	 */
	void maxWorkers(int max);

	/**
	 * Changes which jobs a server works on, until it is started again. What it is at
	 * comes to its end.
	 * @param filter the new filter
	 */
	void filter(ServerFilter filter);

	/**
	 * Writes the stack traces of all threads to the log of the server.
	 */
	void logThreadDump();

	/**
	 * Changes the level of a logger in the process of the server.
	 * @param logger the name of the logger, {@code ROOT} for the root
	 * @param level {@code TRACE}, {@code DEBUG}, {@code INFO}, {@code WARN},
	 * {@code ERROR}, {@code OFF}; or {@code DEFAULT} to take it from the parent again
	 * @throws IllegalArgumentException when there is no such level
	 */
	void logLevel(String logger, String level);

}
