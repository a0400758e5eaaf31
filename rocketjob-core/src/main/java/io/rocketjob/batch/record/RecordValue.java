package io.rocketjob.batch.record;

import org.jspecify.annotations.Nullable;

/**
 * A record of output, for the format that writes it. Valid while it is being written.
 *
 * @since 0.1.0
 */
public interface RecordValue {

	/**
	 * The record as values.
	 * @return a map with names in their order, a list, or a simple value; all in it are
	 * strings, numbers among them {@link java.math.BigDecimal}, booleans,
	 * {@link java.time.Instant}, {@link java.util.UUID}, arrays of bytes, {@code null},
	 * and maps and lists again; {@code null} where the category keeps nulls
	 */
	@Nullable Object value();

	/**
	 * The record as text, as raw lines have it: simple values as they are, others as JSON
	 * in the way of the application or as the download says; {@code null} is empty.
	 * @return the text, without a line break at its end
	 */
	String text();

}
