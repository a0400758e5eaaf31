package io.rocketjob.integration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.rocketjob.embedded.EmbeddedMongoServer;
import io.rocketjob.embedded.TestDatabase;

/**
 * The database server that the processes of a test use: the one that the tests are told
 * to use, or a stand-in in a process of its own.
 */
final class DatabaseServer {

	private static final Duration START = Duration.ofSeconds(30);

	private static DatabaseServer shared;

	private final Path directory;

	private final boolean persistent;

	private ChildProcess process;

	private int starts;

	private String connectionString;

	private DatabaseServer(String connectionString) {
		this.connectionString = connectionString;
		this.directory = null;
		this.persistent = false;
	}

	private DatabaseServer(Path directory, boolean persistent) {
		this.directory = directory;
		this.persistent = persistent;
		start(0);
	}

	/**
	 * The server that all tests share.
	 * @return the server
	 */
	static synchronized DatabaseServer shared() {
		if (shared == null) {
			TestDatabase given = TestDatabase.get();
			shared = given.isEmbedded() ? new DatabaseServer(ChildProcess.directory("database"), false)
					: new DatabaseServer(given.connectionString());
		}
		return shared;
	}

	/**
	 * A stand-in that keeps its data in a directory and can be killed.
	 * @param directory the directory
	 * @return the server
	 */
	static DatabaseServer killable(Path directory) {
		return new DatabaseServer(directory, true);
	}

	private void start(int port) {
		List<String> arguments = new ArrayList<>(List.of("--port", Integer.toString(port)));
		if (this.persistent) {
			arguments.addAll(List.of("--directory", this.directory.resolve("data").toString()));
		}
		this.starts++;
		this.process = ChildProcess.start("database", this.directory.resolve("database-" + this.starts + ".log"),
				EmbeddedMongoServer.class, arguments, Map.of());
		this.connectionString = this.process.awaitPrinted("listening on (mongodb://[\\d.]+:\\d+)", START).group(1);
	}

	String connectionString() {
		return this.connectionString;
	}

	/** Kills the server by a signal that it cannot notice. */
	void kill() {
		this.process.kill();
	}

	/** Starts it again on the same port and directory. */
	void restart() {
		start(Integer.parseInt(this.connectionString.substring(this.connectionString.lastIndexOf(':') + 1)));
	}

	/**
	 * What it has printed last.
	 * @return some lines, empty for a server that is not ours
	 */
	String end() {
		return (this.process != null) ? this.process.end() : "";
	}

}
