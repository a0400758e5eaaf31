package io.rocketjob.job;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.rocketjob.JobHistoryEntry;
import io.rocketjob.JobState;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Internal: the stored form of a job: its names and its indexes.
 */
public final class JobDocument {

	static final String COLLECTION = "rocketjob.jobs";

	public static final String ID = "_id";

	public static final String TYPE = "type";

	public static final String STATE = "state";

	public static final String PRIORITY = "priority";

	static final String DESCRIPTION = "description";

	public static final String DESTROY_ON_COMPLETE = "destroyOnComplete";

	static final String PAUSABLE = "pausable";

	public static final String RUN_AT = "runAt";

	static final String EXPIRES_AT = "expiresAt";

	/** Milliseconds. */
	static final String TIMEOUT = "timeoutMs";

	static final String LOG_LEVEL = "logLevel";

	public static final String CREATED_AT = "createdAt";

	public static final String STARTED_AT = "startedAt";

	public static final String COMPLETED_AT = "completedAt";

	public static final String FAILURE_COUNT = "failureCount";

	public static final String WORKER_NAME = "workerName";

	public static final String PERCENT_COMPLETE = "percentComplete";

	public static final String EXCEPTION = "exception";

	public static final String HISTORY = "history";

	public static final String FIELDS = "fields";

	static final String RESULT = "result";

	/** What was set for this job of the options of plugins, by plugin. */
	static final String OPTIONS = "options";

	/**
	 * What was set for this job of the options that all jobs have, where it has next
	 * occurrences, which have the same.
	 */
	static final String OWN_OPTIONS = "ownOptions";

	/** What plugins have stored with the job, by plugin. */
	static final String PLUGINS = "plugins";

	/** Keys that no other job has, present while the job is queued, running or paused. */
	public static final String UNIQUE = "unique";

	/**
	 * The places that the job takes among those that may run, present exactly while a job
	 * of a limited class runs. No other job has the same.
	 */
	public static final String SLOTS = "slots";

	/** Why a throttle holds the job back: {@code reason}, and {@code until} when. */
	public static final String WAITING = "waiting";

	/** What tracing wants to know at a run of the creator of the job. */
	static final String TRACE = "trace";

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
	static final String IF_ONE_FAILS = "ifOneFails";

	/** The same when one is aborted or deleted. */
	static final String IF_ONE_IS_ABORTED = "ifOneIsAborted";

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

	/**
	 * Marker: present while jobs that wait for this one are to be told of its end, and,
	 * when they have been, as long as it is kept for those that are just being created.
	 */
	static final String SETTLE = "settle";

	static final String SETTLE_TOKEN = "settle.token";

	/** From when on the recovery looks after it. */
	static final String SETTLE_AT = "settle.at";

	/** Marker: {@code true} exactly while the job is queued and due. */
	public static final String CLAIMABLE = "claimable";

	/** Marker: present exactly while the job is queued and not yet due. */
	public static final String DUE_AT = "dueAt";

	/** Marker: present exactly while the job is held. */
	public static final String CLAIM = "claim";

	public static final String CLAIM_TOKEN = "claim.token";

	public static final String CLAIM_SERVER = "claim.server";

	public static final Document BY_ID = new Document(ID, 1);

	/** A bound on a key of an index. An id is there, and one that is not null. */
	static final Document ANY_ID = new Document("$gt", new ObjectId(0, 0));

	/** A bound that each class has. */
	static final Document ANY_TYPE = new Document("$gte", "");

	/** A bound that each priority has. */
	static final Document ANY_PRIORITY = new Document("$gt", 0);

	/** A bound that each time has: of {@code $exists} an index alone cannot judge. */
	static final Document AT_ANY_TIME = new Document("$gt", new Date(0));

	/** How many jobs are named to people. */
	private static final int NAMED = 5;

	static final String CLAIM_INDEX = "claim";

	static final String DUE_INDEX = "due";

	static final String HOLDER_INDEX = "holder";

	static final String ENDED_INDEX = "ended";

	static final String ENDED_BY_ID_INDEX = "ended_by_id";

	static final String DISCARD_INDEX = "discard";

	static final String UNIQUE_INDEX = "unique";

	static final String WAITS_FOR_INDEX = "waits_for";

