package io.rocketjob.benchmark.process;

import java.util.Map;

/**
 * A server that is measured, as seen from inside of its process. {@link ContenderMain}
 * calls it from one thread.
 */
public interface Contender extends AutoCloseable {

	/**
	 * What is special about how it is set up, to be shown beside its results.
	 * @return a short text, may be empty
	 */
	default String settings() {
		return "";
	}

	/**
	 * Creates jobs, or input records, as fast as it can.
	 * @param count how many
	 * @throws Exception whatever went wrong
	 */
	void create(int count) throws Exception;

	/**
	 * Begins to work, and returns at once.
	 * @throws Exception whatever went wrong
	 */
	void start() throws Exception;

	/**
	 * Stops to work until it is started again; only for those that can.
	 * @throws UnsupportedOperationException when it cannot be paused
	 * @throws Exception whatever went wrong
	 */
	default void pause() throws Exception {
		throw new UnsupportedOperationException("cannot be paused");
	}

	/**
	 * What it has done up to now.
	 * @return the report
	 */
	ContenderReport report();

	/**
	 * What else it has to tell, asked for once at the end.
	 * @return what can be written as JSON
	 * @throws Exception whatever went wrong
	 */
	default Map<String, Object> details() throws Exception {
		return Map.of();
	}

	/**
	 * Ends it.
	 * @throws Exception whatever went wrong
	 */
	@Override
	void close() throws Exception;

	/**
	 * Makes a contender that is up and does not work yet.
	 */
	@FunctionalInterface
	interface Factory {

		/**
		 * Makes it.
		 * @param arguments what it was told
		 * @return the contender
		 * @throws SkippedException when it cannot be measured here
		 * @throws Exception whatever went wrong
		 */
		Contender create(ContenderArguments arguments) throws Exception;

	}

}
