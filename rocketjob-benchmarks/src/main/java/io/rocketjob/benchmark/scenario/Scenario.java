package io.rocketjob.benchmark.scenario;

/**
 * Something that is measured.
 */
public interface Scenario {

	/**
	 * What it is called on the command line.
	 * @return the name
	 */
	String name();

	/**
	 * What it measures, in one line.
	 * @return the title of its table
	 */
	String title();

	/**
	 * Measures, and adds rows to the results.
	 * @param harness what is needed for it
	 * @throws Exception when something does not work, or is not as it must be
	 */
	void run(Harness harness) throws Exception;

}
