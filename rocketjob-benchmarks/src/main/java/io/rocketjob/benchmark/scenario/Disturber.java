package io.rocketjob.benchmark.scenario;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs a command every so often, one at a time, until it is closed. What the command
 * prints, and how it ends, goes to a log.
 */
final class Disturber implements AutoCloseable {

	/** How long a command may take before it is killed. */
	static final Duration PATIENCE = Duration.ofSeconds(60);

	private final Disturbance disturbance;

	private final Duration patience;

	private final Path log;

	private final CountDownLatch closed = new CountDownLatch(1);

	private final AtomicInteger count = new AtomicInteger();

	private final AtomicInteger failures = new AtomicInteger();

	private final Thread thread = new Thread(this::work, "disturber");

	private Disturber(Disturbance disturbance, Duration patience, Path log) {
		this.disturbance = disturbance;
		this.patience = patience;
		this.log = log;
		this.thread.setDaemon(true);
	}

	/**
	 * Begins to disturb; for the first time when the time between two has passed.
	 * @param disturbance the command, and how often
	 * @param patience how long a command may take before it is killed
	 * @param log the file for what is printed
	 */
	static Disturber start(Disturbance disturbance, Duration patience, Path log) {
		try {
			Files.createDirectories(log.toAbsolutePath().getParent());
			Files.deleteIfExists(log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot write " + log, ex);
		}
		Disturber disturber = new Disturber(disturbance, patience, log);
		disturber.thread.start();
		return disturber;
	}

	/** How often the command was started. */
	int count() {
		return this.count.get();
	}

	/** How many of the commands that have ended did so with another code than 0. */
	int failures() {
		return this.failures.get();
	}

	private void work() {
		try {
			long next = System.nanoTime() + this.disturbance.every().toNanos();
			while (!this.closed.await(next - System.nanoTime(), TimeUnit.NANOSECONDS)) {
				next = System.nanoTime() + this.disturbance.every().toNanos();
				disturb();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void disturb() throws InterruptedException {
		int number = this.count.incrementAndGet();
		String end;
		try {
			note(number + " starts");
			int exitCode = run();
			if (exitCode != 0) {
				this.failures.incrementAndGet();
			}
			end = "ends with " + exitCode;
		}
		catch (IOException ex) {
			this.failures.incrementAndGet();
			end = "failed: " + ex.getMessage();
		}
		try {
			note(number + " " + end);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot write " + this.log, ex);
		}
	}

	private int run() throws IOException, InterruptedException {
		// to a file, as what it leaves running would keep a pipe open
		Process process = new ProcessBuilder("sh", "-c", this.disturbance.command()).redirectErrorStream(true)
			.redirectInput(new File("/dev/null"))
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.log.toFile()))
			.start();
		if (!process.waitFor(this.patience.toMillis(), TimeUnit.MILLISECONDS)) {
			note("has not ended within " + this.patience + " and is killed");
			process.descendants().forEach(ProcessHandle::destroyForcibly);
			process.destroyForcibly();
		}
		return process.waitFor();
	}

	private void note(String text) throws IOException {
		Files.writeString(this.log, "---- " + Instant.now() + " " + text + "\n", StandardOpenOption.CREATE,
				StandardOpenOption.APPEND);
	}

	/** Waits for the command that runs, and starts no other. */
	@Override
	public void close() {
		this.closed.countDown();
		try {
			this.thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
