package io.rocketjob.operation;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What to tell servers, as an operator has written it.
 *
 * @param action what to do: {@code pause}, {@code resume}, {@code stop}, {@code kill},
 * {@code refresh}, {@code max-workers}, {@code filter}, {@code log-level},
 * {@code log-thread-dump}; and {@code thread-dump} of one server
 * @param worker the worker of one server, for {@code stop}, {@code kill} and
 * {@code thread-dump}
 * @param maxWorkers how many workers, for {@code max-workers}
 * @param include a regular expression, for {@code filter}
 * @param exclude a regular expression, for {@code filter}
 * @param where a query of MongoDB as JSON, for {@code filter}
 * @param logger the name of a logger, for {@code log-level}
 * @param level a level, for {@code log-level}
 * @since 0.1.0
 */
public record ServerCommand(@Nullable String action, @Nullable String worker, @Nullable String maxWorkers,
		@Nullable String include, @Nullable String exclude, @Nullable String where, @Nullable String logger,
		@Nullable String level) {

	/**
	 * Makes a command of an action that takes nothing.
	 * @param action what to do
	 */
	public ServerCommand(String action) {
		this(action, null, null, null, null, null, null, null);
	}

	String name() {
		return (this.action != null) ? this.action : "";
	}

	/**
	 * The names of what is given for the action.
	 * @return the names, without that of the worker
	 */
	List<String> given() {
		List<String> given = new ArrayList<>();
		add(given, "maxWorkers", this.maxWorkers);
		add(given, "include", this.include);
		add(given, "exclude", this.exclude);
		add(given, "where", this.where);
		add(given, "logger", this.logger);
		add(given, "level", this.level);
		return given;
	}

	private static void add(List<String> given, String name, @Nullable String value) {
		if (value != null) {
			given.add(name);
		}
	}

}
