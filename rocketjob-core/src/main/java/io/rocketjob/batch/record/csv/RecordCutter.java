package io.rocketjob.batch.record.csv;

import java.io.IOException;

import io.rocketjob.batch.record.FileContentException;
import org.jspecify.annotations.Nullable;

/**
 * Cuts delimited text into records: a line break of any kind ends a record, except
 * between quotes.
 */
final class RecordCutter {

	private final SourceLines lines;

	private final Dialect dialect;

	private final ValueScanner scanner;

	private final int maximumLength;

	private final @Nullable String comment;

	private long line;

	private int values;

	/**
	 * Makes a cutter.
	 * @param lines the lines of the file
	 * @param dialect how values are written
	 * @param maximumLength the most characters of a record
	 * @param comment what begins a line that is no record, {@code null} for none
	 */
	RecordCutter(SourceLines lines, Dialect dialect, int maximumLength, @Nullable String comment) {
		this.lines = lines;
		this.dialect = dialect;
		this.lines.count(dialect);
		this.scanner = new ValueScanner(dialect);
		this.maximumLength = maximumLength;
		this.comment = comment;
	}

	/**
	 * Cuts the next record.
	 * @return its text, with the line breaks that are in it as they are, {@code null}
	 * when there is none
	 * @throws FileContentException when quotes are wrong
	 * @throws IOException when the file cannot be read
	 */
	@Nullable String next() throws IOException {
		String text = this.lines.next();
		while (text != null && this.comment != null && text.startsWith(this.comment)) {
			text = this.lines.next();
		}
		if (text == null) {
			return null;
		}
		this.line = this.lines.number();
		int separators = this.lines.separators();
		if (separators != -1 && !this.dialect.hasEscape(text)) {
			this.values = separators + 1;
			return text;
		}
		this.scanner.begin();
		scan(text);
		String record = this.scanner.isOpen() ? withFollowing(text) : text;
		this.values = this.scanner.values();
		return record;
	}

	private String withFollowing(String first) throws IOException {
		StringBuilder record = new StringBuilder(first);
		while (this.scanner.isOpen()) {
			record.append(this.lines.lineBreak());
			String text = this.lines.next();
			if (text == null) {
				throw neverClosed("the end of the file");
			}
			if (record.length() + (long) text.length() > this.maximumLength) {
				throw neverClosed(this.maximumLength + " characters, the most that a record can have");
			}
			record.append(text);
			scan(text);
		}
		return record.toString();
	}

	private void scan(String text) throws FileContentException {
		String problem = this.scanner.scan(text);
		if (problem != null) {
			long number = this.lines.number();
			throw new FileContentException("Line " + number + " " + problem
					+ ((number != this.line) ? "; the record begins in line " + this.line : ""));
		}
	}

	private FileContentException neverClosed(String until) {
		return new FileContentException("Line " + (this.line + this.scanner.opened() - 1)
				+ " opens a quote that is not closed before " + until);
	}

	/**
	 * How many values the record has that was cut last.
	 * @return the count
	 */
	int values() {
		return this.values;
	}

	/**
	 * The line in which the record begins that was cut last.
	 * @return the number, 1 for the first line, 0 before the first record
	 */
	long line() {
		return this.line;
	}

}
