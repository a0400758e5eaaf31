package io.rocketjob.server;

import io.rocketjob.ServerFilter;
import io.rocketjob.Subscriber;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Internal: does what events tell this server to do. Each action takes the id or the name
 * of a server, and is done by all of them without it. Called by one thread, which no
 * action holds up: what waits for jobs does so on a thread of its own.
 */
@Subscriber(ServerSubscriber.NAME)
public final class ServerSubscriber {

	static final String NAME = "server";

	private static final Logger logger = LoggerFactory.getLogger(ServerSubscriber.class);

	private final Supervisor supervisor;

	/**
	 * Makes one.
	 * @param supervisor what runs the server
	 */
	public ServerSubscriber(Supervisor supervisor) {
		this.supervisor = supervisor;
	}

	/**
	 * Begins no more jobs nor slices.
	 * @param server which server, or {@code null} for all
	 */
	public void pause(@Nullable String server) {
		act(server, "pause", this.supervisor::pause);
	}

	/**
	 * Goes on after a pause.
	 * @param server which server, or {@code null} for all
	 */
	public void resume(@Nullable String server) {
		act(server, "resume", this.supervisor::resume);
	}

	/**
	 * Stops the server, and ends its registration.
	 * @param server which server, or {@code null} for all
	 */
	public void stop(@Nullable String server) {
		act(server, "stop", () -> inBackground("rocketjob-leave", this.supervisor::leave));
	}

	/**
	 * The same, without waiting for what it is at.
	 * @param server which server, or {@code null} for all
	 */
	public void kill(@Nullable String server) {
		act(server, "kill", () -> inBackground("rocketjob-kill", this.supervisor::kill));
	}

	/**
	 * Sends a heartbeat now.
	 * @param server which server, or {@code null} for all
	 */
	public void refresh(@Nullable String server) {
		act(server, "refresh", this.supervisor::refresh);
	}

	/**
	 * Changes the number of workers.
	 * @param server which server, or {@code null} for all
	 * @param max how many there may be
	 */
	public void maxWorkers(@Nullable String server, int max) {
		act(server, "maxWorkers " + max, () -> this.supervisor.maxWorkers(max));
	}

	/**
	 * Changes which jobs the server works on; without the last three to all.
	 * @param server which server, or {@code null} for all
	 * @param include see {@link ServerFilter#include}
	 * @param exclude see {@link ServerFilter#exclude}
	 * @param where see {@link ServerFilter#where}
	 */
	public void filter(@Nullable String server, @Nullable String include, @Nullable String exclude,
			@Nullable String where) {
		act(server, "filter", () -> {
			try {
				this.supervisor.filter(new ServerFilter(include, exclude, where));
			}
			catch (IllegalArgumentException ex) {
				throw new IllegalArgumentException(this.supervisor.loggable(ex), ex);
			}
		});
	}

	/**
	 * Writes the stack traces of all threads to the log.
	 * @param server which server, or {@code null} for all
	 */
	public void logThreadDump(@Nullable String server) {
		act(server, "logThreadDump", () -> logger.info("{}", this.supervisor.threadDump()));
	}

	/**
	 * Stores the stack traces of all threads in the document of the server.
	 * @param server which server, or {@code null} for all
	 * @param request what the answer is to say it is for
	 */
	public void threadDump(@Nullable String server, String request) {
		act(server, "threadDump",
				() -> this.supervisor.answer(request, ThreadDumpAnswer.of(this.supervisor.threadDump())));
	}

	private void act(@Nullable String server, String what, Runnable action) {
		if (server != null && !this.supervisor.isNamed(server)) {
			return;
		}
		logger.info("Server {} is told by an event: {}", this.supervisor.serverName(), what);
		try {
			action.run();
		}
		catch (IllegalStateException | IllegalArgumentException ex) {
			logger.warn("Server {} does not do so ({}): {}", this.supervisor.serverName(), what, ex.getMessage());
		}
	}

	/**
	 * Does something that takes its time. Its thread keeps the process alive: the others
	 * that do end while it goes on.
	 */
	static void inBackground(String threadName, Runnable action) {
		Thread thread = new Thread(action, threadName);
		thread.setDaemon(false);
		thread.start();
	}

}
