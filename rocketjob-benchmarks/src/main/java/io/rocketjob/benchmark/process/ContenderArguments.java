package io.rocketjob.benchmark.process;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The arguments of a contender's process, each {@code --name=value}.
 */
public final class ContenderArguments {

	private final Map<String, String> values = new LinkedHashMap<>();

	/**
	 * Reads arguments.
	 * @param args the arguments
	 * @throws IllegalArgumentException when one is not {@code --name=value}
	 */
	public ContenderArguments(String... args) {
		for (String arg : args) {
			int equals = arg.indexOf('=');
			if (!arg.startsWith("--") || equals < 0) {
				throw new IllegalArgumentException("Expected --name=value instead of '" + arg + "'");
			}
			this.values.put(arg.substring(2, equals), arg.substring(equals + 1));
		}
	}

	/**
	 * Where the database server is.
	 * @return a connection string without a database
	 */
	public String uri() {
		return required("uri");
	}

	/**
	 * The database to use.
	 * @return its name
	 */
	public String database() {
		return required("database");
	}

	/**
	 * How many threads shall work.
	 * @return the number of workers
	 */
	public int workers() {
		return Integer.parseInt(required("workers"));
	}

	/**
	 * A value that must be there.
	 * @param name its name
	 * @return the value
	 * @throws IllegalArgumentException when it is missing
	 */
	public String required(String name) {
		String value = this.values.get(name);
		if (value == null) {
			throw new IllegalArgumentException("--" + name + " is missing");
		}
		return value;
	}

	/**
	 * A value that may be left out.
	 * @param name its name
	 * @param otherwise the value when it is missing
	 * @return the value
	 */
	public String get(String name, String otherwise) {
		String value = this.values.get(name);
		return (value != null) ? value : otherwise;
	}

	/**
	 * A number that may be left out.
	 * @param name its name
	 * @param otherwise the value when it is missing
	 * @return the number
	 */
	public int number(String name, int otherwise) {
		@Nullable String value = this.values.get(name);
		return (value != null) ? Integer.parseInt(value) : otherwise;
	}

	/**
	 * The arguments that are meant for another reader.
	 * @param prefix what their names begin with
	 * @return them, as they were given
	 */
	public List<String> startingWith(String prefix) {
		return this.values.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().startsWith(prefix))
			.map((entry) -> "--" + entry.getKey() + "=" + entry.getValue())
			.toList();
	}

}
