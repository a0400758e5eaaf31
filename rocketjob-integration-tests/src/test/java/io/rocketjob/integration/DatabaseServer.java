package io.rocketjob.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.rocketjob.embedded.EmbeddedMongoServer;
import io.rocketjob.testsupport.ChildProcess;
import io.rocketjob.testsupport.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The database server that the processes of a test use: the one that the tests are told
 * to use, or a stand-in in a process of its own. The one given can be killed when there
 * are commands for it.
 */
final class DatabaseServer {

	/** The environment variable with the command that kills the given server. */
	static final String KILL_VARIABLE = "ROCKETJOB_TEST_MONGODB_KILL";

	/** The environment variable with the command that starts it again. */
	static final String START_VARIABLE = "ROCKETJOB_TEST_MONGODB_START";

	private static final Duration START = Duration.ofSeconds(30);

	private static final Duration COMMAND = Duration.ofMinutes(2);

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
			shared = given.isEmbedded() ? new DatabaseServer(Cluster.directory("database"), false)
					: new DatabaseServer(given.connectionString());
		}
		return shared;
	}

	/**
	 * Whether there is a server that a test may kill.
	 * @return whether the stand-in is used, or commands kill and start the given one
	 */
	static boolean canBeKilled() {
		return TestDatabase.get().isEmbedded()
				|| (System.getenv(KILL_VARIABLE) != null && System.getenv(START_VARIABLE) != null);
	}

	/**
	 * A server that keeps its data and can be killed.
	 * @param directory the directory of a stand-in
	 * @return the given server, or a stand-in of its own
	 */
	static DatabaseServer killable(Path directory) {
		return TestDatabase.get().isEmbedded() ? new DatabaseServer(directory, true) : shared();
	}

	private void start(int port) {
		List<String> arguments = new ArrayList<>(List.of("--port", Integer.toString(port)));
		if (this.persistent) {
			arguments.addAll(List.of("--directory", this.directory.resolve("data").toString()));
		}
		this.starts++;
		this.process = ChildProcess.start("database", this.directory.resolve("database-" + this.starts + ".log"),
				Cluster.JVM_OPTIONS, EmbeddedMongoServer.class, arguments, Map.of());
		this.connectionString = this.process.awaitPrinted("listening on (mongodb://[\\d.]+:\\d+)", START).group(1);
	}

	String connectionString() {
		return this.connectionString;
	}

	/** Kills the server by a signal that it cannot notice. */
	void kill() {
		if (this.process != null) {
			this.process.kill();
		}
		else {
			command(KILL_VARIABLE);
		}
	}

	/** Starts it again on the same port and directory. */
	void restart() {
		if (this.process == null) {
			command(START_VARIABLE);
			return;
		}
		start(Integer.parseInt(this.connectionString.substring(this.connectionString.lastIndexOf(':') + 1)));
	}

	private static void command(String variable) {
		try {
			// not inherited: what it starts would keep the output of the build open
			Process command = new ProcessBuilder("sh", "-c", System.getenv(variable)).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			assertThat(command.waitFor(COMMAND.toMillis(), TimeUnit.MILLISECONDS)).as("%s ends", variable).isTrue();
			assertThat(command.exitValue()).as("exit code of %s", variable).isZero();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot run the command in " + variable, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
	}

	/**
	 * What it has printed last.
	 * @return some lines, empty for a server that is not ours
	 */
	String end() {
		return (this.process != null) ? this.process.end() : "";
	}

}
