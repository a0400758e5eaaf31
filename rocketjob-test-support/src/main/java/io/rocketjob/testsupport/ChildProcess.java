package io.rocketjob.testsupport;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JVM with the class path of this one. What it prints goes to a file; or only its
 * standard error does, and it is talked to by lines. None outlives this JVM. To be talked
 * to by one thread.
 */
public final class ChildProcess implements AutoCloseable {

	private static final Set<Process> LIVING = ConcurrentHashMap.newKeySet();

	private static final Duration END = Duration.ofSeconds(40);

	private static final Duration SIGNAL = Duration.ofSeconds(10);

	private static final Duration POLL = Duration.ofMillis(100);

	private static final Duration FREEZE_POLL = Duration.ofMillis(1);

	private static final int SHOWN_LINES = 60;

	private static final char STOPPED = 'T';

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
		this.input = process.outputWriter(StandardCharsets.UTF_8);
	}

	/**
	 * Starts a process whose output goes to a file.
	 * @param name what to call it
	 * @param log the file for what it prints
	 * @param options the options of its JVM
	 * @param main the class to run
	 * @param arguments its arguments, which anybody on this machine can read
	 * @param environment what to add to its environment
	 * @return the process
	 */
	public static ChildProcess start(String name, Path log, List<String> options, Class<?> main, List<String> arguments,
			Map<String, String> environment) {
		ProcessBuilder builder = java(options, main.getName(), arguments).redirectErrorStream(true)
			.redirectOutput(log.toFile());
		builder.environment().putAll(environment);
		return start(name, log, builder);
	}

	/**
	 * Starts a process to {@link #write} lines to and to {@link #readLine} from.
	 * @param name what to call it
	 * @param log the file for what it prints to the standard error
	 * @param options the options of its JVM
	 * @param main the name of the class to run
	 * @param arguments its arguments, which anybody on this machine can read
	 * @return the process
	 */
	public static ChildProcess startTalking(String name, Path log, List<String> options, String main,
			List<String> arguments) {
		ChildProcess child = start(name, log, java(options, main, arguments).redirectError(log.toFile()));
		Thread reader = new Thread(child::readOutput, "output of " + name);
		reader.setDaemon(true);
		reader.start();
		return child;
	}

	private static ProcessBuilder java(List<String> options, String main, List<String> arguments) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		command.add(main);
		command.addAll(arguments);
		ProcessBuilder builder = new ProcessBuilder(command);
		builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
		return builder;
	}

	private static ChildProcess start(String name, Path log, ProcessBuilder builder) {
		try {
			Files.createDirectories(log.toAbsolutePath().getParent());
			Process process = builder.start();
			LIVING.add(process);
			return new ChildProcess(name, log, process);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot start " + name, ex);
		}
	}

	private void readOutput() {
		try (BufferedReader lines = this.process.inputReader(StandardCharsets.UTF_8)) {
			lines.lines().forEach(this.output::add);
		}
		catch (IOException | UncheckedIOException ex) {
			// it has ended, which readLine notices
		}
	}

	/**
	 * Returns what the process is called.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns the process id.
	 * @return the id
	 */
	public long pid() {
		return this.process.pid();
	}

	/**
	 * Returns whether the process still runs.
	 * @return {@code false} when it has ended
	 */
	public boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Writes a line to its standard input.
	 * @param line the line
	 * @throws IllegalStateException when the process has ended
	 */
	public void write(String line) {
		try {
			this.input.write(line + "\n");
			this.input.flush();
		}
		catch (IOException ex) {
			throw new IllegalStateException("Cannot write '" + line + "' to " + this + "\n" + end(), ex);
		}
	}

	/**
	 * Reads the next line of its standard output.
	 * @param patience how long to wait for it
	 * @return the line
	 * @throws IllegalStateException when there is none in time, or the process has ended
	 */
	public String readLine(Duration patience) {
		long end = System.nanoTime() + patience.toNanos();
		try {
			while (true) {
				boolean alive = isAlive();
				String line = this.output.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
				if (line != null) {
					return line;
				}
				if (!alive || System.nanoTime() > end) {
					throw new IllegalStateException(
							this + (alive ? " has not answered within " + patience : "") + "\n" + end());
				}
			}
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
	}

	/**
	 * Waits until it has printed something to its file.
	 * @param pattern a regular expression
	 * @param patience how long
	 * @return the match
	 * @throws IllegalStateException when it has not printed that in time, or has ended
	 */
	public Matcher awaitPrinted(String pattern, Duration patience) {
		Pattern compiled = Pattern.compile(pattern);
		long end = System.nanoTime() + patience.toNanos();
		try {
			while (true) {
				boolean alive = isAlive();
				Matcher matcher = compiled.matcher(printed());
				if (matcher.find()) {
					return matcher;
				}
				if (!alive || System.nanoTime() > end) {
					throw new IllegalStateException(
							this + " has not printed " + pattern + " within " + patience + "\n" + end());
				}
				this.process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
			}
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
	}

	/**
	 * Returns what it has printed to its file.
	 * @return the whole text
	 */
	public String printed() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns what it has printed last to its file, to be shown when something fails.
	 * @return some lines
	 */
	public String end() {
		List<String> lines = Arrays.asList(printed().split("\n", -1));
		List<String> last = lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
		return "---- " + this + " (" + this.log + ")\n" + String.join("\n", last);
	}

	/**
	 * Freezes it, and waits until each of its threads stands still where {@code /proc}
	 * shows that: a signal stops those on other processors only some time after it was
	 * sent.
	 */
	public void freeze() {
		signal("STOP");
		Path threads = Path.of("/proc", Long.toString(pid()), "task");
		long end = System.nanoTime() + SIGNAL.toNanos();
		while (Files.isDirectory(threads) && !stopped(threads)) {
			if (System.nanoTime() > end) {
				throw new IllegalStateException(this + " has not stopped within " + SIGNAL);
			}
			LockSupport.parkNanos(FREEZE_POLL.toNanos());
		}
	}

	private boolean stopped(Path threads) {
		try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
			for (Path thread : all) {
				// proc(5): the state follows the name, which is in brackets and may hold
				// any
				String stat = Files.readString(thread.resolve("stat"));
				if (stat.charAt(stat.lastIndexOf(')') + 2) != STOPPED) {
					return false;
				}
			}
			return true;
		}
		catch (IOException | DirectoryIteratorException ex) {
			// a thread has ended meanwhile: look again
			return false;
		}
	}

	/** Lets it go on after {@link #freeze}. */
	public void thaw() {
		signal("CONT");
	}

	private void signal(String signal) {
		try {
			Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).inheritIO().start();
			if (!kill.waitFor(SIGNAL.toMillis(), TimeUnit.MILLISECONDS) || kill.exitValue() != 0) {
				throw new IllegalStateException("Cannot send " + signal + " to " + this);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot send " + signal + " to " + this, ex);
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
	}

	/** Kills it by a signal that it cannot notice, and waits for its end. */
	public void kill() {
		this.process.destroyForcibly();
		awaitExit(END);
	}

	/**
	 * Asks it to end by the signal by which a service manager does; does not wait for it.
	 */
	public void terminate() {
		// that of the process closes its input first, by which it may end before the
		// signal comes
		this.process.toHandle().destroy();
	}

	/**
	 * Waits for its end.
	 * @param patience how long
	 * @return its exit code
	 * @throws IllegalStateException when it has not ended in time
	 */
	public int awaitExit(Duration patience) {
		if (!ends(patience)) {
			throw new IllegalStateException(this + " has not ended within " + patience + "\n" + end());
		}
		return this.process.exitValue();
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
		endOrKill();
	}

	/** Waits for its end; kills it when it takes too long. */
	public void endOrKill() {
		if (!ends(END)) {
			kill();
		}
	}

	private boolean ends(Duration patience) {
		try {
			boolean ended = this.process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
			if (ended) {
				LIVING.remove(this.process);
			}
			return ended;
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
	}

	private IllegalStateException interrupted(InterruptedException ex) {
		Thread.currentThread().interrupt();
		return new IllegalStateException("Interrupted while waiting for " + this, ex);
	}

	@Override
	public String toString() {
		return this.name + ", pid " + pid() + (isAlive() ? "" : ", ended with " + this.process.exitValue());
	}

}