	static final String LINKING_INDEX = "linking";

	static final String SETTLE_INDEX = "settle";

	static final String SLOTS_INDEX = "slots";

	static final List<IndexModel> INDEXES = List.of(
			new IndexModel(Indexes.ascending(TYPE, PRIORITY, ID),
					new IndexOptions().name(CLAIM_INDEX).partialFilterExpression(new Document(CLAIMABLE, true))),
			new IndexModel(Indexes.ascending(DUE_AT), new IndexOptions().name(DUE_INDEX).sparse(true)),
			new IndexModel(Indexes.ascending(CLAIM_SERVER), new IndexOptions().name(HOLDER_INDEX).sparse(true)),
			new IndexModel(Indexes.ascending(STATE, COMPLETED_AT, ID),
					new IndexOptions().name(ENDED_INDEX)
						.partialFilterExpression(new Document(COMPLETED_AT, new Document("$exists", true)))),
			new IndexModel(Indexes.ascending(STATE, ID),
					new IndexOptions().name(ENDED_BY_ID_INDEX)
						.partialFilterExpression(new Document(COMPLETED_AT, new Document("$exists", true)))),
			new IndexModel(Indexes.ascending(DISCARD), new IndexOptions().name(DISCARD_INDEX).sparse(true)),
			new IndexModel(Indexes.ascending(UNIQUE), new IndexOptions().name(UNIQUE_INDEX).unique(true).sparse(true)),
			new IndexModel(Indexes.ascending(WAITS_FOR), new IndexOptions().name(WAITS_FOR_INDEX).sparse(true)),
			new IndexModel(Indexes.ascending(LINKING), new IndexOptions().name(LINKING_INDEX).sparse(true)),
			new IndexModel(Indexes.ascending(SETTLE_AT), new IndexOptions().name(SETTLE_INDEX).sparse(true)),
			new IndexModel(Indexes.ascending(SLOTS), new IndexOptions().name(SLOTS_INDEX).unique(true).sparse(true)));

	/** Value of {@link #DISCARD}: the job itself is kept. */
	public static final String COLLECTIONS = "collections";

	/**
	 * The priority of a job.
	 * @param job the job
	 * @return 1 to 100, the lowest first
	 */
	public static int priority(Document job) {
		return job.getInteger(PRIORITY);
	}

	/** Value of {@link #DISCARD}: the job itself goes as well. */
	public static final String ALL = "all";

	private static final Set<String> LEVELS = Arrays.stream(Level.values())
		.map(Level::name)
		.collect(Collectors.toUnmodifiableSet());

	private JobDocument() {
	}

	public static ObjectId id(Document job) {
		return job.getObjectId(ID);
	}

	public static String type(Document job) {
		return job.getString(TYPE);
	}

	public static JobState state(Document job) {
		return JobState.of(job.getString(STATE));
	}

	public static @Nullable Instant instant(Document job, String name) {
		Date date = job.getDate(name);
		return (date != null) ? date.toInstant() : null;
	}

	static @Nullable Date date(@Nullable Instant instant) {
		return (instant != null) ? Date.from(instant) : null;
	}

	/**
	 * What tells the hold on a job from all others.
	 * @param job a job that is held
	 * @return the hold
	 */
	static ClaimKey held(Document job) {
		return ClaimKey.of(id(job), job.get(CLAIM, Document.class));
	}

	static @Nullable Duration timeout(Document job) {
		Number millis = job.get(TIMEOUT, Number.class);
		return (millis != null) ? Duration.ofMillis(millis.longValue()) : null;
	}

	static @Nullable Level logLevel(Document job) {
		String level = job.getString(LOG_LEVEL);
		return (level != null && LEVELS.contains(level)) ? Level.valueOf(level) : null;
	}

	public static Document fields(Document job) {
		return job.get(FIELDS, new Document());
	}

	static Document options(Document job) {
		return job.get(OPTIONS, new Document());
	}

	static Document pluginData(Document job) {
		return job.get(PLUGINS, new Document());
	}

	/**
	 * Whether a job has completed and was to be destroyed: it is only still there for
	 * those that have waited for it.
	 * @param job the job
	 * @return whether it counts as gone
	 */
	public static boolean isDestroyed(Document job) {
		return state(job) == JobState.COMPLETED && job.getBoolean(DESTROY_ON_COMPLETE, true);
	}

