package io.rocketjob.batch.record.csv;

import java.util.Set;

/**
 * Values with {@code |} between them. Quotes mean nothing, so that values can have
 * neither {@code |} nor line breaks, and nothing is the same as an empty text.
 *
 * @since 0.1.0
 */
public final class PsvFormat extends DelimitedFormat {

	/**
	 * Makes it.
	 */
	public PsvFormat() {
		super("psv", new Dialect('|', Dialect.NO_QUOTE, false, true, Set.of(), false));
	}

}
