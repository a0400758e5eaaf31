package io.rocketjob.job;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import com.mongodb.client.MongoCollection;
import io.rocketjob.JobHistoryEntry;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobQuery;
import io.rocketjob.JobState;
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

	/** Jobs of which nothing is left when their document is deleted. */
	private static final Document PLAIN = new Document(JobDocument.BATCH, null).append(JobDocument.DEPENDENTS, null);

	private static final Document NOT_PLAIN = new Document("$or", List
		.of(new Document(JobDocument.BATCH, new Document("$ne", null)), new Document(JobDocument.DEPENDENTS, true)));

	private final RocketJobMongo mongo;

	private final DatabaseClock clock;

	private final FieldsMapper mapper;

	private final JobClasses classes;

	private final ExceptionLogging exceptionLogging;

	private final Instrumentation instrumentation;

	private final WorkSignal signal = new WorkSignal();

	private final ActiveRuns runs = new ActiveRuns();

	private final JobCosts costs = new JobCosts();

	private final Transitions transitions = new Transitions(this);

	private final DependentJobs dependents = new DependentJobs(this);

	private final DependencyLinks links = new DependencyLinks(this);

	private final JobUpdates updates;

	private final JobCreation creation;

	private final UniqueJobs uniqueJobs = new UniqueJobs(this);

	private final Successions successions = new Successions(this);

	private final Failures failures = new Failures(this);

	private final RunningSlots slots = new RunningSlots(this);

	private final JobThrottles throttles = new JobThrottles(this);

	private final JobClaims claims = new JobClaims(this);

	private final JobRunner runner = new JobRunner(this);

	private volatile String processName = ProcessName.hostAndPid();

	private volatile Consumer<ObjectId> discarder = (id) -> {
	};

	/**
	 * Makes an engine that nobody watches.
	 * @param mongo the database
	 * @param clock its time
	 * @param classes the job classes
	 * @param validator validates fields, or {@code null} to leave them unchecked
	 * @param exceptionLogging how much of the exceptions of jobs is logged
	 * @param instrumentation who is told of what it does
	 */
	public JobEngine(RocketJobMongo mongo, DatabaseClock clock, JobClasses classes, @Nullable Validator validator,
			ExceptionLogging exceptionLogging, Instrumentation instrumentation) {
		this.exceptionLogging = exceptionLogging;
		this.mongo = mongo;
		this.clock = clock;
		this.mapper = classes.mapper();
		this.classes = classes;
		this.instrumentation = instrumentation;
		this.creation = new JobCreation(this, validator);
		this.updates = new JobUpdates(this, this.creation);
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

	public RocketJobMongo mongo() {
		return this.mongo;
	}

	public DatabaseClock clock() {
		return this.clock;
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
		return this.mongo.collection(JobDocument.COLLECTION, JobDocument.INDEXES);
	}

	/**
	 * The jobs, within the caller's transaction if there is one.
	 * @return the collection
	 */
	public MongoCollection<Document> transactionalJobs() {
		return this.mongo.transactionalCollection(JobDocument.COLLECTION, JobDocument.INDEXES);
	}

	/**
	 * Tells the workers of all servers that something may have become claimable: now, or
	 * when the caller's transaction is committed.
	 * @param kind what it is
	 * @param jobClass the name of the job class, {@code null} when it is of several
	 */
	public void signal(WorkNews.Kind kind, @Nullable String jobClass) {
		this.mongo.afterCommit(() -> this.signal.tell(new WorkNews(kind, jobClass)));
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
	 * Tells the workers that there may be slices to work on.
	 */
	public void batchOpened() {
		signal(WorkNews.Kind.SLICES, null);
	}

	/**
	 * Sets what drops the collections of jobs that are marked for it.
	 * @param action gets the id of a job whose mark is stored
	 */
	public void onDiscard(Consumer<ObjectId> action) {
		this.discarder = action;
	}

	/**
	 * Drops the collections of a job that has just been marked for it, when the caller's
	 * transaction is committed if there is one. When that fails the recovery does it.
	 * @param id the job
	 */
	public void discard(ObjectId id) {
		this.mongo.afterCommit(() -> {
			try {
				this.discarder.accept(id);
			}
			catch (RuntimeException ex) {
				logger.warn("The collections of job {} are not dropped yet; this is tried again", id, ex);
			}
		});
	}

	/**
	 * Tells the jobs that wait for one of its end that has just been marked for it, when
	 * the caller's transaction is committed if there is one. When that fails the recovery
	 * does it.
	 * @param id the job that has ended
	 */
	public void settle(ObjectId id) {
		this.mongo.afterCommit(() -> {
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
		return this.mongo.translating(() -> {
			this.clock.measureIfStale(this.mongo.database());
			return this.clock.now();
		});
	}

	public @Nullable Document find(ObjectId id) {
		return this.mongo.translating(() -> transactionalJobs().find(new Document(JobDocument.ID, id)).first());
	}

	public Document reload(ObjectId id) {
		Document job = find(id);
		if (job == null) {
			throw new JobNotFoundException(id);
		}
		return job;
	}

	boolean deleteById(ObjectId id) {
		boolean deleted = this.mongo.translating(() -> deleteAll(new Document(JobDocument.ID, id)) == 1);
		if (deleted && !this.mongo.isTransactionActive()) {
			this.runs.endedByHand((held) -> held.id().equals(id), "the job was deleted", "the job was deleted");
		}
		return deleted;
	}

	/**
	 * Deletes jobs. A batch is marked first, so that its collections are not forgotten,
	 * and so is a job for which others may wait, so that they are told.
	 * @param filter which jobs
	 * @return how many
	 */
	long deleteAll(Document filter) {
		Document wanted = both(filter, new Document(JobDocument.DISCARD, new Document("$ne", JobDocument.ALL)));
		long count = transactionalJobs().deleteMany(both(wanted, PLAIN)).getDeletedCount();
		for (Document job : transactionalJobs().find(both(wanted, NOT_PLAIN))
			.projection(new Document(JobDocument.ID, 1))
			.into(new ArrayList<>())) {
			if (deleteOne(JobDocument.id(job), wanted)) {
				count++;
			}
		}
		return count;
	}

	private boolean deleteOne(ObjectId id, Document filter) {
		Document wanted = both(new Document(JobDocument.ID, id), filter);
		while (true) {
			Document job = transactionalJobs().find(wanted)
				.projection(new Document(JobDocument.STATE, 1).append(JobDocument.BATCH, 1)
					.append(JobDocument.DEPENDENTS, 1)
					.append(JobDocument.UNIQUE, 1))
				.first();
			if (job == null) {
				return false;
			}
			boolean plain = !JobDocument.isBatch(job) && !job.containsKey(JobDocument.DEPENDENTS);
			if (plain ? transactionalJobs().deleteOne(both(wanted, PLAIN)).getDeletedCount() == 1
					: markDeleted(job, wanted)) {
				return true;
			}
			// it has changed in this moment
		}
	}

	private boolean markDeleted(Document job, Document wanted) {
		ObjectId id = JobDocument.id(job);
		Document asRead = new Document(JobDocument.STATE, job.getString(JobDocument.STATE))
			.append(JobDocument.DEPENDENTS, job.get(JobDocument.DEPENDENTS));
		if (transactionalJobs().updateOne(both(wanted, asRead), deletion(job).build()).getMatchedCount() == 0) {
			return false;
		}
		if (!this.mongo.isTransactionActive()) {
			this.runs.leave(id, "the job was deleted");
		}
		if (job.containsKey(JobDocument.DEPENDENTS)) {
			settle(id);
		}
		discard(id);
		return true;
	}

	private static Document both(Document one, Document other) {
		return new Document("$and", List.of(one, other));
	}

	private JobUpdateDocument deletion(Document job) {
		JobState state = JobDocument.state(job);
		// who waits for one that has completed is not to hear that it was aborted
		JobState to = (state == JobState.COMPLETED) ? state : JobState.ABORTED;
		JobHistoryEntry entry = new JobHistoryEntry(this.clock.now(), state, to, processName(), "it was deleted");
		return JobDocument.moveTo(job, to, null, entry).set(JobDocument.DISCARD, JobDocument.ALL);
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
