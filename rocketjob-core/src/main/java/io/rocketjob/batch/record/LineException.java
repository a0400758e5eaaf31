package io.rocketjob.batch.record;

/**
 * A line cannot be read as a text. The message never contains the line.
 *
 * @since 0.1.0
 */
public final class LineException extends FileContentException {

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
