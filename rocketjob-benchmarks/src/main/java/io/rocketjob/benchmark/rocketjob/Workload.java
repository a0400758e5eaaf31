package io.rocketjob.benchmark.rocketjob;

import java.util.List;
import java.util.Map;

import io.rocketjob.RocketJobTemplate;
import io.rocketjob.benchmark.process.ContenderArguments;
import io.rocketjob.benchmark.process.RunRecord;
import io.rocketjob.benchmark.process.Starts;

/** What jobs a server is to run, and how they are created. */
interface Workload {

	/**
	 * The job classes that the server knows.
	 * @return classes annotated as job classes
	 */
	List<Class<?>> jobClasses();

	/**
	 * Creates jobs or records.
	 * @param rocketJob creates them
	 * @param count how many
	 * @throws Exception whatever went wrong
	 */
	void create(RocketJobTemplate rocketJob, int count) throws Exception;

	/**
	 * Is told that the server has begun to work.
	 * @param rocketJob finds jobs
	 */
	default void started(RocketJobTemplate rocketJob) {
	}

	/**
	 * What else there is to tell at the end.
	 * @param rocketJob finds jobs
	 * @return what can be written as JSON
	 * @throws Exception whatever went wrong
	 */
	default Map<String, Object> details(RocketJobTemplate rocketJob) throws Exception {
		return Map.of();
	}

	/**
	 * Makes the workload that the arguments name.
	 * @param arguments {@code --workload} and what else it reads
	 * @param record counts what is run
	 * @param starts notes when jobs begin
	 * @return the workload
	 */
	static Workload of(ContenderArguments arguments, RunRecord record, Starts starts) {
		String name = arguments.get("workload", "simple");
		return switch (name) {
			case "simple" -> new SimpleWorkload(arguments);
			case "batch" -> new BatchWorkload(arguments);
			default -> throw new IllegalArgumentException("There is no workload '" + name + "'");
		};
	}

}
