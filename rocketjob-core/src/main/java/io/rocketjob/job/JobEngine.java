package io.rocketjob.job;

import java.time.Instant;

import com.mongodb.client.MongoCollection;
import io.rocketjob.JobQuery;
import io.rocketjob.UnknownJobClassException;
import io.rocketjob.mongo.DatabaseClock;
import io.rocketjob.mongo.FieldsMapper;
import io.rocketjob.mongo.RocketJobMongo;
import jakarta.validation.Validator;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.ResolvableType;

/**
 * Internal: puts the parts of this package together. One for each application; holds no
 * threads of its own. Thread-safe.
 */
public final class JobEngine {

	private static final Logger logger = LoggerFactory.getLogger(JobEngine.class);

	private final JobStore store;

	private final FieldsMapper mapper;

	private final JobClasses classes;

	private final ExceptionLogging exceptionLogging;

	private final Instrumentation instrumentation;

	private final WorkSignal signal = new WorkSignal();

	private final ActiveRuns runs = new ActiveRuns();

	private final JobCosts costs = new JobCosts();

	private final Transitions transitions;

	private final DependentJobs dependents;

	private final DependencyLinks links;

	private final JobUpdates updates;

	private final JobCreation creation;

	private final UniqueJobs uniqueJobs;

	private final Successions successions;

	private final Failures failures;

	private final RunningSlots slots;

	private final JobThrottles throttles;

	private final JobClaims claims;

	private final JobRunner runner;

	private final JobRemoval removal;

