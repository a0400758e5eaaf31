package io.rocketjob.job;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;

import io.rocketjob.JobQuery;
import io.rocketjob.JobUpdate;
import io.rocketjob.document.JobRecord;
import io.rocketjob.jobclass.ContextLoader;
import io.rocketjob.jobclass.JobClasses;
import io.rocketjob.logging.ExceptionLogging;
import io.rocketjob.mongo.FieldsMapper;
import io.rocketjob.work.ProcessName;
import io.rocketjob.work.QueueWindow;
import io.rocketjob.work.WorkNotifier;
import io.rocketjob.work.WorkRecorder;
import io.rocketjob.work.WorkSignal;
import jakarta.validation.Validator;
import org.jspecify.annotations.Nullable;

/**
 * Internal: wires the parts of this package, and hands them to those that others use. One
 * for each application; holds no threads of its own. Thread-safe.
 */
public final class JobEngine {

	private final JobStore store;

	private final JobBinder binder;

	private final Instrumentation instrumentation;

	private final ProcessName processName = new ProcessName();

	private final WorkSignal signal = new WorkSignal();

	private final WorkNotifier notifier;

	private final RunningSlots slots;

	private final ActiveRuns runs;

	private final KeptKeys keptKeys;

	private final UniqueJobs uniqueJobs;

	private final JobCreation creation;

	private final TransitionUpdates transitionUpdates;

	private final EndedJobCleanup cleanup;

	private final WaitingJobEnds waitingEnds;

	private final DependentJobs dependents;

	private final DependencyLinks links;

	private final JobDeletion deletion;

	private final ManualTransitions transitions;

	private final UnclaimedFailures unclaimedFailures;

	private final JobUpdates updates;

	private final JobThrottles throttles;

	private final JobClaimHandles handles;

	private final JobClaims claims;

	private final UnbegunClaims unbegun;

	private final JobRecovery recovery;

	private final ScheduledJobs scheduled;

	private final JobRunner runner;

	/**
	 * Makes an engine.
	 * @param store where jobs are stored
	 * @param classes the job classes
	 * @param validator validates fields, or {@code null} to leave them unchecked
	 * @param exceptionLogging how much of the exceptions of jobs is logged
	 * @param instrumentation who is told of what it does
	 */
	public JobEngine(JobStore store, JobClasses classes, @Nullable Validator validator,
			ExceptionLogging exceptionLogging, Instrumentation instrumentation) {
		WorkRecorder recorder = instrumentation.recorder();
		this.store = store;
		this.instrumentation = instrumentation;
		this.binder = new JobBinder(classes, store.clock(), exceptionLogging);
		this.notifier = new WorkNotifier(store.mongo(), this.signal);
		this.slots = new RunningSlots(store, classes, this.signal);
		this.runs = new ActiveRuns(new JobCosts(), this.slots);
		this.keptKeys = new KeptKeys(store, classes);
		this.uniqueJobs = new UniqueJobs(store, classes, this.keptKeys);
		this.creation = new JobCreation(store, this.binder, validator);
		NextOccurrences nextOccurrences = new NextOccurrences(store, this.binder, this.creation, this.notifier);
		RetryDecisions retries = new RetryDecisions(this.binder);
		this.transitionUpdates = new TransitionUpdates(store, this.processName);
		ManualUpdates manual = new ManualUpdates(store, this.binder, this.transitionUpdates, this.slots);
		this.cleanup = new EndedJobCleanup(store);
		this.waitingEnds = new WaitingJobEnds(store, this.binder, manual, nextOccurrences, this.cleanup);
		this.dependents = new DependentJobs(store, this.waitingEnds, this.notifier);
		this.links = new DependencyLinks(store, this.creation, this.dependents, this.keptKeys);
		this.deletion = new JobDeletion(store, this.transitionUpdates, this.runs, this.dependents, this.cleanup);
		TransitionEffects effects = new TransitionEffects(store, this.runs, this.slots, this.dependents, this.cleanup,
				this.notifier);
		this.transitions = new ManualTransitions(store, this.binder, manual, nextOccurrences, this.uniqueJobs, effects);
		this.unclaimedFailures = new UnclaimedFailures(store, this.binder, this.transitionUpdates, nextOccurrences,
				retries, effects);
		this.updates = new JobUpdates(store, this.binder, this.notifier, this.uniqueJobs, this.creation);
		this.throttles = new JobThrottles(store, this.binder, this.transitionUpdates, this.slots, recorder,
				this.signal);
		this.handles = new JobClaimHandles(store, this.transitionUpdates, classes.mapper(), this.dependents,
				this.cleanup);
		ExpiredJobs expired = new ExpiredJobs(store, nextOccurrences, this.handles, recorder);
		this.claims = new JobClaims(store, classes, this.throttles, this.slots, this.runs, expired);
		this.unbegun = new UnbegunClaims(store, this.slots);
		this.recovery = new JobRecovery(store, this.binder, this.transitionUpdates, this.unclaimedFailures,
				new JobRecovery.Told(this.runs, this.notifier, recorder));
		this.scheduled = new ScheduledJobs(store, this.signal);
		this.runner = new JobRunner(this.binder, this.creation, instrumentation, this.runs, this.handles,
				new RunEnds(store, this.binder, retries, nextOccurrences, recorder));
	}

