package io.rocketjob.document;

/**
 * Internal: the names of what is stored with a job. Those of batches are in the package
 * of batches.
 */
public final class JobFields {

	public static final String COLLECTION = "rocketjob.jobs";

	public static final String ID = "_id";

	public static final String TYPE = "type";

	public static final String STATE = "state";

	public static final String PRIORITY = "priority";

	public static final String DESCRIPTION = "description";

	public static final String DESTROY_ON_COMPLETE = "destroyOnComplete";

	public static final String PAUSABLE = "pausable";

	public static final String RUN_AT = "runAt";

	public static final String EXPIRES_AT = "expiresAt";

	/** Milliseconds. */
	public static final String TIMEOUT = "timeoutMs";

	public static final String LOG_LEVEL = "logLevel";

	public static final String CREATED_AT = "createdAt";

	public static final String STARTED_AT = "startedAt";

	public static final String COMPLETED_AT = "completedAt";

	public static final String FAILURE_COUNT = "failureCount";

	public static final String WORKER_NAME = "workerName";

	public static final String PERCENT_COMPLETE = "percentComplete";

	public static final String EXCEPTION = "exception";

	public static final String HISTORY = "history";

	public static final String FIELDS = "fields";

	public static final String RESULT = "result";

	/** What was set for this job of the options of plugins, by plugin. */
	public static final String OPTIONS = "options";

	/**
	 * What was set for this job of the options that all jobs have, where it has next
	 * occurrences, which have the same.
	 */
	public static final String OWN_OPTIONS = "ownOptions";

	/** What plugins have stored with the job, by plugin. */
	public static final String PLUGINS = "plugins";

	/** Keys that no other job has, present while the job is queued, running or paused. */
	public static final String UNIQUE = "unique";

	/**
	 * Marker: present until it is certain that a new job may have the keys that are kept
	 * for a time; it is neither claimable nor due before.
	 */
	public static final String KEEPING = "keeping";

	/**
	 * The places that the job takes among those that may run, present exactly while a job
	 * of a limited class runs. No other job has the same.
	 */
	public static final String SLOTS = "slots";

	/** Why a throttle holds the job back: {@code reason}, and {@code until} when. */
	public static final String WAITING = "waiting";

	/** What tracing wants to know at a run of the creator of the job. */
	public static final String TRACE = "trace";

	/**
	 * Marker: present exactly while what belongs to a job is to be dropped, because the
	 * job has ended without it or goes itself.
	 */
	public static final String DISCARD = "discard";

	/**
	 * The jobs that must complete before this one may start; never empty. A job that has
	 * this is neither claimable nor due, whatever its {@code runAt}.
	 */
	public static final String WAITS_FOR = "waitsFor";

	/** What becomes of the job when one fails for which it waits, if not the default. */
	public static final String IF_ONE_FAILS = "ifOneFails";

	/** The same when one is aborted or deleted. */
	public static final String IF_ONE_IS_ABORTED = "ifOneIsAborted";

	/**
	 * Marker: present until it is certain that none of the jobs for which this one waits
	 * has ended unnoticed; since when.
	 */
	public static final String LINKING = "linking";

	/**
	 * {@code true} while jobs may wait for this one, so that it is not deleted before
	 * they have been told.
	 */
	public static final String DEPENDENTS = "dependents";

	/** Whether the result is stored though the job is destroyed when it completes. */
	public static final String KEEP_RESULT = "keepResult";

	/**
	 * The chain in which the job is a step: {@code key}, {@code step}, {@code of} how
	 * many, {@code previous}, and, where that was created later, the job that it
	 * {@code expects}.
	 */
	public static final String CHAIN = "chain";

	public static final String CHAIN_KEY = "chain.key";

	public static final String CHAIN_STEP = "chain.step";

	/**
	 * Marker: present while jobs that wait for this one are to be told of its end, and,
	 * when they have been, as long as it is kept for those that are just being created.
	 */
	public static final String SETTLE = "settle";

	public static final String SETTLE_TOKEN = "settle.token";

	/** From when on the recovery looks after it. */
	public static final String SETTLE_AT = "settle.at";

	/** Marker: {@code true} exactly while the job is queued and due. */
	public static final String CLAIMABLE = "claimable";

	/** Marker: present exactly while the job is queued and not yet due. */
	public static final String DUE_AT = "dueAt";

	/** Marker: present exactly while the job is held. */
	public static final String CLAIM = "claim";

	public static final String CLAIM_TOKEN = "claim.token";

	public static final String CLAIM_SERVER = "claim.server";

	public static final String CLAIM_BEGUN = CLAIM + "." + ClaimKey.BEGUN;

	/** See {@link ClaimKey#ALONE}. */
	public static final String CLAIM_ALONE = CLAIM + "." + ClaimKey.ALONE;

	/**
	 * Present while a server has died that held the job, and no run of it has ended
	 * since.
	 */
	public static final String CRASHES = CrashDocument.FIELD;

	/** Value of {@link #DISCARD}: the job itself is kept. */
	public static final String COLLECTIONS = "collections";

	/** Value of {@link #DISCARD}: the job itself goes as well. */
	public static final String ALL = "all";

	private JobFields() {
	}

}