	/**
	 * The jobs for which a job waits.
	 * @param job the job
	 * @return their ids
	 */
	static List<ObjectId> waitsFor(Document job) {
		return job.getList(WAITS_FOR, ObjectId.class, List.of());
	}

	/**
	 * Says for which jobs a job waits.
	 * @param job a job that waits
	 * @return a text for people
	 */
	static String waiting(Document job) {
		List<ObjectId> ids = waitsFor(job);
		return "it waits for " + ids.size() + ((ids.size() == 1) ? " job: " : " jobs: ")
				+ ids.stream().limit(NAMED).map(ObjectId::toHexString).collect(Collectors.joining(", "))
				+ ((ids.size() > NAMED) ? ", …" : "");
	}

	/**
	 * Matches a job as long as it has a value, or has none, as it had when it was read.
	 * @param job the job as it was read
	 * @param name the name of the value
	 * @return the condition
	 */
	public static @Nullable Document presence(Document job, String name) {
		return job.containsKey(name) ? new Document("$exists", true) : null;
	}

	/**
	 * When a job expires that is moved to another time, if that follows from its class.
	 * @param job the job as it was read
	 * @param expiresAfter what its class says
	 * @param runAt the time that it is moved to
	 * @return the new time, or the present one when it was set for the job
	 */
	static @Nullable Instant movedExpiry(Document job, @Nullable Duration expiresAfter, Instant runAt) {
		Instant present = instant(job, EXPIRES_AT);
		if (present == null || expiresAfter == null) {
			return present;
		}
		Instant from = instant(job, CREATED_AT);
		Instant before = instant(job, RUN_AT);
		if (before != null && (from == null || before.isAfter(from))) {
			from = before;
		}
		boolean ofClass = from != null && present.equals(from.plus(expiresAfter).truncatedTo(ChronoUnit.MILLIS));
		return ofClass ? runAt.plus(expiresAfter).truncatedTo(ChronoUnit.MILLIS) : present;
	}

	/**
	 * Why something waits.
	 * @param until until when
	 * @param reason why
	 * @return the stored form
	 */
	public static Document waiting(Instant until, String reason) {
		return new Document("reason", Texts.bounded(reason, Texts.MESSAGE)).append("until", Date.from(until));
	}

	/**
	 * Whether a queued job waits for its own time, rather than because a throttle leaves
	 * it out for a while.
	 */
	static boolean isScheduled(Document job) {
		Instant dueAt = instant(job, DUE_AT);
		return dueAt != null && dueAt.equals(instant(job, RUN_AT));
	}

	/**
	 * Copies a stored value with all that is in it.
	 * @param value a document, a list, or a simple value
	 * @return the copy
	 */
	public static Object copy(Object value) {
		if (value instanceof Document document) {
			Document copy = new Document();
			document.forEach((name, inner) -> copy.put(name, (inner != null) ? copy(inner) : null));
			return copy;
		}
		if (value instanceof List<?> list) {
			List<@Nullable Object> copy = new ArrayList<>(list.size());
			list.forEach((inner) -> copy.add((inner != null) ? copy(inner) : null));
			return copy;
		}
		return value;
	}

	/**
	 * The stored form of an entry of the history.
	 * @param entry the entry
	 * @return what to store
	 */
	public static Document entry(JobHistoryEntry entry) {
		Document document = new Document("at", Date.from(entry.at())).append("from", entry.from().value())
			.append("to", entry.to().value())
			.append("by", entry.by());
		if (entry.reason() != null) {
			document.append("reason", Texts.bounded(entry.reason(), Texts.MESSAGE));
		}
		return document;
	}

	static List<JobHistoryEntry> history(Document job) {
		List<JobHistoryEntry> history = new ArrayList<>();
		for (Document entry : job.getList(HISTORY, Document.class, List.of())) {
			history.add(new JobHistoryEntry(entry.getDate("at").toInstant(), JobState.of(entry.getString("from")),
					JobState.of(entry.getString("to")), entry.getString("by"), entry.getString("reason")));
		}
		return history;
	}

}