	/**
	 * Makes the way of a server through the queue.
	 * @param maxGroupSize how many jobs it claims at a time at most, at least 1
	 * @param ahead one thread that takes the next jobs while those before are read;
	 * {@code null} to take none ahead
	 * @return a claimer that begins at the head
	 */
	public GroupClaimer claimer(int maxGroupSize, @Nullable ExecutorService ahead) {
		return new GroupClaimer(this.claims, this.throttles, this.runs, recorder(),
				new QueueWindow<>(this.claims::candidates, this.signal::olderWork, maxGroupSize), ahead);
	}

	/**
	 * Makes what deletes completed jobs in groups.
	 * @param most how many jobs may wait for their deletion before workers do
	 * @return completions that are not yet started
	 */
	public JobCompleter completions(int most) {
		return new JobCompleter(this.store, this.binder, this.runs, recorder(), most);
	}

	/**
	 * Begins a query for jobs.
	 * @return a query for all jobs
	 */
	public JobQuery<?> query() {
		return new StoredJobQuery<>(this);
	}

	/**
	 * Forgets what this process leaves out when it looks for jobs.
	 */
	public void forget() {
		this.throttles.forget();
		this.slots.forget();
	}

	/**
	 * Goes on where processes have died in the middle of creating jobs, or of telling
	 * jobs of the end of those that they wait for. To be called now and then; costs two
	 * reads when there is nothing to do.
	 */
	public void recoverDependencies() {
		this.links.recover();
		this.dependents.recover();
	}

	/**
	 * Makes the collections that must be there before the first transaction: one that has
	 * begun before cannot write to them.
	 */
	public void prepareCollections() {
		this.store.jobs();
		this.keptKeys.prepare();
	}

	/**
	 * Removes unique keys that were kept for a time which is over. To be called now and
	 * then.
	 */
	public void sweepKeys() {
		this.keptKeys.sweep();
	}

	/**
	 * Where jobs are stored.
	 * @return the store
	 */
	public JobStore store() {
		return this.store;
	}

	/**
	 * What binds jobs to their classes.
	 * @return the binder
	 */
	public JobBinder binder() {
		return this.binder;
	}

	/**
	 * The job classes.
	 * @return the classes
	 */
	public JobClasses classes() {
		return this.binder.classes();
	}

	/**
	 * What maps fields.
	 * @return the mapper
	 */
	public FieldsMapper mapper() {
		return this.binder.mapper();
	}

	/**
	 * How much of the exceptions of jobs is logged.
	 * @return the setting
	 */
	public ExceptionLogging exceptionLogging() {
		return this.binder.exceptionLogging();
	}

	/**
	 * What loads the classes of the application, whatever the thread.
	 * @return the class loader of its beans
	 */
	public ContextLoader contextLoader() {
		return this.binder.classes().contextLoader();
	}

	/**
	 * What counts what is done.
	 * @return the recorder
	 */
	public WorkRecorder recorder() {
		return this.instrumentation.recorder();
	}

	/**
	 * What observes jobs.
	 * @return the observations
	 */
	public JobObservations observations() {
		return this.instrumentation.observations();
	}

	/**
	 * What this process is called in the history of jobs.
	 * @return the name
	 */
	public ProcessName processName() {
		return this.processName;
	}

	/**
	 * What wakes the workers of this process.
	 * @return the signal
	 */
	public WorkSignal signal() {
		return this.signal;
	}

	/**
	 * What tells the workers of all servers of work.
	 * @return the notifier
	 */
	public WorkNotifier notifier() {
		return this.notifier;
	}

	/**
	 * The runs of this process.
	 * @return the runs
	 */
	public ActiveRuns runs() {
		return this.runs;
	}

