package io.rocketjob.dirmon;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Programs that people send files with, on the clock of the machine. A program that is
 * not there is skipped.
 */
class SenderTests {

	private static final int SIZE = 600_000;

	/** A sender needs twice the time that a file must be quiet. */
	private static final int BYTES_PER_SECOND = 100_000;

	private static final Duration QUIET = Duration.ofSeconds(3);

	@TempDir
	Path root;

	private final byte[] content = new byte[SIZE];

	private final List<AutoCloseable> closed = new ArrayList<>();

	private DirmonSystem dirmon;

	private Path source;

	@BeforeEach
	void start() throws IOException {
		this.dirmon = new DirmonSystem(this.root);
		new Random(7).nextBytes(this.content);
		this.source = Files.write(this.root.resolve("orders.csv"), this.content);
		this.dirmon.enabled(this.dirmon.entry().withQuietPeriod(QUIET));
	}

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable each : this.closed) {
			each.close();
		}
		this.dirmon.close();
	}

	@Test
	void aDownloadByCurlIsTakenWhenItIsComplete() throws IOException {
		assumeProgram("curl");
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.setExecutor(Executors.newSingleThreadExecutor());
		server.createContext("/", (exchange) -> {
			exchange.sendResponseHeaders(200, SIZE);
			try (OutputStream body = exchange.getResponseBody()) {
				body.write(this.content);
			}
		});
		server.start();
		this.closed.add(() -> server.stop(0));
		assertTakenWhenComplete(List.of("curl", "--silent", "--show-error", "--limit-rate", rate(), "--output",
				this.dirmon.in + "/orders.csv", "http://localhost:" + server.getAddress().getPort() + "/orders.csv"));
	}

	@Test
	void anUploadByFtpIsTakenWhenItIsComplete() throws Exception {
		assumeProgram("curl");
		assumeProgram("python3");
		Assumptions.assumeTrue(run(List.of("python3", "-c", "import pyftpdlib")).waitFor() == 0,
				"python3 has no pyftpdlib");
		int port = freePort();
		Process server = run(List.of("python3", "-m", "pyftpdlib", "--interface", "127.0.0.1", "--port",
				Integer.toString(port), "--write", "--directory", this.dirmon.in.toString()));
		this.closed.add(() -> server.destroyForcibly().waitFor());
		assertTakenWhenComplete(List.of("curl", "--silent", "--retry-connrefused", "--retry", "20", "--limit-rate",
				rate(), "--upload-file", this.source.toString(), "ftp://127.0.0.1:" + port + "/"));
	}

	@Test
	void aCopyByRsyncInPlaceIsTakenWhenItIsComplete() {
		assumeProgram("rsync");
		assertTakenWhenComplete(List.of("rsync", "--inplace", "--bwlimit=" + BYTES_PER_SECOND / 1000 + "k",
				this.source.toString(), this.dirmon.in + "/"));
	}

	private static String rate() {
		return Integer.toString(BYTES_PER_SECOND);
	}

	/**
	 * The clock of the scans goes on as that of the machine does while the sender writes.
	 */
	private void assertTakenWhenComplete(List<String> command) {
		Process sender = run(command);
		this.closed.add(() -> sender.destroyForcibly().waitFor());
		List<String> early = new ArrayList<>();
		long[] last = { System.nanoTime() };
		Awaitility.await("the sender's end").atMost(Duration.ofSeconds(60)).until(() -> {
			pass(System.nanoTime() - last[0]);
			last[0] = System.nanoTime();
			boolean ended = !sender.isAlive();
			if (!ended) {
				this.dirmon.archived().forEach((file) -> early.add(file.toString()));
			}
			return ended;
		});
		assertThat(sender.exitValue()).as("what %s returned", command).isZero();
		assertThat(early).as("taken while it was sent").isEmpty();
		pass(Duration.ofSeconds(1).toNanos());
		pass(QUIET.toNanos());
		assertThat(archivedFiles()).singleElement()
			.satisfies((file) -> assertThat(Files.readAllBytes(file)).isEqualTo(this.content));
		assertThat(this.dirmon.system.rocketJob.jobs(DirmonSystem.PathJob.class).list()).hasSize(1);
	}

	private List<Path> archivedFiles() {
		try {
			return this.dirmon.archived();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private void pass(long nanos) {
		this.dirmon.system.clock.move(Duration.ofNanos(nanos));
		this.dirmon.scan();
	}

	private static Process run(List<String> command) {
		try {
			return new ProcessBuilder(command).inheritIO().start();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private static void assumeProgram(String name) {
		boolean there = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
			.map((directory) -> Path.of(directory, name))
			.anyMatch(Files::isExecutable);
		Assumptions.assumeTrue(there, () -> "there is no " + name);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

}
