package io.rocketjob.stream;

import java.io.IOException;

/**
 * Internal: a line cannot be read as a text. The message never contains the line.
 */
public final class LineException extends IOException {

	private final long lineNumber;

	LineException(long lineNumber, String message) {
		super("Line " + lineNumber + " " + message);
		this.lineNumber = lineNumber;
	}

	/**
	 * The number of the line.
	 * @return the number, 1 for the first line
	 */
	public long lineNumber() {
		return this.lineNumber;
	}

}
