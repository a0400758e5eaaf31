package io.rocketjob.batch.record.csv;

import java.util.Set;

/**
 * Values with commas between them, and quotes around those that have commas, quotes or
 * line breaks in them: RFC 4180, and what spreadsheets and databases make of it. The
 * separator and the quote are options. Nothing between two separators is {@code null};
 * two quotes are an empty text. Needs FastCSV ({@code de.siegmar:fastcsv}).
 *
 * @since 0.1.0
 */
public final class CsvFormat extends DelimitedFormat {

	/**
	 * Makes it.
	 */
	public CsvFormat() {
		super("csv", new Dialect(',', '"', false, true, Set.of(), true));
	}

}
