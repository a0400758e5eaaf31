package io.rocketjob.embedded;

import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import io.rocketjob.embedded.server.StandInServer;
import org.jspecify.annotations.Nullable;

/**
 * The {@linkplain EmbeddedMongo embedded MongoDB stand-in} as a process of its own, for
 * development and tests only.
 *
 * @since 0.1.0
 */
public final class EmbeddedMongoServer {

	private static final String USAGE = "Usage: EmbeddedMongoServer [--port N] [--directory DIR]"
			+ System.lineSeparator() + "  --port N         listen on port N of 127.0.0.1 (default: one that is free)"
			+ System.lineSeparator() + "  --directory DIR  keep the data in DIR (default: in memory)";

	private EmbeddedMongoServer() {
	}

	/**
	 * Starts a server that runs until the process is ended. When clients can connect, it
	 * prints exactly one line to standard output:
	 * {@code Embedded MongoDB stand-in listening on mongodb://127.0.0.1:PORT}.
	 * <p>
	 * Ends the process with exit code 2 when the options are wrong, and with 1 when the
	 * server cannot start; standard error says why.
	 * @param args {@code --port N} and {@code --directory DIR}, both optional
	 */
	public static void main(String[] args) {
		int exitCode = run(args, System.out, System.err);
		if (exitCode != 0) {
			System.exit(exitCode);
		}
	}

	static int run(String[] args, PrintStream out, PrintStream err) {
		Options options;
		try {
			options = Options.parse(args);
		}
		catch (IllegalArgumentException ex) {
			err.println(ex.getMessage());
			err.println(USAGE);
			return 2;
		}
		StandInServer server;
		try {
			server = StandInServer.start(options.directory(), options.port());
		}
		catch (IllegalStateException ex) {
			err.println(ex.getMessage());
			return 1;
		}
		Runtime.getRuntime().addShutdownHook(new Thread(server::close, "embedded-mongodb-close"));
		out.println("Embedded MongoDB stand-in listening on mongodb://127.0.0.1:" + server.port());
		out.flush();
		server.awaitClose();
		return 0;
	}

	/**
	 * What the command line says.
	 *
	 * @param port the port, 0 for a free one
	 * @param directory the directory, {@code null} for memory
	 */
	private record Options(int port, @Nullable Path directory) {

		private static Options parse(String[] args) {
			int port = 0;
			Path directory = null;
			for (int i = 0; i < args.length; i += 2) {
				String option = args[i];
				if (!option.equals("--port") && !option.equals("--directory")) {
					throw new IllegalArgumentException("Unknown option '" + option + "'");
				}
				if (i + 1 == args.length) {
					throw new IllegalArgumentException("Option '" + option + "' needs a value");
				}
				if (option.equals("--port")) {
					port = port(args[i + 1]);
				}
				else {
					directory = directory(args[i + 1]);
				}
			}
			return new Options(port, directory);
		}

		private static int port(String value) {
			try {
				int port = Integer.parseInt(value);
				if (port >= 0 && port <= 65535) {
					return port;
				}
			}
			catch (NumberFormatException ex) {
				// Not a number: said below, as for a number out of range.
			}
			throw new IllegalArgumentException("Option '--port' needs a number from 0 to 65535, not '" + value + "'");
		}

		private static Path directory(String value) {
			try {
				return Path.of(value);
			}
			catch (InvalidPathException ex) {
				throw new IllegalArgumentException("Option '--directory' needs a path, not '" + value + "'", ex);
			}
		}

	}

}
