package io.rocketjob.benchmark.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.mongodb.client.MongoDatabase;
import io.rocketjob.benchmark.process.Causes;
import io.rocketjob.benchmark.process.ContenderProcess;
import io.rocketjob.benchmark.process.ContenderReport;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Processes that work on one database. Closing it ends them.
 */
final class Fleet implements AutoCloseable {

	private static final long LOOK_MILLIS = 50;

	private static final Duration ENDS_STORED = Duration.ofSeconds(10);

	private final DatabaseUnderTest server;

	private final MongoDatabase database;

	private final List<ContenderProcess> processes = new ArrayList<>();

	private Patience patience = Patience.USUAL;

	Fleet(DatabaseUnderTest server, MongoDatabase database) {
		this.server = server;
		this.database = database;
	}

	MongoDatabase database() {
		return this.database;
	}

	ContenderProcess first() {
		return this.processes.get(0);
	}

	List<ContenderProcess> processes() {
		return this.processes;
	}

	/** Says how long to wait until what it was told is done. */
	Fleet patience(Patience other) {
		this.patience = other;
		return this;
	}

	void start() {
		this.processes.forEach(ContenderProcess::sendStart);
		this.processes.forEach(ContenderProcess::awaitStarted);
	}

	void pause() {
		this.processes.forEach(ContenderProcess::pause);
	}

	/**
	 * How long the processes have kept processors busy, also while they started; the
	 * database is not among them.
	 */
	Duration cpuTime() {
		return this.processes.stream()
			.flatMap((process) -> ProcessHandle.of(process.pid()).stream())
			.flatMap((process) -> process.info().totalCpuDuration().stream())
			.reduce(Duration.ZERO, Duration::plus);
	}

	ContenderReport report() {
		return this.processes.stream()
			.map(ContenderProcess::report)
			.reduce(ContenderReport.NOTHING, ContenderReport::plus);
	}

	/**
	 * Creates and runs some jobs that are not measured, so that the measured ones find a
	 * warm server.
	 */
	void warmUp(int count) {
		first().create(count);
		drain(count);
	}

	/**
	 * Lets all processes work until they have done as much as there is, and pauses them.
	 * @param count how many jobs or records there are
	 */
	Drain drain(long count) {
		return run(count, true);
	}

	/**
	 * Lets all processes work until they have done as much as there is; for those that
	 * cannot be paused.
	 * @param count how many jobs or records there are
	 */
	Drain drainOnce(long count) {
		return run(count, false);
	}

	private Drain run(long count, boolean pause) {
		ContenderReport before = report();
		Long examinedBefore = this.server.examined();
		start();
		await(before.completed(), count);
		if (pause) {
			pause();
		}
		Long examinedAfter = this.server.examined();
		ContenderReport after = report();
		String problem = (after.failure() != null) ? after.failure() : "that many runs were not expected";
		if (after.failure() != null || after.completed() != before.completed() + count) {
			throw new GivenUpException(after.completed() - before.completed(), count, problem, null);
		}
		return new Drain(count, after.since(before), difference(examinedAfter, examinedBefore));
	}

	private static @Nullable Long difference(@Nullable Long after, @Nullable Long before) {
		return (after != null && before != null) ? (Long) (after - before) : null;
	}

	/**
	 * Waits until a collection is empty: the last ends may be stored after the last run
	 * was counted.
	 * @param collection the name of the collection
	 * @return what is left after a while
	 */
	@Nullable Document awaitEmpty(String collection) {
		long end = System.nanoTime() + ENDS_STORED.toNanos();
		Document left;
		while ((left = database().getCollection(collection).find().first()) != null && System.nanoTime() < end) {
			sleep(LOOK_MILLIS);
		}
		return left;
	}

	/**
	 * Waits until a number of jobs or records is done.
	 * @param count how many, since the processes were started
	 * @return what was reported last
	 */
	ContenderReport awaitCompleted(long count) {
		return await(0, count);
	}

	private ContenderReport await(long before, long count) {
		Patience.Watch watch = this.patience.watch();
		long done = 0;
		while (true) {
			ContenderReport report = reportAfter(done, count);
			done = report.completed() - before;
			String problem = report.failure();
			if (problem == null && done >= count) {
				return report;
			}
			problem = (problem != null) ? problem : watch.look(done);
			if (problem != null) {
				throw new GivenUpException(done, count, problem, null);
			}
			sleep(LOOK_MILLIS);
		}
	}

	private ContenderReport reportAfter(long done, long count) {
		try {
			return report();
		}
		catch (IllegalStateException ex) {
			throw new GivenUpException(done, count, Causes.firstLine(ex.getMessage()), ex);
		}
	}

	static void sleep(long millis) {
		try {
			TimeUnit.MILLISECONDS.sleep(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
	}

	/** Ends the processes and drops the database. */
	@Override
	public void close() {
		this.processes.forEach(ContenderProcess::close);
		this.database.drop();
	}

}
