package io.rocketjob;

/**
 * Counters of a batch job. What is counted while a record is worked on is added once that
 * record has succeeded, and stored exactly once with the output of its slice, when all
 * records of that are done. Used by one thread.
 *
 * @since 0.1.0
 */
public interface Statistics {

	/**
	 * How many counters a slice may have; further ones are left out, and that is logged.
	 */
	int MOST_NAMES = 1_000;

	/** The most characters of the name of a counter. */
	int LONGEST_NAME = 200;

	/**
	 * Adds to a counter.
	 * @param name the name, in which dots may make a hierarchy
	 * @param by how much, may be negative
	 * @throws IllegalArgumentException when the name is empty or too long
	 */
	void increment(String name, long by);

	/**
	 * Adds one to a counter.
	 * @param name the name
	 */
	default void increment(String name) {
		increment(name, 1);
	}

}
