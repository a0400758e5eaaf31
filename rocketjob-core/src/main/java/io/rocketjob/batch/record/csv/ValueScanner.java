package io.rocketjob.batch.record.csv;

import org.jspecify.annotations.Nullable;

/**
 * Tells where values and records end in delimited text, without reading the values. A
 * quote means something at the beginning of a value only: those in the middle, such as
 * inch marks, are text.
 */
final class ValueScanner {

	private final Dialect dialect;

	private State state = State.START;

	private int values;

	private int opened;

	private int parts;

	ValueScanner(Dialect dialect) {
		this.dialect = dialect;
	}

	/** Begins a record. */
	void begin() {
		this.state = State.START;
		this.values = 1;
		this.parts = 0;
		this.opened = 0;
	}

	/**
	 * Scans a line, or what there is up to a line break within quotes.
	 * @param line the text
	 * @return what is wrong, {@code null} when nothing is
	 */
	@Nullable String scan(String line) {
		this.parts++;
		if (this.state != State.QUOTED && (!this.dialect.quotes() || line.indexOf(this.dialect.quote()) == -1)) {
			countSeparators(line);
			return null;
		}
		char separator = this.dialect.separator();
		int length = line.length();
		int i = 0;
		while (i < length) {
			if (this.state == State.QUOTED) {
				i = closing(line, i) + 1;
				if (i == 0) {
					return null;
				}
				this.state = State.CLOSED;
				continue;
			}
			if (this.state == State.TEXT && this.dialect.quoteInValue()) {
				i = line.indexOf(separator, i);
				if (i == -1) {
					return null;
				}
			}
			char c = line.charAt(i);
			if (c == separator) {
				this.values++;
				this.state = State.START;
			}
			else {
				String problem = next(c);
				if (problem != null) {
					return problem;
				}
			}
			i++;
		}
		return null;
	}

	/** A quote that is not escaped. */
	private int closing(String line, int start) {
		char quote = this.dialect.quote();
		if (!this.dialect.hasEscape(line)) {
			return line.indexOf(quote, start);
		}
		for (int i = start; i < line.length(); i++) {
			if (this.dialect.isEscaped(line, i)) {
				i++;
			}
			else if (line.charAt(i) == quote) {
				return i;
			}
		}
		return -1;
	}

	private void countSeparators(String line) {
		char separator = this.dialect.separator();
		for (int i = line.indexOf(separator); i != -1; i = line.indexOf(separator, i + 1)) {
			this.values++;
		}
	}

	private @Nullable String next(char c) {
		boolean quote = c == this.dialect.quote();
		switch (this.state) {
			case START, SPACES -> {
				if (!quote) {
					this.state = isSpace(c) ? State.SPACES : State.TEXT;
				}
				else if (this.state == State.SPACES && !this.dialect.trim()) {
					return "has spaces before the quote of a value";
				}
				else {
					this.state = State.QUOTED;
					this.opened = this.parts;
				}
			}
			case TEXT -> {
				if (quote && !this.dialect.quoteInValue()) {
					return "has a quote within a value that does not begin with one";
				}
			}
			case CLOSED, AFTER -> {
				if (quote && this.state == State.CLOSED) {
					this.state = State.QUOTED;
				}
				else if (this.dialect.trim() && isSpace(c)) {
					this.state = State.AFTER;
				}
				else {
					return "has text after the closing quote of a value";
				}
			}
			default -> throw new IllegalStateException(this.state.name());
		}
		return null;
	}

	private static boolean isSpace(char c) {
		// as the parser trims them
		return c <= ' ';
	}

	/**
	 * Whether the record goes on after the line break.
	 * @return whether a quote is open
	 */
	boolean isOpen() {
		return this.state == State.QUOTED;
	}

	/**
	 * In which line of the record the open quote is.
	 * @return the number, from 1
	 */
	int opened() {
		return this.opened;
	}

	/**
	 * How many values the record has.
	 * @return the count so far
	 */
	int values() {
		return this.values;
	}

	/** Where in a value the scanner is. */
	private enum State {

		/** Before its first character. */
		START,

		/** After spaces that may belong to it. */
		SPACES,

		/** In one without quotes. */
		TEXT,

		/** Between quotes. */
		QUOTED,

		/** After a quote that closes, or is the first of two. */
		CLOSED,

		/** After spaces behind the closing quote. */
		AFTER

	}

}
