package io.rocketjob.jobclass;

import java.util.Map;

/**
 * Internal: what the configuration says about the plugins of job classes.
 */
@FunctionalInterface
public interface PluginSettings {

	/** A configuration that says nothing. */
	PluginSettings NONE = (jobClass) -> Map.of();

	/**
	 * The sections of a job class, which are named after plugins.
	 * @param jobClass the name of the job class
	 * @return the attributes by their names by the names of the sections, all as written
	 */
	Map<String, Map<String, Value>> sections(String jobClass);

	/** A configured value. */
	interface Value {

		/**
		 * Converts the value.
		 * @param type the type
		 * @param <T> the type
		 * @return the value
		 * @throws IllegalArgumentException when it cannot be converted; its message says
		 * what it is instead, such as {@code "but is 'x'"}
		 */
		<T> T as(Class<T> type);

		/**
		 * Where it was configured.
		 * @return the name of the property
		 */
		String property();

	}

}