	/**
	 * The places of jobs of which only some may run at a time.
	 * @return the places
	 */
	public RunningSlots slots() {
		return this.slots;
	}

	/**
	 * What is held back.
	 * @return the throttles
	 */
	public JobThrottles throttles() {
		return this.throttles;
	}

	/**
	 * What makes the documents of new jobs.
	 * @return the creation
	 */
	public JobCreation creation() {
		return this.creation;
	}

	/**
	 * Stores jobs that may have unique keys.
	 * @return what does that
	 */
	public UniqueJobs uniqueJobs() {
		return this.uniqueJobs;
	}

	/**
	 * Where new jobs begin to wait for others.
	 * @return the links
	 */
	public DependencyLinks links() {
		return this.links;
	}

	/**
	 * What tells jobs of the end of those that they wait for.
	 * @return the dependents
	 */
	public DependentJobs dependents() {
		return this.dependents;
	}

	/**
	 * What composes what transitions write.
	 * @return the updates
	 */
	public TransitionUpdates transitionUpdates() {
		return this.transitionUpdates;
	}

	/**
	 * The transitions that users ask for.
	 * @return the transitions
	 */
	public ManualTransitions transitions() {
		return this.transitions;
	}

	/**
	 * What fails running jobs that no worker holds.
	 * @return the failures
	 */
	public UnclaimedFailures unclaimedFailures() {
		return this.unclaimedFailures;
	}

	WaitingJobEnds waitingEnds() {
		return this.waitingEnds;
	}

	JobUpdates updates() {
		return this.updates;
	}

	/**
	 * Changes a job that has not ended, by one write.
	 * @param seen the job as the caller has seen it; what is changed is compared with it
	 * @param changes makes the changes
	 * @param unchanged the paths of what else must still be as the caller has seen it
	 * @param more what else to set by path, {@code null} to remove it
	 * @return the job as it is then
	 * @throws io.rocketjob.StaleJobException when something is no longer as it was seen
	 */
	public JobRecord update(JobRecord seen, Consumer<JobUpdate> changes, Collection<String> unchanged,
			Map<String, @Nullable Object> more) {
		return this.updates.update(seen, changes, unchanged, more);
	}

	/**
	 * Lets a job run that was created for a time that never comes.
	 * @param seen the job as it was read
	 * @param heldUntil that time
	 * @return whether this has done so, rather than somebody else
	 */
	public boolean release(JobRecord seen, Instant heldUntil) {
		return this.updates.release(seen, heldUntil);
	}

	/**
	 * Whether all that belongs to a job is there.
	 * @param job the job as it was read
	 * @return {@code false} while its records are being uploaded
	 */
	public boolean isReady(JobRecord job) {
		return this.store.kinds().isReady(job);
	}

	/**
	 * Deletes a job that was created for a time that never comes, unless it was released.
	 * @param seen the job as it was read
	 * @param heldUntil that time
	 * @return whether it was deleted
	 */
	public boolean deleteHeld(JobRecord seen, Instant heldUntil) {
		return this.updates.giveUp(seen, heldUntil) && this.deletion.delete(seen.id());
	}

	/**
	 * What deletes jobs.
	 * @return the deletion
	 */
	public JobDeletion deletion() {
		return this.deletion;
	}

	/**
	 * What drops the data of jobs that have ended.
	 * @return the data to drop
	 */
	public EndedJobCleanup cleanup() {
		return this.cleanup;
	}

	/**
	 * What makes the holds of claimed jobs.
	 * @return the holds
	 */
	public JobClaimHandles handles() {
		return this.handles;
	}

	/**
	 * What claims jobs.
	 * @return the claims
	 */
	public JobClaims claims() {
		return this.claims;
	}

	/**
	 * What releases claims that no worker has begun.
	 * @return the unbegun claims
	 */
	public UnbegunClaims unbegun() {
		return this.unbegun;
	}

	/**
	 * The jobs that workers hold.
	 * @return the jobs
	 */
	public JobRecovery recovery() {
		return this.recovery;
	}

	/**
	 * What makes scheduled jobs due.
	 * @return the scheduled jobs
	 */
	public ScheduledJobs scheduled() {
		return this.scheduled;
	}

	/**
	 * What runs jobs.
	 * @return the runner
	 */
	public JobRunner runner() {
		return this.runner;
	}

	/**
	 * The fields of a job, read when they are first asked for.
	 * @param job the job
	 * @return the fields
	 */
	public FieldsState<@Nullable Object> fields(JobRecord job) {
		return this.binder.fields(job);
	}

}
