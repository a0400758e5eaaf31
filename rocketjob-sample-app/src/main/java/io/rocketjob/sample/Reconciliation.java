package io.rocketjob.sample;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What went into a batch and what came out of it. The lines of the files were counted by
 * reading them, the other numbers were told by the batch.
 */
record Reconciliation(long linesOfInput, long read, OutputFile written, OutputFile compressed, OutputFile routed,
		long skipped) {

	void print(PrintStream out) {
		print(out, "read", this.read, "lines of UnicodeData.txt");
		print(out, "written", this.written.records(), this.written.file().toString());
		print(out, "", this.compressed.records(), this.compressed.file() + ", the same once more");
		print(out, "routed", this.routed.records(), this.routed.file().toString());
		print(out, "skipped", this.skipped, "control characters");
		List<String> problems = problems();
		out.printf(Locale.ROOT, "Check: %,d read = %,d written + %,d routed + %,d skipped: %s%n", this.read,
				this.written.records(), this.routed.records(), this.skipped, problems.isEmpty() ? "OK" : "WRONG");
	}

	/**
	 * Checks that every line is accounted for.
	 * @throws IllegalStateException when the numbers differ
	 */
	void verify() {
		List<String> problems = problems();
		if (!problems.isEmpty()) {
			throw new IllegalStateException(String.join("; ", problems));
		}
	}

	private List<String> problems() {
		List<String> problems = new ArrayList<>();
		compare(problems, "lines of the input and records read", this.linesOfInput, this.read);
		compare(problems, "records read and those written, routed or skipped", this.read,
				this.written.records() + this.routed.records() + this.skipped);
		compare(problems, "records written and compressed", this.written.records(), this.compressed.records());
		for (OutputFile output : List.of(this.written, this.compressed, this.routed)) {
			compare(problems, "records and lines of " + output.file(), output.records(), output.lines());
		}
		return problems;
	}

	private static void compare(List<String> problems, String what, long expected, long actual) {
		if (expected != actual) {
			problems.add("The numbers of " + what + " differ: " + expected + " and " + actual);
		}
	}

	private static void print(PrintStream out, String what, long count, String where) {
		out.printf(Locale.ROOT, "%-8s %,7d  %s%n", what, count, where);
	}

}
