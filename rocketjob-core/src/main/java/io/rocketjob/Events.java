package io.rocketjob;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Tells all processes that something has happened, or should. Events go through MongoDB:
 * each process that runs reads every one, in the order in which they were stored, and
 * hands it to its beans that are a {@link Subscriber} of that name. Thread-safe.
 * <p>
 * An event is delivered at most once to a process, typically within 100 ms where MongoDB
 * has capped collections and tailable cursors, and within half a second elsewhere. A
 * process that was cut off goes on after the last event that it has seen; one that starts
 * sees those published after its start. What must not be lost belongs into a job.
 *
 * @since 0.1.0
 */
public interface Events {

	/**
	 * Publishes an event without parameters.
	 * @param name the name of the subscribers, such as {@code cache}
	 * @param action the name of the method they are to call, such as {@code evict}
	 * @see #publish(String, String, Map)
	 */
	default void publish(String name, String action) {
		publish(name, action, Map.of());
	}

	/**
	 * Publishes an event. It is stored when this returns. It takes no part in a
	 * transaction of the caller.
	 * @param name the name of the subscribers, such as {@code cache}
	 * @param action the name of the method they are to call, such as {@code evict}
	 * @param parameters the parameters of that method by name: texts, numbers, booleans,
	 * enums, times, ids, and lists and maps of these
	 * @throws IllegalArgumentException when a name is blank, a parameter cannot be
	 * stored, or the event is larger than 64 kB
	 * @throws org.springframework.dao.DataAccessException when the database does not take
	 * it
	 */
	void publish(String name, String action, Map<String, ? extends @Nullable Object> parameters);

}
