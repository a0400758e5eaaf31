package io.rocketjob.job;

import java.time.Instant;
import java.util.List;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobIndexes;
import io.rocketjob.document.JobRecord;
import io.rocketjob.mongo.DatabaseClock;
import io.rocketjob.mongo.RocketJobMongo;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Internal: where jobs are stored, with the time of the database. Thread-safe.
 */
public final class JobStore {

	private static final String KEYS = "rocketjob.keys";

	/** Whose key it is. */
	public static final String KEY_OF_JOB = "job";

	/** Until when a key is kept; one without is kept until it is given free. */
	static final String KEPT_UNTIL = "until";

	private static final List<IndexModel> KEY_INDEXES = List
		.of(new IndexModel(Indexes.ascending(KEPT_UNTIL), new IndexOptions().name(KEPT_UNTIL)));

	private final RocketJobMongo mongo;

	private final DatabaseClock clock;

	private final JobKinds kinds;

	private final List<IndexModel> indexes;

	private final boolean afterCommit;

	/**
	 * Makes it.
	 * @param mongo the database
	 * @param clock its time
	 * @param kinds the kinds of jobs beside that of jobs which one worker runs
	 * @param afterCommit whether new jobs are stored after the commit of other
	 * transactions unless their options say else
	 */
	public JobStore(RocketJobMongo mongo, DatabaseClock clock, List<JobKind> kinds, boolean afterCommit) {
		this.mongo = mongo;
		this.afterCommit = afterCommit;
		this.clock = clock;
		this.kinds = new JobKinds(kinds);
		this.indexes = this.kinds.indexes(JobIndexes.INDEXES);
	}

	/**
	 * The database.
	 * @return the handle
	 */
	public RocketJobMongo mongo() {
		return this.mongo;
	}

	/**
	 * The time of the database.
	 * @return the clock
	 */
	public DatabaseClock clock() {
		return this.clock;
	}

	/**
	 * Whether a new job waits for the commit of a transaction that the caller is in.
	 * @param chosen what its options say, {@code null} for nothing
	 * @return whether it does
	 */
	public boolean waitsForCommit(@Nullable Boolean chosen) {
		return ((chosen != null) ? chosen : this.afterCommit) && this.mongo.isForeignTransactionActive();
	}

	JobKinds kinds() {
		return this.kinds;
	}

	/**
	 * The queued jobs that are neither claimable nor due nor wait for others.
	 * @return for each kind that has such jobs, a condition and the index that serves it
	 */
	public List<JobKind.Subset> unready() {
		return this.kinds.unready();
	}

	/**
	 * The jobs that run though no worker holds them.
	 * @return for each kind that has such jobs, a condition and the index that serves it
	 */
	public List<JobKind.Subset> runningWithoutClaim() {
		return this.kinds.runningWithoutClaim();
	}

	/**
	 * The jobs, outside of any transaction.
	 * @return the collection
	 */
	public MongoCollection<Document> jobs() {
		return this.mongo.collection(JobFields.COLLECTION, this.indexes);
	}

	/**
	 * The jobs, within the caller's transaction if there is one.
	 * @return the collection
	 */
	public MongoCollection<Document> transactionalJobs() {
		return this.mongo.transactionalCollection(JobFields.COLLECTION, this.indexes);
	}

	/**
	 * The keys that may outlive their jobs, outside of any transaction.
	 * @return the collection
	 */
	public MongoCollection<Document> keys() {
		return this.mongo.collection(KEYS, KEY_INDEXES);
	}

	/**
	 * The keys that may outlive their jobs, within the caller's transaction if there is
	 * one.
	 * @return the collection
	 */
	public MongoCollection<Document> transactionalKeys() {
		return this.mongo.transactionalCollection(KEYS, KEY_INDEXES);
	}

	/**
	 * The time of the database, measured lately. For decisions on what is due that a
	 * process makes which is no server.
	 * @return the time
	 */
	public Instant measuredNow() {
		return this.mongo.translating(() -> {
			this.clock.measureIfStale(this.mongo.database());
			return this.clock.now();
		});
	}

	/**
	 * Reads a job, within the caller's transaction if there is one.
	 * @param id the id of the job
	 * @return the job, or {@code null} when there is none
	 */
	public @Nullable JobRecord find(ObjectId id) {
		return this.mongo
			.translating(() -> transactionalJobs().find(new Document(JobFields.ID, id)).map(JobRecord::new).first());
	}

	/**
	 * Matches a job as long as it is in the state in which it was read.
	 * @param job the job as it was read
	 * @return the filter
	 */
	static Document inState(JobRecord job) {
		return new Document(JobFields.ID, job.id()).append(JobFields.STATE, job.state().value());
	}

	/**
	 * Matches a job while a claim holds it.
	 * @param id the job
	 * @param token the token of the claim
	 * @return the filter of each write of the holder
	 */
	public static Document held(ObjectId id, ObjectId token) {
		return new Document(JobFields.ID, id).append(JobFields.CLAIM_TOKEN, token);
	}

	/**
	 * Matches those of some jobs that a claim holds.
	 * @param ids the jobs
	 * @param token the token of the claim
	 * @return the filter
	 */
	static Document held(List<ObjectId> ids, ObjectId token) {
		return new Document(JobFields.ID, new Document("$in", ids)).append(JobFields.CLAIM_TOKEN, token);
	}

	/**
	 * Matches those of some jobs that a claim holds and no other job may wait for.
	 * @param ids the jobs
	 * @param token the token of the claim
	 * @return the filter of their deletion
	 */
	static Document heldAlone(List<ObjectId> ids, ObjectId token) {
		return held(ids, token).append(JobFields.DEPENDENTS, null);
	}

	/**
	 * Reads a job that must be there, within the caller's transaction if there is one.
	 * @param id the id of the job
	 * @return the job
	 * @throws JobNotFoundException when there is none
	 */
	public JobRecord reload(ObjectId id) {
		JobRecord job = find(id);
		if (job == null) {
			throw new JobNotFoundException(id);
		}
		return job;
	}

}
