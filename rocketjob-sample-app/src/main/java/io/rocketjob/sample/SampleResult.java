package io.rocketjob.sample;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import io.rocketjob.JobFailure;
import io.rocketjob.JobHistoryEntry;
import io.rocketjob.JobInstance;

/** The completed jobs of one run, and what is printed of them. */
record SampleResult(int linesOfFile, List<JobInstance<?>> reports, JobInstance<?> total, JobInstance<?> failed,
		JobInstance<?> retried, JobInstance<?> scheduled) {

	private static final int NAME_WIDTH = 44;

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT)
		.withZone(ZoneId.systemDefault());

	/**
	 * Checks that every line was counted once.
	 * @throws IllegalStateException when the total is not that of the file
	 */
	void verify() {
		if (report(this.total).lines() != this.linesOfFile) {
			throw new IllegalStateException("The categories have " + report(this.total).lines()
					+ " lines together, but the file has " + this.linesOfFile);
		}
	}

	void print(PrintStream out) {
		printCategories(out);
		printRetried(out);
		printScheduled(out);
	}

	private void printCategories(PrintStream out) {
		out.println();
		out.println("Category    Lines  Characters  Lowest    Highest   Mirrored  Longest name");
		this.reports.forEach((job) -> printRow(out, report(job)));
		CategoryReport sum = report(this.total);
		printRow(out, sum);
		out.printf(Locale.ROOT, "Check: %,d lines in %d categories, %,d lines in the file: %s%n", sum.lines(),
				this.reports.size(), this.linesOfFile, (sum.lines() == this.linesOfFile) ? "OK" : "WRONG");
	}

	private static void printRow(PrintStream out, CategoryReport report) {
		String name = report.longestName();
		if (name.length() > NAME_WIDTH) {
			name = name.substring(0, NAME_WIDTH - 3) + "...";
		}
		out.printf(Locale.ROOT, "%-8s  %,7d  %,10d  U+%-6s  U+%-6s  %7.2f%%  %s%n", report.category(), report.lines(),
				report.codePoints(), "%04X".formatted(report.lowest()), "%04X".formatted(report.highest()),
				100 * report.mirroredShare(), name);
	}

	private void printRetried(PrintStream out) {
		out.println();
		JobFailure failure = Objects.requireNonNull(this.failed.exception());
		out.printf("%s failed %d time (%s) and was retried by hand:%n", this.retried.jobClass(),
				this.retried.failureCount(), failure.message());
		for (JobHistoryEntry entry : this.retried.history()) {
			out.printf("  %s  %-7s -> %-9s  by %s%s%n", TIME.format(entry.at()), entry.from().value(),
					entry.to().value(), entry.by(), (entry.reason() != null) ? ": " + entry.reason() : "");
		}
		out.printf("  result: %s%n", this.retried.result(String.class));
	}

	private void printScheduled(PrintStream out) {
		Instant planned = Objects.requireNonNull(this.scheduled.runAt());
		Instant started = Objects.requireNonNull(this.scheduled.startedAt());
		out.println();
		out.printf("%s was scheduled:%n", this.scheduled.jobClass());
		out.printf("  created %s, planned for %s, started %s (%d ms late)%n", TIME.format(this.scheduled.createdAt()),
				TIME.format(planned), TIME.format(started), Duration.between(planned, started).toMillis());
		out.printf("  result: %s%n", this.scheduled.result(String.class));
	}

	private static CategoryReport report(JobInstance<?> job) {
		return Objects.requireNonNull(job.result(CategoryReport.class));
	}

}
