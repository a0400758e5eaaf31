package io.rocketjob.benchmark.rocketjob;

import java.util.List;
import java.util.Map;

import io.rocketjob.RocketJobTemplate;
import io.rocketjob.benchmark.process.ContenderArguments;
import io.rocketjob.benchmark.process.Latencies;

/** What jobs a server is to run, and how they are created. */
interface Workload extends AutoCloseable {

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
	 * What else there is to tell at the end.
	 * @param rocketJob finds jobs
	 * @return what can be written as JSON
	 * @throws Exception whatever went wrong
	 */
	default Map<String, Object> details(RocketJobTemplate rocketJob) throws Exception {
		return Map.of();
	}

	/**
	 * Ends it, when nothing is worked on any more.
	 * @throws Exception whatever went wrong
	 */
	@Override
	default void close() throws Exception {
	}

	/**
	 * Makes the workload that the arguments name.
	 * @param arguments {@code --workload} and what else it reads
	 * @param latencies notes how long jobs have waited
	 * @return the workload
	 */
	static Workload of(ContenderArguments arguments, Latencies latencies) {
		String name = arguments.get("workload", "simple");
		return switch (name) {
			case "simple" -> new SimpleWorkload(arguments);
			case "batch" -> new BatchWorkload(arguments);
			case "rated" -> new RatedWorkload();
			case "throttled" -> new ThrottledWorkload();
			case "mix" -> new MixWorkload();
			case "latency" -> new LatencyWorkload(arguments, latencies);
			case "transfer" -> new TransferWorkload(arguments);
			case "convert" -> new ConversionWorkload(arguments);
			case "soak" -> new SoakWorkload(arguments);
			default -> throw new IllegalArgumentException("There is no workload '" + name + "'");
		};
	}

}