	private volatile String processName = ProcessName.hostAndPid();

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
		this.exceptionLogging = exceptionLogging;
		this.store = store;
		this.mapper = classes.mapper();
		this.classes = classes;
		this.instrumentation = instrumentation;
		this.transitions = new Transitions(this);
		this.dependents = new DependentJobs(this);
		this.links = new DependencyLinks(this);
		this.uniqueJobs = new UniqueJobs(this);
		this.successions = new Successions(this);
		this.failures = new Failures(this);
		this.slots = new RunningSlots(this);
		this.throttles = new JobThrottles(this);
		this.claims = new JobClaims(this);
		this.runner = new JobRunner(this);
		this.creation = new JobCreation(this, validator);
		this.updates = new JobUpdates(this, this.creation);
		this.removal = new JobRemoval(this, store);
	}

	/**
	 * How much of the exceptions of jobs is logged.
	 * @return the setting
	 */
	public ExceptionLogging exceptionLogging() {
		return this.exceptionLogging;
	}

	public JobClaims claims() {
		return this.claims;
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

	public JobRunner runner() {
		return this.runner;
	}

	public JobClasses classes() {
		return this.classes;
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

	public WorkSignal signal() {
		return this.signal;
	}

	public ActiveRuns runs() {
		return this.runs;
	}

	/**
	 * What loads the classes of the application, whatever the thread.
	 * @return the class loader of its beans
	 */
	public ContextLoader contextLoader() {
		return this.classes.contextLoader();
	}

	JobCosts costs() {
		return this.costs;
	}

	/**
	 * Where jobs are stored.
	 * @return the store
	 */
	public JobStore store() {
		return this.store;
	}

	/**
	 * What deletes jobs.
	 * @return the removal
	 */
	public JobRemoval removal() {
		return this.removal;
	}

	JobKinds kinds() {
		return this.store.kinds();
	}

	public RocketJobMongo mongo() {
		return this.store.mongo();
	}

	public DatabaseClock clock() {
		return this.store.clock();
	}

	public FieldsMapper mapper() {
		return this.mapper;
	}

	public Transitions transitions() {
		return this.transitions;
	}

	JobUpdates updates() {
		return this.updates;
	}

	Successions successions() {
		return this.successions;
	}

	Failures failures() {
		return this.failures;
	}

	/**
	 * Stores jobs that may have unique keys.
	 * @return what does that
	 */
	public UniqueJobs uniqueJobs() {
		return this.uniqueJobs;
	}

	DependentJobs dependents() {
		return this.dependents;
	}

	/**
	 * Where new jobs begin to wait for others.
	 * @return the links
	 */
	public DependencyLinks links() {
		return this.links;
	}

	public JobCreation creation() {
		return this.creation;
	}

	/**
	 * What this process is called in the history of jobs.
	 * @return the name of the server, or {@code host:pid}
	 */
	public String processName() {
		return this.processName;
	}

	/**
	 * Changes what this process is called in the history of jobs.
	 * @param name the name under which it is registered
	 */
	public void processName(String name) {
		this.processName = name;
	}

	/**
	 * Forgets what this process leaves out when it looks for jobs.
	 */
	public void forget() {
		this.throttles.forget();
		this.slots.forget();
	}

	/**
	 * Begins a query for jobs.
	 * @return a query for all jobs
	 */
	public JobQuery<?> query() {
		return new StoredJobQuery<>(this);
	}

	/**
	 * The jobs, outside of any transaction.
	 * @return the collection
	 */
	public MongoCollection<Document> jobs() {
		return this.store.jobs();
	}

	/**
	 * The jobs, within the caller's transaction if there is one.
	 * @return the collection
	 */
	public MongoCollection<Document> transactionalJobs() {
		return this.store.transactionalJobs();
	}

	/**
	 * Tells the workers of all servers that something may have become claimable: now, or
	 * when the caller's transaction is committed.
	 * @param kind what it is
	 * @param jobClass the name of the job class, {@code null} when it is of several
	 */
	public void signal(WorkNews.Kind kind, @Nullable String jobClass) {
		mongo().afterCommit(() -> this.signal.tell(new WorkNews(kind, jobClass)));
	}

	/**
	 * Tells the workers that there may be a new job.
	 * @param jobClass the name of its class
	 */
	public void signalWork(String jobClass) {
		signal(WorkNews.Kind.NEW, jobClass);
	}

	/**
	 * Tells the workers that there may be a job that comes before what they are at.
	 * @param jobClass the name of its class, {@code null} when there are several
	 */
	public void signalOlderWork(@Nullable String jobClass) {
		signal(WorkNews.Kind.OLDER, jobClass);
	}

	/**
	 * Tells the workers that there may be slices of running jobs to work on.
	 */
	public void signalSlices() {
		signal(WorkNews.Kind.SLICES, null);
	}

	/**
	 * Tells the jobs that wait for one of its end that has just been marked for it, when
	 * the caller's transaction is committed if there is one. When that fails the recovery
	 * does it.
	 * @param id the job that has ended
	 */
	public void settle(ObjectId id) {
		mongo().afterCommit(() -> {
			try {
				this.dependents.settle(id);
			}
			catch (RuntimeException ex) {
				logger.warn("The jobs that wait for job {} are not told of its end yet; this is tried again", id, ex);
			}
		});
	}

	/**
	 * Goes on where processes have died in the middle of telling jobs of the end of those
	 * that they wait for. To be called now and then; costs two reads when there is
	 * nothing to do.
	 */
	public void recoverDependencies() {
		this.links.recover();
		this.dependents.recover();
	}

	/**
	 * The time of the database, measured lately. For decisions on what is due that a
	 * process makes which is no server.
	 */
	public Instant measuredNow() {
		return this.store.measuredNow();
	}

	public @Nullable Document find(ObjectId id) {
		return this.store.find(id);
	}

	public Document reload(ObjectId id) {
		return this.store.reload(id);
	}

	/**
	 * The callbacks for a job; none when its class is not known here.
	 * @param job the job
	 * @return the callbacks
	 */
	@SuppressWarnings("unchecked")
	public CallbackChain<@Nullable Object> callbacks(Document job) {
		JobClass<?> jobClass = this.classes.find(JobDocument.type(job));
		return (jobClass != null) ? ((JobClass<@Nullable Object>) jobClass).callbacks() : CallbackChain.none();
	}

	public FieldsState<@Nullable Object> fields(Document job) {
		JobClass<?> jobClass = this.classes.find(JobDocument.type(job));
		return new FieldsState<>(job, (jobClass != null) ? jobClass.declaredFields() : ResolvableType.NONE, this.mapper,
				this.exceptionLogging);
	}

	@Nullable Object readFields(Document job) {
		String type = JobDocument.type(job);
		if (this.classes.find(type) == null) {
			throw new UnknownJobClassException(type, this.classes.names());
		}
		return fields(job).get();
	}

}
