package io.rocketjob.batch;

/**
 * Internal: writes records of output as JSON, in the way of the application.
 * Implementations are thread-safe.
 */
@FunctionalInterface
public interface LineJson {

	/**
	 * Writes a value.
	 * @param value a map with names, or a list; in it are strings, numbers among them
	 * {@link java.math.BigDecimal}, booleans, {@link java.time.Instant},
	 * {@link java.util.UUID}, arrays of bytes, {@code null}, and maps and lists again
	 * @return JSON without line breaks
	 * @throws RuntimeException when it cannot be written
	 */
	String write(Object value);

}
