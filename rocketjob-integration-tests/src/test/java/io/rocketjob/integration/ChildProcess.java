package io.rocketjob.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A JVM that a test has started with its own class path. What it prints goes to a file.
 * None outlives the JVM of the test.
 */
final class ChildProcess {

	private static final Set<Process> LIVING = ConcurrentHashMap.newKeySet();

	private static final List<String> JVM_OPTIONS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
			"-Xshare:auto", "-Xmx256m", "-Dfile.encoding=UTF-8");

	private static final int SHOWN_LINES = 60;

	static {
		Runtime.getRuntime()
			.addShutdownHook(new Thread(() -> LIVING.forEach(Process::destroyForcibly), "child-processes"));
	}

	private final String name;

	private final Path log;

	private final Process process;

	private ChildProcess(String name, Path log, Process process) {
		this.name = name;
		this.log = log;
		this.process = process;
	}

	/**
	 * Starts a process.
	 * @param name what to call it
	 * @param log the file for what it prints
	 * @param main the class to run
	 * @param arguments its arguments, which anybody on this machine can read
	 * @param environment what to add to its environment
	 * @return the process
	 */
	static ChildProcess start(String name, Path log, Class<?> main, List<String> arguments,
			Map<String, String> environment) {
		return start(name, log, JVM_OPTIONS, main, arguments, environment);
	}

	/**
	 * Starts a process.
	 * @param name what to call it
	 * @param log the file for what it prints
	 * @param options the options of its JVM
	 * @param main the class to run
	 * @param arguments its arguments, which anybody on this machine can read
	 * @param environment what to add to its environment
	 * @return the process
	 */
	static ChildProcess start(String name, Path log, List<String> options, Class<?> main, List<String> arguments,
			Map<String, String> environment) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		command.add(main.getName());
		command.addAll(arguments);
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
		builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
		builder.environment().putAll(environment);
		try {
			Files.createDirectories(log.getParent());
			Process process = builder.start();
			LIVING.add(process);
			return new ChildProcess(name, log, process);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot start " + name, ex);
		}
	}

	/**
	 * A directory under the build directory, which is kept.
	 * @param name the name of the directory
	 * @return the directory
	 */
	static Path directory(String name) {
		return Path.of(System.getProperty("basedir", ""), "target", "child-processes", name).toAbsolutePath();
	}

	String name() {
		return this.name;
	}

	long pid() {
		return this.process.pid();
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/** Kills it by a signal that it cannot notice. */
	void kill() {
		this.process.destroyForcibly();
		awaitExit(Duration.ofSeconds(10));
	}

	/** Asks it to end, as a service manager does. */
	void terminate() {
		this.process.destroy();
	}

	/** Freezes it. */
	void freeze() {
		signal("STOP");
	}

	/** Lets it go on after {@link #freeze}. */
	void thaw() {
		signal("CONT");
	}

	private void signal(String signal) {
		try {
			Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).inheritIO().start();
			assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
			assertThat(kill.exitValue()).isZero();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot send " + signal + " to " + this.name, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
	}

	/**
	 * Waits for its end.
	 * @param patience how long
	 * @return its exit code
	 */
	int awaitExit(Duration patience) {
		try {
			assertThat(this.process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS))
				.as("%s ends within %s", this.name, patience)
				.isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
		LIVING.remove(this.process);
		return this.process.exitValue();
	}

	/**
	 * Waits until it has printed something.
	 * @param pattern a regular expression
	 * @param patience how long
	 * @return the match
	 */
	Matcher awaitPrinted(String pattern, Duration patience) {
		Pattern compiled = Pattern.compile(pattern);
		Awaitility.await(this.name + " prints " + pattern)
			.atMost(patience)
			.failFast(this.name + " has ended", () -> !isAlive() && !compiled.matcher(printed()).find())
			.until(() -> compiled.matcher(printed()).find());
		Matcher matcher = compiled.matcher(printed());
		assertThat(matcher.find()).isTrue();
		return matcher;
	}

	String printed() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What it has printed last, to be shown when a test fails.
	 * @return some lines
	 */
	String end() {
		List<String> lines = Arrays.asList(printed().split("\n", -1));
		List<String> last = lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
		return "---- " + this + " (" + this.log + ")\n" + String.join("\n", last);
	}

	@Override
	public String toString() {
		return this.name + ", pid " + pid() + (isAlive() ? "" : ", ended with " + this.process.exitValue());
	}

}
