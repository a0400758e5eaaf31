package io.rocketjob.batch.record.csv;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.rocketjob.batch.record.LineReader;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file, of which some can be looked at before they are read.
 */
final class SourceLines {

	/** A line break, which no line has. */
	private static final char NO_CHARACTER = '\n';

	private final LineReader reader;

	private final Deque<Line> ahead = new ArrayDeque<>();

	private String lineBreak = "";

	private int separators = -1;

	private long number;

	SourceLines(LineReader reader) {
		this.reader = reader;
	}

	/**
	 * Counts separators in lines that are not looked at yet.
	 * @param dialect how values are written
	 */
	void count(Dialect dialect) {
		this.reader.countSeparators(dialect.separator(), dialect.quotes() ? dialect.quote() : NO_CHARACTER);
	}

	@Nullable String next() throws IOException {
		if (!this.ahead.isEmpty()) {
			Line looked = this.ahead.remove();
			this.number++;
			this.lineBreak = looked.lineBreak();
			this.separators = -1;
			return looked.text();
		}
		String text = this.reader.readLine();
		if (text != null) {
			this.number++;
			this.lineBreak = this.reader.lineBreak();
			this.separators = this.reader.separators();
		}
		return text;
	}

	/**
	 * How many separators the line has that was read last, outside of quotes.
	 * @return the count, -1 where the line must be looked at
	 */
	int separators() {
		return this.separators;
	}

	/**
	 * Looks at lines without reading them.
	 * @param most how many at most
	 * @param characters after how many characters no more
	 * @return the lines
	 * @throws IOException when they cannot be read
	 */
	List<Line> look(int most, int characters) throws IOException {
		int length = 0;
		for (Line each : this.ahead) {
			length += each.text().length();
		}
		while (this.ahead.size() < most && length < characters) {
			String text = this.reader.readLine();
			if (text == null) {
				break;
			}
			length += text.length();
			this.ahead.add(new Line(text, this.reader.lineBreak()));
		}
		return new ArrayList<>(this.ahead);
	}

	/**
	 * What ended the line that was read last.
	 * @return the line break, empty for the last line if it lacks one
	 */
	String lineBreak() {
		return this.lineBreak;
	}

	/**
	 * The number of the line that was read last.
	 * @return the number, 1 for the first line, 0 before it
	 */
	long number() {
		return this.number;
	}

	/**
	 * A line.
	 *
	 * @param text the line without its line break
	 * @param lineBreak what ended it
	 */
	record Line(String text, String lineBreak) {
	}

}
