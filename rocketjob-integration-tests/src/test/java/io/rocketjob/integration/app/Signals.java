package io.rocketjob.integration.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Signals from the test to its processes: files that appear in a directory, so that they
 * need no database.
 */
@Component
public class Signals {

	/** Given when servers that wait to be started may start. */
	public static final String START = "start";

	/** Given when the first runs of held jobs may go on. */
	public static final String GO_ON = "go-on";

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Duration PAUSE = Duration.ofMillis(2);

	private final Path directory;

	Signals(@Value("${app.signals}") Path directory) {
		this.directory = directory;
	}

	/**
	 * Waits for a signal, whatever interrupts that.
	 * @param name the name of the signal
	 */
	void await(String name) {
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (!Files.exists(this.directory.resolve(name))) {
			if (System.nanoTime() > end) {
				throw new IllegalStateException("No signal " + name + " within " + PATIENCE);
			}
			LockSupport.parkNanos(PAUSE.toNanos());
			Thread.interrupted();
		}
	}

}
