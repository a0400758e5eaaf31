package io.rocketjob.batch.record.csv;

import org.jspecify.annotations.Nullable;

/**
 * Reads the values of one record.
 */
interface RowParser {

	/**
	 * Reads the values.
	 * @param text the record
	 * @return its values, {@code null} where there is nothing
	 * @throws IllegalArgumentException when it is no record, saying what is wrong
	 */
	@Nullable String[] parse(String text);

	/**
	 * Makes a parser.
	 * @param dialect how values are written
	 * @return the parser, for one thread
	 */
	static RowParser of(Dialect dialect) {
		if (!dialect.quotes()) {
			return new PlainRowParser(dialect);
		}
		return dialect.escapes() ? new EscapedRowParser(dialect, new QuotedRowParser(dialect.withoutEscape()))
				: new QuotedRowParser(dialect);
	}

}
