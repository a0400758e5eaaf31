package io.rocketjob.embedded;

import java.nio.file.Path;

import io.rocketjob.embedded.server.StandInServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stand-in for MongoDB inside this JVM, for development and tests only: it speaks the
 * wire protocol of a standalone server to any number of connections from this machine,
 * but has no replica set, no transactions, no change streams and no authentication.
 * <p>
 * By default all data lives in memory and is gone with {@link #close()}. With a
 * {@linkplain Builder#directory directory} every acknowledged write is in a file of that
 * directory before the client gets its answer, and is there again after a restart, also
 * after the process was killed. A directory can be used by one server at a time.
 * <p>
 * Instances are safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class EmbeddedMongo implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedMongo.class);

	private final StandInServer server;

	private final boolean inMemory;

	private EmbeddedMongo(StandInServer server, boolean inMemory) {
		this.server = server;
		this.inMemory = inMemory;
	}

	/**
	 * Returns a builder with the defaults: in memory, on a free port.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns how clients connect to this server.
	 * @return a connection string without database and options, such as
	 * {@code mongodb://127.0.0.1:49152}
	 */
	public String connectionString() {
		return "mongodb://127.0.0.1:" + port();
	}

	/**
	 * Returns the TCP port that this server listens on.
	 * @return the port, never 0
	 */
	public int port() {
		return this.server.port();
	}

	/**
	 * Returns whether the data is in memory, and so has nothing that was there before.
	 * @return whether it is, {@code false} when it is kept in a directory
	 */
	public boolean isInMemory() {
		return this.inMemory;
	}

	/**
	 * Closes all connections, stops listening and releases the directory. Data in memory
	 * is lost. Does nothing when already closed.
	 */
	@Override
	public void close() {
		this.server.close();
	}

	/**
	 * Settings of a server that is yet to start. Not safe for use by several threads.
	 *
	 * @since 0.1.0
	 */
	public static final class Builder {

		private @Nullable Path directory;

		private int port;

		private Builder() {
		}

		/**
		 * Keeps the data in a file of a directory instead of in memory.
		 * @param directory the directory, which is created if need be
		 * @return this builder
		 */
		public Builder directory(Path directory) {
			this.directory = directory;
			return this;
		}

		/**
		 * Listens on a certain port of 127.0.0.1 instead of on a free one.
		 * @param port the port, or 0 for one that is free
		 * @return this builder
		 * @throws IllegalArgumentException if the port is negative or greater than 65535
		 */
		public Builder port(int port) {
			if (port < 0 || port > 65535) {
				throw new IllegalArgumentException("port must be between 0 and 65535, but is " + port);
			}
			this.port = port;
			return this;
		}

		/**
		 * Starts the server; when this method returns, clients can connect.
		 * @return the running server
		 * @throws IllegalStateException if the port is taken, or the directory cannot be
		 * used or is in use by another server
		 */
		public EmbeddedMongo start() {
			StandInServer server = StandInServer.start(this.directory, this.port);
			EmbeddedMongo mongo = new EmbeddedMongo(server, this.directory == null);
			logger.warn("Embedded MongoDB stand-in on {}, for development and tests only: {}", mongo.connectionString(),
					(this.directory != null) ? "data is kept in " + this.directory.toAbsolutePath().normalize()
							: "data is kept in memory and lost when this process ends");
			return mongo;
		}

	}

}
