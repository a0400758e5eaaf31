package io.rocketjob.test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.rocketjob.JobQuery;
import io.rocketjob.batch.BatchEngine;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.JobEngine;
import io.rocketjob.job.JobThrottles;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.RunResult;
import io.rocketjob.work.ServerIdentity;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Runs queued jobs in the thread of a test, without any server: what is due, in the order
 * in which workers would take it. Use it with {@code rocketjob.server.enabled=false}.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class JobQueue {

	private static final int DRAIN_LIMIT = 10_000;

	private final BatchEngine engine;

	private final ServerIdentity holder;

	/**
	 * Makes a queue.
	 * @param engine the jobs, batches among them
	 * @param holder in whose name jobs are claimed
	 */
	public JobQueue(BatchEngine engine, ServerIdentity holder) {
		this.engine = engine;
		this.holder = holder;
	}

	/**
	 * Runs jobs until none is due, with those that are created meanwhile. A job that
	 * fails does not end this.
	 * @return the jobs that were run, in order
	 * @throws IllegalStateException after {@value #DRAIN_LIMIT} jobs, because jobs that
	 * create jobs might never end
	 */
	public List<Ran> drain() {
		return drain(DRAIN_LIMIT);
	}

	/**
	 * Runs jobs until none is due, as {@link #drain()} does.
	 * @param limit how many jobs may be run at most
	 * @return the jobs that were run, in order
	 * @throws IllegalStateException when so many were run, because jobs that create jobs
	 * might never end
	 */
	public List<Ran> drain(int limit) {
		List<Ran> all = new ArrayList<>();
		for (Optional<Ran> ran = runNext(); ran.isPresent(); ran = runNext()) {
			all.add(ran.get());
			if (all.size() == limit) {
				throw new IllegalStateException(limit + " jobs were run; does a job of class " + ran.get().jobClass()
						+ " create the next one without end?");
			}
		}
		return all;
	}

	/**
	 * Begins a query for the stored jobs.
	 * @return a query for all jobs
	 */
	public JobQuery<?> jobs() {
		return this.engine.jobs().query();
	}

	/**
	 * Deletes all that Rocket Job has stored: the jobs in whatever state, with their
	 * records and output, and what is known of servers in other processes. It is gone
	 * from the databases whichever process has stored it: be sure that these are
	 * databases for tests.
	 */
	public void clear() {
		JobEngine jobs = this.engine.jobs();
		StoredCollections.clear(jobs.store().mongo().database());
		StoredCollections.clear(this.engine.slices().database());
		jobs.forget();
	}

	/**
	 * Runs the one job that a worker would take next; of a batch, all of it. What is
	 * throttled is not run until its time has come, by the clock of the test.
	 * @return the job that was run, if one was due
	 */
	public Optional<Ran> runNext() {
		this.engine.jobs().scheduled().promoteDue();
		return nextThatMayStart().map((job) -> ran(job.job(), this.engine.runner().runToEnd(job, this.holder)))
			.or(() -> this.engine.runner()
				.openBatch()
				.map((batch) -> ran(batch, this.engine.runner().workToEnd(batch.id(), worker(), this.holder))));
	}

	private Optional<ClaimedJob> nextThatMayStart() {
		JobThrottles throttles = this.engine.jobs().throttles();
		while (true) {
			Optional<ClaimedJob> next = this.engine.jobs().claims().next(this.holder.serverId(), worker());
			if (next.isEmpty() || throttles.letsStart(next.get(), throttles.ask(next.get()),
					(thrown) -> this.engine.jobs().runner().fail(next.get(), this.holder.serverName(), thrown))) {
				return next;
			}
		}
	}

	private String worker() {
		return this.holder.serverName() + ":test";
	}

	private static Ran ran(JobRecord job, RunResult result) {
		return new Ran(job.id(), job.type(), result.value(), result.thrown(),
				result.outcome() == RunResult.Outcome.COMPLETED);
	}

	/**
	 * A job that was run.
	 *
	 * @param id its id
	 * @param jobClass the name of its class
	 * @param result what it returned
	 * @param exception what it threw, or {@code null}
	 * @param completed whether it completed; {@code false} when it threw, and when it was
	 * ended by another thread or process during the run
	 */
	public record Ran(ObjectId id, String jobClass, @Nullable Object result, @Nullable Throwable exception,
			boolean completed) {
	}

}
