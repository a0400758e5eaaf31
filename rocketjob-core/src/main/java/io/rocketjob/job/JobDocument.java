package io.rocketjob.job;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.rocketjob.JobHistoryEntry;
import io.rocketjob.JobState;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of a job: its names, its indexes, and the one place that writes the
 * markers {@code claimable}, {@code dueAt} and {@code claim}.
 */
final class JobDocument {

	static final String COLLECTION = "rocketjob.jobs";

	static final String ID = "_id";

	static final String TYPE = "type";

	static final String STATE = "state";

	static final String PRIORITY = "priority";

	static final String DESCRIPTION = "description";

	static final String DESTROY_ON_COMPLETE = "destroyOnComplete";

	static final String PAUSABLE = "pausable";

	static final String RUN_AT = "runAt";

	static final String EXPIRES_AT = "expiresAt";

	/** Milliseconds. */
	static final String TIMEOUT = "timeoutMs";

	static final String LOG_LEVEL = "logLevel";

	static final String CREATED_AT = "createdAt";

	static final String STARTED_AT = "startedAt";

	static final String COMPLETED_AT = "completedAt";

	static final String FAILURE_COUNT = "failureCount";

	static final String WORKER_NAME = "workerName";

	static final String PERCENT_COMPLETE = "percentComplete";

	static final String EXCEPTION = "exception";

	static final String HISTORY = "history";

	static final String FIELDS = "fields";

	static final String RESULT = "result";

	/** Marker: {@code true} exactly while the job is queued and due. */
	static final String CLAIMABLE = "claimable";

	/** Marker: present exactly while the job is queued and not yet due. */
	static final String DUE_AT = "dueAt";

	/** Marker: present exactly while the job is held. */
	static final String CLAIM = "claim";

	static final String CLAIM_TOKEN = "claim.token";

	static final String CLAIM_SERVER = "claim.server";

	static final String CLAIM_INDEX = "claim";

	static final String DUE_INDEX = "due";

	static final String HOLDER_INDEX = "holder";

	static final String ENDED_INDEX = "ended";

	static final List<IndexModel> INDEXES = List.of(
			new IndexModel(Indexes.ascending(TYPE, PRIORITY, ID),
					new IndexOptions().name(CLAIM_INDEX).partialFilterExpression(new Document(CLAIMABLE, true))),
			new IndexModel(Indexes.ascending(DUE_AT), new IndexOptions().name(DUE_INDEX).sparse(true)),
			new IndexModel(Indexes.ascending(CLAIM_SERVER), new IndexOptions().name(HOLDER_INDEX).sparse(true)),
			new IndexModel(Indexes.ascending(STATE, COMPLETED_AT), new IndexOptions().name(ENDED_INDEX)
				.partialFilterExpression(new Document(COMPLETED_AT, new Document("$exists", true)))));

	private JobDocument() {
	}

	static ObjectId id(Document job) {
		return job.getObjectId(ID);
	}

	static String type(Document job) {
		return job.getString(TYPE);
	}

	static JobState state(Document job) {
		return JobState.of(job.getString(STATE));
	}

	static @Nullable Instant instant(Document job, String name) {
		Date date = job.getDate(name);
		return (date != null) ? date.toInstant() : null;
	}

	static @Nullable Date date(@Nullable Instant instant) {
		return (instant != null) ? Date.from(instant) : null;
	}

	static Document fields(Document job) {
		return job.get(FIELDS, new Document());
	}

	/**
	 * Begins the update that brings a job into a state, with all markers and times that
	 * belong to that state.
	 * @param to the state it shall be in, other than running
	 * @param runAt when it may run, if it is to be queued
	 * @param entry what to add to its history
	 * @return an update to complete
	 */
	static JobUpdateDocument moveTo(JobState to, @Nullable Instant runAt, JobHistoryEntry entry) {
		JobUpdateDocument update = new JobUpdateDocument().set(STATE, to.value())
			.unset(CLAIM)
			.push(HISTORY, entry(entry));
		if (to == JobState.QUEUED) {
			update.unset(COMPLETED_AT).unset(STARTED_AT).unset(PERCENT_COMPLETE);
			if (entry.from() == JobState.RUNNING || entry.from() == JobState.FAILED) {
				// it has started in time, and must not be dropped because it starts again
				update.unset(EXPIRES_AT);
			}
			mark(update, runAt, entry.at());
		}
		else {
			update.set(COMPLETED_AT, Date.from(entry.at())).unset(CLAIMABLE).unset(DUE_AT);
		}
		return update;
	}

	/**
	 * Marks a queued job as claimable or as due later.
	 * @param update the update to add to
	 * @param runAt when it may run
	 * @param now the time
	 */
	static void mark(JobUpdateDocument update, @Nullable Instant runAt, Instant now) {
		if (runAt != null && runAt.isAfter(now)) {
			update.set(DUE_AT, Date.from(runAt)).unset(CLAIMABLE);
		}
		else {
			update.set(CLAIMABLE, true).unset(DUE_AT);
		}
	}

	/**
	 * The update that gives a job to a holder.
	 * @param token a fresh token
	 * @param server the id of the server
	 * @param worker the name of the worker
	 * @param now the time
	 * @return the update
	 */
	static Document claim(ObjectId token, ObjectId server, String worker, Instant now) {
		return new JobUpdateDocument().set(STATE, JobState.RUNNING.value())
			.set(CLAIM, new Document("token", token).append("server", server))
			.set(STARTED_AT, Date.from(now))
			.set(WORKER_NAME, worker)
			.unset(CLAIMABLE)
			.unset(DUE_AT)
			.push(HISTORY, entry(new JobHistoryEntry(now, JobState.QUEUED, JobState.RUNNING, worker, null)))
			.build();
	}

	/**
	 * Copies a stored value with all that is in it.
	 * @param value a document, a list, or a simple value
	 * @return the copy
	 */
	static Object copy(Object value) {
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

	private static Document entry(JobHistoryEntry entry) {
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
