package io.rocketjob.batch.record.csv;

import java.util.Set;

/**
 * Values with tabs between them, otherwise as {@link CsvFormat}.
 *
 * @since 0.1.0
 */
public final class TsvFormat extends DelimitedFormat {

	/**
	 * Makes it.
	 */
	public TsvFormat() {
		super("tsv", new Dialect('\t', '"', false, true, Set.of(), true));
	}

}
