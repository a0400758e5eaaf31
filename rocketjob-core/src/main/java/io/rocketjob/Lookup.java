package io.rocketjob;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Side data of a batch job by key, in a collection of its own that is dropped with the
 * job. Values are read from the database when they are first asked for, and the latest
 * thousand are remembered for as long as a worker stays with the job. Used by one thread.
 *
 * @since 0.1.0
 */
public interface Lookup {

	/**
	 * Finds a value.
	 * @param key a string or whole number
	 * @param type the type to read it as
	 * @param <T> the type to read it as
	 * @return the value, or {@code null} when there is none
	 */
	<T> @Nullable T find(Object key, Class<T> type);

	/**
	 * Adds a value, or replaces it. Only in {@code beforeBatch}.
	 * @param key a string or whole number
	 * @param value anything that fields may hold
	 * @throws IllegalStateException while records are worked on
	 */
	default void put(Object key, Object value) {
		putAll(Map.of(key, value).entrySet());
	}

	/**
	 * Adds or replaces values, by bulk writes. Only in {@code beforeBatch}.
	 * @param entries keys and values
	 * @throws IllegalStateException while records are worked on
	 */
	void putAll(Iterable<? extends Map.Entry<?, ?>> entries);

}
