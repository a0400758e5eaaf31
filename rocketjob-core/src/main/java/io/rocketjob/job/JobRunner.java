package io.rocketjob.job;

import java.time.Duration;
import java.util.concurrent.Future;

import io.rocketjob.JobTransition;
import io.rocketjob.UnknownJobClassException;
import io.rocketjob.document.JobRecord;
import io.rocketjob.jobclass.CallbackChain;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.logging.RunLogging;
import io.rocketjob.observation.RunOutcome;
import io.rocketjob.work.ClaimedJob;
import io.rocketjob.work.RunResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Internal: runs one job that this process holds, on the calling thread, and ends it.
 * Never throws: whatever a job does, its worker goes on. Start and end are logged by the
 * logger of the job class. Thread-safe.
 */
public final class JobRunner {

	private static final Logger logger = LoggerFactory.getLogger(JobRunner.class);

	private final JobBinder binder;

	private final JobCreation creation;

	private final Instrumentation instrumentation;

	private final ActiveRuns runs;

	private final JobClaimHandles handles;

	private final RunEnds ends;

	private final RunTimeouts timeouts;

	JobRunner(JobBinder binder, JobCreation creation, Instrumentation instrumentation, ActiveRuns runs,
			JobClaimHandles handles, RunEnds ends) {
		this.binder = binder;
		this.creation = creation;
		this.instrumentation = instrumentation;
		this.runs = runs;
		this.handles = handles;
		this.ends = ends;
		this.timeouts = new RunTimeouts(ends::failAbandoned, binder.classes()::contextLoader);
	}

	/**
	 * Runs a claimed job.
	 * @param claimed the job
	 * @param server the name of this server
	 * @return how it ended
	 */
	public RunResult run(ClaimedJob claimed, String server) {
		return run(claimed, server, this.handles.of(claimed));
	}

	/**
	 * Runs a claimed job whose deletion may be stored a moment later than this returns.
	 * @param claimed the job
	 * @param server the name of this server
	 * @param completions what deletes it
	 * @return how it ended
	 */
	public RunResult run(ClaimedJob claimed, String server, JobCompleter completions) {
		return run(claimed, server, this.handles.of(claimed, completions));
	}

	/**
	 * Fails a claimed job that is not started.
	 * @param claimed the job
	 * @param server the name of this server
	 * @param thrown why
	 * @return how it ended
	 */
	public RunResult fail(ClaimedJob claimed, String server, Throwable thrown) {
		return run(claimed.job(), claimed.worker(), server, this.handles.of(claimed),
				Execution.failing(claimed.job(), thrown));
	}

	private RunResult run(ClaimedJob claimed, String server, ClaimHandle handle) {
		long start = System.nanoTime();
		try {
			return run(claimed.job(), claimed.worker(), server, handle, Execution.ofJob(claimed.job()));
		}
		finally {
			this.runs.costs().ran(claimed.job().type(), Duration.ofNanos(System.nanoTime() - start));
		}
	}

	/**
	 * Runs what belongs to a job.
	 * @param job the job
	 * @param worker the name of the worker
	 * @param server the name of this server
	 * @param handle the claim, and how its end is stored
	 * @param execution what to do
	 * @return how it ended
	 */
	public RunResult run(JobRecord job, String worker, String server, ClaimHandle handle,
			Execution<@Nullable Object> execution) {
		String type = job.type();
		JobClass<?> jobClass = this.binder.classes().find(type);
		FieldsState<@Nullable Object> fields = this.binder.fields(job);
		RunOptions options = new RunOptions(jobClass != null && jobClass.interruptible(), job.timeout(),
				this.binder.logger(job, logger),
				this.instrumentation.observations().run(job, jobClass, execution, server, worker));
		Run<@Nullable Object> run = new Run<>(job, execution, worker, handle, fields, options);
		Level level = job.logLevel();
		try (RunLogging logging = RunLogging.begin(type, run.id().toHexString(), server, worker, level)) {
			return this.binder.classes().contextLoader().get(() -> observed(run, jobClass));
		}
	}

	/**
	 * Everything that is done is part of the observation, so that what is logged, and
	 * what it costs in the database, can be told to belong to it.
	 */
	private RunResult observed(Run<@Nullable Object> run, @Nullable JobClass<?> jobClass) {
		run.observation().open();
		RunOutcome outcome = RunOutcome.LOST;
		Throwable thrown = null;
		try {
			RunResult result = run(run, jobClass);
			outcome = outcome(result);
			thrown = result.thrown();
			return result;
		}
		finally {
			run.observation().stop(outcome, thrown, run::redaction);
			run.observation().close();
		}
	}

	private static RunOutcome outcome(RunResult result) {
		return switch (result.outcome()) {
			case COMPLETED -> RunOutcome.COMPLETED;
			case FAILED -> RunOutcome.FAILED;
			case ABORTED -> RunOutcome.ABORTED;
			case RELEASED -> RunOutcome.REQUEUED;
			case LOST -> RunOutcome.LOST;
		};
	}

	private RunResult run(Run<@Nullable Object> run, @Nullable JobClass<?> jobClass) {
		run.logger().atLevel(run.execution().level()).log("Start {}", run);
		long start = System.nanoTime();
		CallbackChain<@Nullable Object> callbacks = CallbackChain.none();
		Future<?> watch = null;
		Object value = null;
		Throwable thrown = null;
		this.runs.add(run);
		try {
			watch = this.timeouts.watch(run);
			callbacks = this.binder.callbacks(run.job());
			value = perform(run, jobClass, callbacks);
		}
		catch (Throwable ex) {
			thrown = ex;
		}
		finally {
			run.returned();
			if (watch != null) {
				watch.cancel(false);
			}
		}
		return end(run, callbacks, value, thrown, Duration.ofNanos(System.nanoTime() - start));
	}

	@SuppressWarnings("unchecked")
	private @Nullable Object perform(Run<@Nullable Object> run, @Nullable JobClass<?> jobClass,
			CallbackChain<@Nullable Object> callbacks) throws Exception {
		if (jobClass == null) {
			throw new UnknownJobClassException(run.jobClass(), this.binder.classes().names());
		}
		if (run.claimKey() != null && run.execution().usesFields()) {
			this.creation.checkStoredFields(jobClass, run.fieldsState());
		}
		DocumentContext<@Nullable Object> context = RunEnds.context(run, null, null);
		if (RunEnds.isPart(run, JobTransition.START)) {
			this.ends.handOverAtStart(run);
			callbacks.before(JobTransition.START, context);
			callbacks.after(JobTransition.START, context);
		}
		Object value = run.execution().perform(((JobClass<@Nullable Object>) jobClass).bean(), callbacks, run);
		if (RunEnds.isPart(run, JobTransition.COMPLETE)) {
			callbacks.before(JobTransition.COMPLETE, context);
		}
		return value;
	}

	private RunResult end(Run<@Nullable Object> run, CallbackChain<@Nullable Object> callbacks, @Nullable Object value,
			@Nullable Throwable thrown, Duration duration) {
		try {
			return this.ends.end(run, callbacks, value, thrown, duration);
		}
		catch (Throwable ex) {
			// neither an unknown error nor a database that is gone for good ends the
			// worker
			logger.error("Could not record the end of {}; it will be queued again", run, this.ends.loggable(run, ex));
			return new RunResult(RunResult.Outcome.LOST, null, ex);
		}
		finally {
			if (!run.isHandedOver()) {
				this.runs.ended(run);
			}
			run.ended();
		}
	}

}
