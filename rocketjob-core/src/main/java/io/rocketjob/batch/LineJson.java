package io.rocketjob.batch;

/**
 * Writes records of output as JSON, in the way of the application: the one bean of this
 * type wins over its {@code JsonMapper}. Implementations are thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface LineJson {

	/**
	 * Writes a value.
	 * @param value a map with names, or a list; in it are strings, numbers among them
	 * {@link java.math.BigDecimal}, booleans, {@link java.time.Instant},
	 * {@link java.util.UUID}, arrays of bytes, {@code null}, and maps and lists again
	 * @return JSON without line breaks, as a record is a line
	 * @throws RuntimeException when it cannot be written; then the download fails, or the
	 * record where its category is stored as text
	 */
	String write(Object value);

}
