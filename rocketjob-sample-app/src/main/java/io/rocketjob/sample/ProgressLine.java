package io.rocketjob.sample;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

import io.rocketjob.BatchStatus;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far a batch is: on a terminal in one line that is redrawn; elsewhere in a new
 * line now and then, and at the end.
 */
class ProgressLine implements AutoCloseable {

	private static final int WIDTH = 16;

	private static final long NANOS_BETWEEN_LINES = Duration.ofSeconds(5).toNanos();

	private final PrintStream out;

	private final boolean terminal;

	private long printedAt = System.nanoTime();

	private String last = "";

	ProgressLine() {
		this(System.out, isTerminal());
	}

	ProgressLine(PrintStream out, boolean terminal) {
		this.out = out;
		this.terminal = terminal;
	}

	void show(BatchStatus status) {
		this.last = line(status);
		if (this.terminal) {
			this.out.print("\r" + this.last);
			this.out.flush();
		}
		else if (System.nanoTime() - this.printedAt >= NANOS_BETWEEN_LINES) {
			this.out.println(this.last.strip());
			this.printedAt = System.nanoTime();
		}
	}

	@Override
	public void close() {
		this.out.println(this.terminal ? "" : this.last.strip());
	}

	private static String line(BatchStatus status) {
		int done = status.percentComplete() * WIDTH / 100;
		// The time left has a fixed width, so that a shorter line covers a longer one
		return String.format(Locale.ROOT, "[%s%s] %3d%%  %,7d of %,d records %,7.0f records/s  %-12s", "#".repeat(done),
				"-".repeat(WIDTH - done), status.percentComplete(), status.recordsDone(), status.recordCount(),
				status.recordsPerSecond(), timeLeft(status.timeLeft()));
	}

	private static String timeLeft(@Nullable Duration left) {
		return (left != null) ? "%d:%02d left".formatted(left.toMinutes(), left.toSecondsPart()) : "";
	}

	@SuppressWarnings("SystemConsoleNull") // from Java 22 on it is asked isTerminal
	private static boolean isTerminal() {
		Console console = System.console();
		if (console == null) {
			return false;
		}
		try {
			return (boolean) Console.class.getMethod("isTerminal").invoke(console);
		}
		catch (NoSuchMethodException ex) {
			// before Java 22 there is only a console where there is a terminal
			return true;
		}
		catch (ReflectiveOperationException ex) {
			return false;
		}
	}

}
