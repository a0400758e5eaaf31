package io.rocketjob.server;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.rocketjob.Events;
import io.rocketjob.ServerControl;
import io.rocketjob.ServerFilter;
import org.jspecify.annotations.Nullable;

/**
 * Tells one server, or all of them, what to do, by events. Thread-safe.
 */
abstract class EventControl implements ServerControl {

	private static final Set<String> LEVELS = Set.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF", "DEFAULT");

	private final Events events;

	EventControl(Events events) {
		this.events = events;
	}

	/**
	 * Which server.
	 * @return the parameter {@code server}, if it is one
	 */
	abstract Map<String, Object> server();

	/**
	 * Which process.
	 * @return the parameters {@code host} and {@code pid}, if it is one
	 */
	abstract Map<String, Object> process();

	final void publish(String name, String action, Map<String, Object> target,
			Map<String, ? extends @Nullable Object> values) {
		Map<String, @Nullable Object> parameters = new LinkedHashMap<>(target);
		values.forEach((parameter, value) -> {
			if (value != null) {
				parameters.put(parameter, value);
			}
		});
		this.events.publish(name, action, parameters);
	}

	private void tell(String action, Map<String, ? extends @Nullable Object> values) {
		publish(ServerSubscriber.NAME, action, server(), values);
	}

	@Override
	public void pause() {
		tell("pause", Map.of());
	}

	@Override
	public void resume() {
		tell("resume", Map.of());
	}

	@Override
	public void stop() {
		tell("stop", Map.of());
	}

	@Override
	public void kill() {
		tell("kill", Map.of());
	}

	@Override
	public void refresh() {
		tell("refresh", Map.of());
	}

	@Override
	public void maxWorkers(int max) {
		if (max < 1) {
			throw new IllegalArgumentException("maxWorkers must be at least 1, but is " + max);
		}
		tell("maxWorkers", Map.of("max", max));
	}

	@Override
	public void filter(ServerFilter filter) {
		tell("filter", ServerDocument.filter(filter));
	}

	@Override
	public void logThreadDump() {
		tell("logThreadDump", Map.of());
	}

	@Override
	public void logLevel(String logger, String level) {
		String known = level.toUpperCase(Locale.ROOT);
		if (!LEVELS.contains(known)) {
			throw new IllegalArgumentException("There is no level '" + level + "'; it is one of TRACE, DEBUG, INFO,"
					+ " WARN, ERROR, OFF, and DEFAULT to take it from the parent again");
		}
		publish("logger", "setLevel", process(), Map.of("logger", logger, "level", known));
	}

}
