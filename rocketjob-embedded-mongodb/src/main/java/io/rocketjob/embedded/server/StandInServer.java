package io.rocketjob.embedded.server;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

import de.bwaldvogel.mongo.MongoServer;
import org.jspecify.annotations.Nullable;

/**
 * A server that listens on 127.0.0.1. Its threads are daemons.
 */
public final class StandInServer {

	private final MongoServer server;

	private final int port;

	private final AtomicBoolean closing = new AtomicBoolean();

	private final CountDownLatch closed = new CountDownLatch(1);

	private StandInServer(MongoServer server) {
		this.server = server;
		this.port = server.getLocalAddress().getPort();
	}

	/**
	 * Opens the data and starts to listen.
	 * @param directory where the data lives, {@code null} for memory
	 * @param port the port to listen on, 0 for a free one
	 * @return the running server
	 * @throws IllegalStateException if the port is taken or the directory cannot be used
	 */
	public static StandInServer start(@Nullable Path directory, int port) {
		MongoServer server = new MongoServer(new StandInBackend(Storage.open(directory)));
		FutureTask<?> bind = new FutureTask<>(() -> server.bind("127.0.0.1", port), null);
		// The threads of the server are daemons because the one that starts them is.
		Thread starter = new Thread(bind, "embedded-mongodb-start");
		starter.setDaemon(true);
		starter.start();
		try {
			bind.get();
		}
		catch (ExecutionException ex) {
			server.shutdownNow();
			throw new IllegalStateException("Cannot listen on 127.0.0.1:" + port, ex.getCause());
		}
		catch (InterruptedException ex) {
			server.shutdownNow();
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while starting to listen on 127.0.0.1:" + port, ex);
		}
		return new StandInServer(server);
	}

	/**
	 * Returns the TCP port that this server listens on.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Waits until this server is closed.
	 */
	public void awaitClose() {
		try {
			this.closed.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Closes all connections and the data. Does nothing when already closed.
	 */
	public void close() {
		if (this.closing.compareAndSet(false, true)) {
			this.server.shutdownNow();
			this.closed.countDown();
		}
	}

}
