package io.rocketjob.benchmark.scenario;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import com.mongodb.client.MongoDatabase;
import io.rocketjob.benchmark.bare.JobCopies;
import io.rocketjob.benchmark.process.ContenderProcess;
import io.rocketjob.benchmark.report.Measurement;
import io.rocketjob.benchmark.report.Results;
import io.rocketjob.testsupport.ChildProcess;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What scenarios are made of: the database, processes that use it, and the results.
 */
public final class Harness implements AutoCloseable {

	private final DatabaseUnderTest server;

	private final Options options;

	private final Results results;

	private final Path directory;

	private final String run = new ObjectId().toHexString().substring(0, 12);

	private int started;

	private @Nullable Fleet sample;

	/**
	 * Makes a harness.
	 * @param server the database server
	 * @param options how to run scenarios
	 * @param results where to add rows
	 * @param directory where to keep files
	 */
	public Harness(DatabaseUnderTest server, Options options, Results results, Path directory) {
		this.server = server;
		this.options = options;
		this.results = results;
		this.directory = directory;
	}

	DatabaseUnderTest server() {
		return this.server;
	}

	Size size() {
		return this.options.size();
	}

	Options options() {
		return this.options;
	}

	/** How many jobs are there beside those that are measured, where they are many. */
	int others() {
		Integer given = this.options.others();
		return (given != null) ? given : size().pick(2_000, this.server.isEmbedded() ? 100_000 : 1_000_000, 1_000_000);
	}

	Path directory() {
		return this.directory;
	}

	void add(Measurement row) {
		this.results.add(row);
		progress(row.row() + ": " + (row.isMeasured() ? row.rateText() + " " + row.unit() : row.note()));
	}

	/** Tells who waits for the table what is going on. */
	void progress(String text) {
		System.out.println("  … " + text);
	}

	/**
	 * A database that nothing else uses.
	 * @param label what to call it
	 */
	MongoDatabase newDatabase(String label) {
		return this.server.client().getDatabase("bench_" + this.run + "_" + label + "_" + ++this.started);
	}

	/**
	 * Starts processes that are up and do not work yet.
	 * @param label what to call them
	 * @param spec what they are
	 * @param servers how many there are
	 */
	Fleet fleet(String label, Spec spec, int servers) {
		return fleet(label, spec, servers, newDatabase(label));
	}

	Fleet fleet(String label, Spec spec, int servers, MongoDatabase database) {
		Fleet fleet = new Fleet(this.server, database);
		boolean ready = false;
		try {
			for (int i = 0; i < servers; i++) {
				fleet.processes().add(process(label, spec, database));
			}
			fleet.processes().forEach(ContenderProcess::awaitReady);
			ready = true;
			return fleet;
		}
		finally {
			if (!ready) {
				fleet.close();
			}
		}
	}

	/**
	 * Starts a process, and does not wait for it.
	 */
	ContenderProcess process(String label, Spec spec, MongoDatabase database) {
		List<String> options = new ArrayList<>(List.of("-Xmx" + spec.heap(), "-Dfile.encoding=UTF-8"));
		if (size() == Size.SMALL) {
			// what takes seconds in all would be over before anything is compiled twice
			options.add("-XX:TieredStopAtLevel=1");
		}
		options.addAll(spec.options());
		List<String> arguments = new ArrayList<>(List.of("--uri=" + this.server.uri(),
				"--database=" + database.getName(), "--workers=" + spec.workers()));
		arguments.addAll(spec.arguments());
		if (spec.isRocketJob()) {
			arguments.addAll(this.options.properties());
		}
		String name = label + "-" + ++this.started;
		return new ContenderProcess(ChildProcess.startTalking(name,
				this.directory.resolve("logs").resolve(name + ".log"), options, spec.main(), arguments));
	}

	/**
	 * A database with one simple job in it that Rocket Job has made, to be copied.
	 * @return its name
	 */
	String sample() {
		Fleet present = this.sample;
		if (present == null) {
			present = fleet("sample", Spec.rocketJob(), 1);
			this.sample = present;
			present.first().create(1);
			present.processes().forEach(ContenderProcess::close);
			present.processes().clear();
		}
		return present.database().getName();
	}

	JobCopies copies() {
		return JobCopies.of(this.server.client().getDatabase(sample()));
	}

	/** The argument by which bare servers find the job to copy. */
	String sampleArgument() {
		return "--sample=" + sample();
	}

	/**
	 * Waits for a condition that must come true soon.
	 * @param what what is waited for
	 * @param condition the condition
	 */
	void await(String what, BooleanSupplier condition) {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > end) {
				throw new IllegalStateException("It has not come true that " + what);
			}
			Fleet.sleep(100);
		}
	}

	@Override
	public void close() {
		if (this.sample != null) {
			this.sample.close();
		}
	}

}
