package io.rocketjob.batch.record.csv;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.rocketjob.batch.record.FileContentException;

/**
 * Finds out from the first lines of a file what separates its values: the one that gives
 * all records the same number of values, more than one. Refuses to choose among several.
 */
final class SeparatorGuess {

	private static final char[] CANDIDATES = { ',', ';', '\t', '|' };

	private static final int LINES = 50;

	private static final int CHARACTERS = 100_000;

	private final List<SourceLines.Line> sample;

	private SeparatorGuess(List<SourceLines.Line> sample) {
		this.sample = sample;
	}

	/**
	 * Finds it out.
	 * @param lines the lines, of which none is read
	 * @param dialect how values are written otherwise
	 * @param comment what begins a line that is no record, empty for none
	 * @return the separator
	 * @throws FileContentException when it is not clear
	 * @throws IOException when the file cannot be read
	 */
	static char of(SourceLines lines, Dialect dialect, String comment) throws IOException {
		SeparatorGuess guess = new SeparatorGuess(lines.look(LINES, CHARACTERS));
		List<Character> fitting = new ArrayList<>();
		for (char candidate : CANDIDATES) {
			if (candidate != dialect.quote() && guess.fits(dialect.separatedBy(candidate), comment)) {
				fitting.add(candidate);
			}
		}
		if (fitting.size() == 1) {
			return fitting.get(0);
		}
		String right = "; set the option 'separator'";
		throw new FileContentException(fitting.isEmpty()
				? "No comma, semicolon, tab or | separates as many values in each of the first records" + right
				: "It is not clear what separates values, as " + names(fitting) + " all could" + right);
	}

	private static String names(List<Character> separators) {
		return String.join(" and ",
				separators.stream().map((each) -> (each == '\t') ? "a tab" : "'" + each + "'").toList());
	}

	private boolean fits(Dialect dialect, String comment) {
		ValueScanner scanner = new ValueScanner(dialect);
		int values = 0;
		for (SourceLines.Line line : this.sample) {
			boolean begins = !scanner.isOpen();
			if (begins) {
				if (line.text().isBlank() || (!comment.isEmpty() && line.text().startsWith(comment))) {
					continue;
				}
				scanner.begin();
			}
			if (scanner.scan(line.text()) != null) {
				return false;
			}
			if (!scanner.isOpen()) {
				if (scanner.values() < 2 || (values != 0 && values != scanner.values())) {
					return false;
				}
				values = scanner.values();
			}
		}
		// a sample that ends within a record says nothing of that one
		return values != 0;
	}

}
