package io.rocketjob.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import io.rocketjob.benchmark.report.Environment;
import io.rocketjob.benchmark.report.Results;
import io.rocketjob.benchmark.scenario.DatabaseUnderTest;
import io.rocketjob.benchmark.scenario.Harness;
import io.rocketjob.benchmark.scenario.Scenario;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures Rocket Job beside bare loops on the driver, each server in a process of its
 * own, and writes {@code results.json} and {@code results.svg} to
 * {@code target/benchmarks}.
 */
public final class Benchmarks {

	private static final Logger logger = LoggerFactory.getLogger(Benchmarks.class);

	private final Arguments arguments;

	private final Path directory;

	Benchmarks(Arguments arguments, Path directory) {
		this.arguments = arguments;
		this.directory = directory;
	}

	/**
	 * Runs scenarios. Ends with 0, with 1 when one has failed, and with 2 when the
	 * arguments are wrong.
	 * @param args names of scenarios and options
	 */
	public static void main(String[] args) {
		Arguments arguments;
		try {
			arguments = Arguments.parse(args);
		}
		catch (IllegalArgumentException ex) {
			System.err.println(ex.getMessage());
			System.err.println(Arguments.usage());
			System.exit(2);
			return;
		}
		int exitCode = 1;
		try {
			exitCode = new Benchmarks(arguments, directory()).run() ? 0 : 1;
		}
		catch (Exception ex) {
			logger.error("The benchmarks have failed", ex);
		}
		System.exit(exitCode);
	}

	/** Maven runs this in the directory of the module; by hand it may be another one. */
	private static Path directory() {
		return Path.of(System.getProperty("basedir", ""), "target", "benchmarks").toAbsolutePath();
	}

	/**
	 * Runs the scenarios.
	 * @return whether all of them have succeeded
	 * @throws IOException when the results cannot be written
	 */
	boolean run() throws IOException {
		try (DatabaseUnderTest server = server()) {
			Environment environment = environment(server);
			System.out.println(environment);
			Results results = new Results(environment);
			List<String> failed = new ArrayList<>();
			try (Harness harness = new Harness(server, this.arguments.options(), results, this.directory)) {
				for (Scenario scenario : this.arguments.scenarios()) {
					if (!run(scenario, harness, results)) {
						failed.add(scenario.name());
					}
					results.write(this.directory);
				}
			}
			System.out.println("Results are in " + this.directory);
			if (!failed.isEmpty()) {
				System.out.println("FAILED: " + String.join(", ", failed));
			}
			return failed.isEmpty();
		}
	}

	private static boolean run(Scenario scenario, Harness harness, Results results) {
		System.out.println();
		System.out.println(scenario.name());
		boolean succeeded = false;
		try {
			scenario.run(harness);
			succeeded = true;
		}
		catch (Exception ex) {
			// the others can be measured nevertheless
			logger.error("Scenario {} has failed", scenario.name(), ex);
		}
		System.out.println();
		System.out.println(results.table(scenario.name(), scenario.name() + ": " + scenario.title()));
		return succeeded;
	}

	private DatabaseUnderTest server() {
		String uri = this.arguments.uri();
		if (uri != null) {
			return DatabaseUnderTest.at(uri);
		}
		String heap = switch (this.arguments.options().size()) {
			case SMALL -> "512m";
			case NORMAL -> "3g";
			case LARGE -> "8g";
		};
		return DatabaseUnderTest.embedded(heap, this.directory.resolve("logs").resolve("stand-in.log"));
	}

	private Environment environment(DatabaseUnderTest server) {
		return new Environment(System.getProperty("java.version"),
				System.getProperty("os.name") + " " + System.getProperty("os.arch"),
				Runtime.getRuntime().availableProcessors(), server.description(), server.isEmbedded(),
				server.writeConcern(), this.arguments.options().size().toString(),
				Instant.now().truncatedTo(ChronoUnit.SECONDS));
	}

}
