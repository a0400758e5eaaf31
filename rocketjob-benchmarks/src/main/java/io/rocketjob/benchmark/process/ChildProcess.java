package io.rocketjob.benchmark.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A JVM with the class path of this one, to which lines are written and which answers
 * with lines. What it prints to the standard error goes to a file. None outlives this
 * JVM. To be used by one thread.
 */
public final class ChildProcess implements AutoCloseable {

	private static final Set<Process> LIVING = ConcurrentHashMap.newKeySet();

	private static final Duration END = Duration.ofSeconds(40);

	private static final int SHOWN_LINES = 40;

	static {
		Runtime.getRuntime()
			.addShutdownHook(new Thread(() -> LIVING.forEach(Process::destroyForcibly), "child-processes"));
	}

	private final String name;

	private final Path log;

	private final Process process;

	private final BufferedWriter input;

	private final BlockingQueue<String> output = new LinkedBlockingQueue<>();

	private ChildProcess(String name, Path log, Process process) {
		this.name = name;
		this.log = log;
		this.process = process;
		this.input = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
		Thread reader = new Thread(this::read, "output of " + name);
		reader.setDaemon(true);
		reader.start();
	}

	/**
	 * Starts a process.
	 * @param name what to call it
	 * @param log the file for what it prints to the standard error
	 * @param options the options of its JVM
	 * @param main the class to run
	 * @param arguments its arguments
	 * @return the process
	 */
	public static ChildProcess start(String name, Path log, List<String> options, String main, List<String> arguments) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
		command.addAll(arguments);
		try {
			Files.createDirectories(log.toAbsolutePath().getParent());
			Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
			LIVING.add(process);
			return new ChildProcess(name, log, process);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot start " + name, ex);
		}
	}

	private void read() {
		try (BufferedReader lines = this.process.inputReader(StandardCharsets.UTF_8)) {
			lines.lines().forEach(this.output::add);
		}
		catch (IOException | UncheckedIOException ex) {
			// it has ended; whoever waits for a line notices
		}
	}

	/**
	 * Writes a line.
	 * @param line the line
	 * @throws IllegalStateException when the process has ended
	 */
	public void write(String line) {
		try {
			this.input.write(line + "\n");
			this.input.flush();
		}
		catch (IOException ex) {
			throw new IllegalStateException("Cannot tell " + this + " to " + line + tail(), ex);
		}
	}

	/**
	 * Reads the next line.
	 * @param patience how long to wait for it
	 * @return the line
	 * @throws IllegalStateException when there is none in time, or the process has ended
	 */
	public String readLine(Duration patience) {
		long end = System.nanoTime() + patience.toNanos();
		try {
			while (true) {
				boolean alive = this.process.isAlive();
				String line = this.output.poll(200, TimeUnit.MILLISECONDS);
				if (line != null) {
					return line;
				}
				if (!alive || System.nanoTime() > end) {
					throw new IllegalStateException(
							this + (alive ? " has not answered within " + patience : "") + tail());
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for " + this, ex);
		}
	}

	/**
	 * The process id.
	 * @return the id
	 */
	public long pid() {
		return this.process.pid();
	}

	/**
	 * Whether it still runs.
	 * @return {@code false} when it has ended
	 */
	public boolean isAlive() {
		return this.process.isAlive();
	}

	/** Kills it by a signal that it cannot notice. */
	public void kill() {
		this.process.destroyForcibly();
		end(END);
	}

	/** Asks it to end by closing its input; kills it when it takes too long. */
	@Override
	public void close() {
		try {
			this.input.close();
		}
		catch (IOException ex) {
			// it has ended already
		}
		if (end(END) == null) {
			kill();
		}
	}

	/** Ends it by the signal by which a service manager ends it. */
	public void terminate() {
		this.process.destroy();
		if (end(END) == null) {
			kill();
		}
	}

	private @Nullable Integer end(Duration patience) {
		try {
			if (!this.process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
				return null;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
		LIVING.remove(this.process);
		return this.process.exitValue();
	}

	private String tail() {
		try {
			List<String> lines = Files.readAllLines(this.log);
			return "\n---- end of " + this.log + "\n"
					+ String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
		}
		catch (IOException ex) {
			return "; its log " + this.log + " cannot be read: " + ex.getMessage();
		}
	}

	@Override
	public String toString() {
		return this.name + " (pid " + pid() + (this.process.isAlive() ? "" : ", ended with " + this.process.exitValue())
				+ ")";
	}

}
