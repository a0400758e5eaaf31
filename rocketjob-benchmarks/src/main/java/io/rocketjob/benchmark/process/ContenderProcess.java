package io.rocketjob.benchmark.process;

import java.time.Duration;

import io.rocketjob.testsupport.ChildProcess;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A contender in a process of its own, as seen by who measures it; see
 * {@link ContenderMain} for what is said. To be used by one thread.
 */
public final class ContenderProcess implements AutoCloseable {

	private static final JsonMapper JSON = new JsonMapper();

	private static final Duration SHORT = Duration.ofSeconds(60);

	private static final Duration LONG = Duration.ofMinutes(15);

	private final ChildProcess process;

	private @Nullable String settings;

	/**
	 * Makes a contender of a process that was just started.
	 * @param process the process
	 */
	public ContenderProcess(ChildProcess process) {
		this.process = process;
	}

	/**
	 * Waits until it is up.
	 * @return what it says about its settings
	 * @throws SkippedException when it says that it cannot be measured
	 */
	public String awaitReady() {
		String known = this.settings;
		if (known != null) {
			return known;
		}
		String line = this.process.readLine(SHORT.multipliedBy(2));
		if (line.startsWith("SKIP")) {
			throw new SkippedException(line.substring("SKIP".length()).strip());
		}
		String said = checked(line, "READY");
		this.settings = said;
		return said;
	}

	/**
	 * Lets it create jobs or records.
	 * @param count how many
	 * @return how long that has taken
	 */
	public Duration create(int count) {
		String[] words = ask("CREATE " + count, "CREATED", LONG).split(" ", -1);
		return Duration.ofNanos(Long.parseLong(words[1]));
	}

	/** Tells it to start, without waiting for the answer. */
	public void sendStart() {
		this.process.write("START");
	}

	/** Waits for the answer to {@link #sendStart()}. */
	public void awaitStarted() {
		checked(this.process.readLine(SHORT), "STARTED");
	}

	/**
	 * Lets it stop to work until it is started again.
	 * @throws IllegalStateException when it cannot
	 */
	public void pause() {
		ask("PAUSE", "PAUSED", SHORT);
	}

	/**
	 * Asks what it has done.
	 * @return the report
	 */
	public ContenderReport report() {
		return JSON.readValue(ask("REPORT", "REPORT", SHORT), ContenderReport.class);
	}

	/**
	 * Asks what else it has to tell.
	 * @return the answer
	 */
	public JsonNode details() {
		return JSON.readTree(ask("DETAILS", "DETAILS", LONG));
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
		this.process.kill();
	}

	@Override
	public void close() {
		this.process.close();
	}

	private String ask(String question, String expected, Duration patience) {
		this.process.write(question);
		return checked(this.process.readLine(patience), expected);
	}

	private String checked(String line, String expected) {
		if (line.startsWith("FAILED ")) {
			throw new IllegalStateException(this.process.name() + " has failed: " + line.substring("FAILED ".length()));
		}
		if (!line.equals(expected) && !line.startsWith(expected + " ")) {
			throw new IllegalStateException(this.process + " answers '" + line + "' instead of " + expected);
		}
		return line.substring(expected.length()).strip();
	}

}
