package io.rocketjob.job;

import java.time.Instant;

import com.mongodb.client.MongoCollection;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.UnknownJobClassException;
import io.rocketjob.mongo.DatabaseClock;
import io.rocketjob.mongo.FieldsMapper;
import io.rocketjob.mongo.RocketJobMongo;
import jakarta.validation.Validator;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Internal: puts the parts of this package together. One for each application; holds no
 * threads of its own. Thread-safe.
 */
public final class JobEngine {

	private final RocketJobMongo mongo;

	private final DatabaseClock clock;

	private final FieldsMapper mapper;

	private final JobClasses classes;

	private final WorkSignal signal = new WorkSignal();

	private final ActiveRuns runs = new ActiveRuns();

	private final Transitions transitions = new Transitions(this);

	private final JobUpdates updates;

	private final JobCreation creation;

	private final JobClaims claims = new JobClaims(this);

	private final JobRunner runner = new JobRunner(this);

	private volatile String processName = ProcessName.hostAndPid();

	/**
	 * Makes an engine.
	 * @param mongo the database
	 * @param clock its time
	 * @param classes the job classes
	 * @param validator validates fields, or {@code null} to leave them unchecked
	 */
	public JobEngine(RocketJobMongo mongo, DatabaseClock clock, JobClasses classes, @Nullable Validator validator) {
		this.mongo = mongo;
		this.clock = clock;
		this.mapper = classes.mapper();
		this.classes = classes;
		this.creation = new JobCreation(this, validator);
		this.updates = new JobUpdates(this, this.creation);
	}

	/**
	 * Makes the template of this engine.
	 * @param holder in whose name jobs are run inline
	 * @return the template
	 */
	public RocketJobTemplate template(JobHolder holder) {
		return new DefaultRocketJobTemplate(this, holder);
	}

	public JobClaims claims() {
		return this.claims;
	}

	public JobRunner runner() {
		return this.runner;
	}

	public JobClasses classes() {
		return this.classes;
	}

	public WorkSignal signal() {
		return this.signal;
	}

	public ActiveRuns runs() {
		return this.runs;
	}

	public RocketJobMongo mongo() {
		return this.mongo;
	}

	public DatabaseClock clock() {
		return this.clock;
	}

	FieldsMapper mapper() {
		return this.mapper;
	}

	Transitions transitions() {
		return this.transitions;
	}

	JobUpdates updates() {
		return this.updates;
	}

	JobCreation creation() {
		return this.creation;
	}

	/**
	 * What this process is called in the history of jobs.
	 * @return the name of the server, or {@code host:pid}
	 */
	String processName() {
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
	 * The jobs, outside of any transaction.
	 * @return the collection
	 */
	MongoCollection<Document> jobs() {
		return this.mongo.collection(JobDocument.COLLECTION, JobDocument.INDEXES);
	}

	/**
	 * The jobs, within the caller's transaction if there is one.
	 * @return the collection
	 */
	MongoCollection<Document> transactionalJobs() {
		return this.mongo.transactionalCollection(JobDocument.COLLECTION, JobDocument.INDEXES);
	}

	/**
	 * Tells the workers that there may be work: now, or when the caller's transaction is
	 * committed.
	 */
	void signalWork() {
		if (this.mongo.isTransactionActive()) {
			this.signal.workAvailableAfterCommit();
		}
		else {
			this.signal.workAvailable();
		}
	}

	/**
	 * The time of the database, measured lately. For decisions on what is due that a
	 * process makes which is no server.
	 */
	Instant measuredNow() {
		return this.mongo.translating(() -> {
			this.clock.measureIfStale(this.mongo.database());
			return this.clock.now();
		});
	}

	@Nullable Document find(ObjectId id) {
		return this.mongo.translating(() -> transactionalJobs().find(new Document(JobDocument.ID, id)).first());
	}

	Document reload(ObjectId id) {
		Document job = find(id);
		if (job == null) {
			throw new JobNotFoundException(id);
		}
		return job;
	}

	boolean deleteById(ObjectId id) {
		boolean deleted = this.mongo
			.translating(() -> transactionalJobs().deleteOne(new Document(JobDocument.ID, id)).getDeletedCount() == 1);
		if (deleted && !this.mongo.isTransactionActive()) {
			this.runs.endedByHand((run) -> run.id().equals(id), "the job was deleted");
		}
		return deleted;
	}

	/**
	 * The callbacks for a job; none when its class is not known here.
	 * @param job the job
	 * @return the callbacks
	 */
	@SuppressWarnings("unchecked")
	CallbackChain<@Nullable Object> callbacks(Document job) {
		JobClass<?> jobClass = this.classes.find(JobDocument.type(job));
		return (jobClass != null) ? ((JobClass<@Nullable Object>) jobClass).callbacks() : CallbackChain.none();
	}

	FieldsState<@Nullable Object> fields(Document job) {
		JobClass<?> jobClass = this.classes.find(JobDocument.type(job));
		return new FieldsState<>(job, (jobClass != null) ? jobClass.fieldsType() : null, this.mapper);
	}

	@Nullable Object readFields(Document job) {
		String type = JobDocument.type(job);
		if (this.classes.find(type) == null) {
			throw new UnknownJobClassException(type, this.classes.names());
		}
		return fields(job).get();
	}

}
