package io.rocketjob.sample;

import java.io.Console;
import java.io.PrintStream;
import java.util.Collection;
import java.util.Locale;

import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far the jobs are: on a terminal in one line that is redrawn; elsewhere in a
 * new line when something has changed, at most once a second.
 */
class ProgressDisplay implements AutoCloseable {

	private static final long MIN_NANOS_BETWEEN_LINES = 1_000_000_000;

	private final PrintStream out = System.out;

	private final boolean terminal = isTerminal();

	private final long start = System.nanoTime();

	private final int total;

	private String shown = "";

	private long shownAt = this.start - MIN_NANOS_BETWEEN_LINES;

	private @Nullable String pending;

	ProgressDisplay(int total) {
		this.total = total;
	}

	void show(Collection<JobInstance<?>> jobs) {
		long now = System.nanoTime();
		double seconds = (now - this.start) / 1e9;
		long done = count(jobs, JobState.COMPLETED);
		String counts = String.format(Locale.ROOT, "%2d/%d done, %d failed, %2d running", done, this.total,
				count(jobs, JobState.FAILED), count(jobs, JobState.RUNNING));
		String line = String.format(Locale.ROOT, "%s, %5.1f jobs/s, %4.1f s", counts, done / seconds, seconds);
		if (this.terminal) {
			this.out.print("\r" + line);
			this.out.flush();
			return;
		}
		if (!counts.equals(this.shown)) {
			this.shown = counts;
			this.pending = line;
		}
		if (this.pending != null && now - this.shownAt >= MIN_NANOS_BETWEEN_LINES) {
			this.out.println(line);
			this.pending = null;
			this.shownAt = now;
		}
	}

	@Override
	public void close() {
		if (this.terminal) {
			this.out.println();
		}
		else if (this.pending != null) {
			this.out.println(this.pending);
		}
	}

	private static long count(Collection<JobInstance<?>> jobs, JobState state) {
		return jobs.stream().filter((job) -> job.state() == state).count();
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
			return true; // before Java 22 there is only a console where there is a
							// terminal
		}
		catch (ReflectiveOperationException ex) {
			return false;
		}
	}

}
