package io.rocketjob.test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.rocketjob.BatchInstance;
import io.rocketjob.BatchPhase;
import io.rocketjob.JobBean;
import io.rocketjob.JobInstance;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobQuery;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.batch.BatchEngine;
import io.rocketjob.batch.BatchRunner;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.JobEngine;
import io.rocketjob.job.JobThrottles;
import io.rocketjob.job.StoredJob;
import io.rocketjob.jobclass.JobClasses;
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

	/** Those that may be gone when they have run, as they were when they were claimed. */
	private final Map<ObjectId, JobRecord> begun = new LinkedHashMap<>();

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
	 * The jobs of a class that were created: those that are stored, in whatever state,
	 * and those that this queue has run and that are gone since, because a job is deleted
	 * when it completes unless it is to be kept. These are as they were when their run
	 * began, and of the latest {@value #DRAIN_LIMIT} only. A job that was deleted in
	 * another way is not known.
	 * @param jobClass the class of the job bean
	 * @param <F> the type of its fields
	 * @return the jobs, in the order of their ids
	 */
	public <F extends @Nullable Object> List<JobInstance<F>> created(Class<? extends JobBean<F>> jobClass) {
		JobEngine jobs = this.engine.jobs();
		List<JobInstance<F>> created = new ArrayList<>(jobs().ofClass(jobClass).list());
		Set<ObjectId> stored = created.stream().map(JobInstance::id).collect(Collectors.toSet());
		List<String> names = JobClasses.names(jobs.classes().get(jobClass));
		synchronized (this.begun) {
			this.begun.values()
				.stream()
				.filter((job) -> names.contains(job.type()) && !stored.contains(job.id()))
				.forEach((job) -> created.add(new StoredJob<>(job, jobs)));
		}
		created.sort(Comparator.comparing(JobInstance::id));
		return created;
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
		synchronized (this.begun) {
			this.begun.clear();
		}
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

	/**
	 * Does the next step of a batch as a worker does it, and no more: what comes before
	 * its records, then one slice with each call, then what comes after them. A slice
	 * that fails does not end the batch before the others are done; after the last one a
	 * step fails it. In between the batch can be looked at, and its failed slices
	 * corrected and retried.
	 * @param batch the batch, which must be due or at its records; what the snapshot
	 * shows is not looked at
	 * @return what was done
	 * @throws IllegalStateException when there is nothing to do now: the batch has ended,
	 * is paused, is not due, or is throttled
	 * @throws JobNotFoundException when the batch no longer exists
	 * @throws JobStateException when as many jobs of its class run as may
	 */
	public BatchStep step(BatchInstance<?> batch) {
		this.engine.jobs().scheduled().promoteDue();
		JobRecord job = this.engine.jobs().store().reload(batch.id());
		BatchRunner.Step step = (job.state() == JobState.QUEUED) ? begin(job) : next(batch.id());
		if (step == null) {
			throw new IllegalStateException("There is no step to do of " + job + ": " + why(job));
		}
		RunResult result = step.result();
		boolean failed = result.outcome() == RunResult.Outcome.FAILED;
		String category = step.category();
		BatchStep.Slice slice = (category == null) ? null : new BatchStep.Slice(category, step.firstRecord(),
				step.recordCount(), failed ? this.engine.failedSlice(job.id(), category, step.firstRecord()) : null);
		return new BatchStep(step.phase(), slice, result.outcome() == RunResult.Outcome.COMPLETED, result.thrown());
	}

	private BatchRunner.@Nullable Step begin(JobRecord job) {
		if (!job.has(JobFields.CLAIMABLE) || hasExpired(job)) {
			return null;
		}
		ClaimedJob claimed = this.engine.jobs().claims().one(job.id(), this.holder.serverId(), worker()).orElse(null);
		if (claimed == null || !letsStart(claimed)) {
			return null;
		}
		remember(claimed.job());
		BatchRunner.Step begun = this.engine.runner().begin(claimed, this.holder);
		// of one that goes on at its records the first slice is the first thing to see
		return (begun.phase() == BatchPhase.PROCESSING && begun.result().outcome() == RunResult.Outcome.COMPLETED)
				? next(job.id()) : begun;
	}

	private BatchRunner.@Nullable Step next(ObjectId id) {
		return this.engine.runner().next(id, worker(), this.holder);
	}

	private boolean hasExpired(JobRecord job) {
		Instant expiresAt = job.instant(JobFields.EXPIRES_AT);
		return expiresAt != null && !expiresAt.isAfter(this.engine.jobs().store().clock().now());
	}

	private String why(JobRecord job) {
		if (job.state() == JobState.QUEUED) {
			return hasExpired(job) ? "it has expired" : "it is queued and not due, or a throttle does not let it start";
		}
		return (job.state() == JobState.RUNNING)
				? "it is running, and no slice can be worked on now: others hold what is left, or a throttle or a window"
						+ " of its class leaves it out"
				: "it is " + job.state().value();
	}

	private Optional<ClaimedJob> nextThatMayStart() {
		while (true) {
			Optional<ClaimedJob> next = this.engine.jobs().claims().next(this.holder.serverId(), worker());
			if (next.isEmpty() || letsStart(next.get())) {
				return next;
			}
		}
	}

	private boolean letsStart(ClaimedJob claimed) {
		JobThrottles throttles = this.engine.jobs().throttles();
		return throttles.letsStart(claimed, throttles.ask(claimed),
				(thrown) -> this.engine.jobs().runner().fail(claimed, this.holder.serverName(), thrown));
	}

	private void remember(JobRecord job) {
		if (!job.destroyOnComplete()) {
			return;
		}
		synchronized (this.begun) {
			this.begun.put(job.id(), job);
			if (this.begun.size() > DRAIN_LIMIT) {
				this.begun.remove(this.begun.keySet().iterator().next());
			}
		}
	}

	private String worker() {
		return this.holder.serverName() + ":test";
	}

	private Ran ran(JobRecord job, RunResult result) {
		remember(job);
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
