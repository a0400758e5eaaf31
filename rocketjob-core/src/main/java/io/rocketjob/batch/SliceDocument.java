package io.rocketjob.batch;

import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.rocketjob.document.CrashDocument;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;

/**
 * The stored form of a slice of input, and of what a slice has made.
 */
final class SliceDocument {

	static final String ID = "_id";

	static final String STATE = "state";

	static final String QUEUED = "queued";

	static final String RUNNING = "running";

	static final String FAILED = "failed";

	/** How many records it has. */
	static final String COUNT = "count";

	/** The packed records. */
	static final String DATA = "data";

	/** Which values have several lines, where values are stored as text. */
	static final String LINES = "lines";

	/** Present exactly while a worker holds it. */
	static final String CLAIM = "claim";

	static final String CLAIM_TOKEN = "claim.token";

	/** How often it has been claimed; of output, by which attempt it was made. */
	static final String ATTEMPT = "attempt";

	static final String STARTED_AT = "startedAt";

	static final String WORKER_NAME = "workerName";

	static final String FAILURE_COUNT = "failureCount";

	static final String EXCEPTION = "exception";

	/** The record that it is at, or that failed: its number in the category. */
	static final String RECORD_NUMBER = "recordNumber";

	/** How many of its records are done, so that a run goes on after them. */
	static final String DONE = "done";

	/** What the records that are done have made, by category. */
	static final String PARTIAL = "partial";

	/** What the records that are done have counted. */
	static final String COUNTERS = "counters";

	/** The positions of records that were removed. */
	static final String REMOVED = "removed";

	/** Counts changes made by hand. */
	static final String REVISION = "revision";

	/** Present while a server has died that held it, and no run has ended since. */
	static final String CRASHES = CrashDocument.FIELD;

	static final String STATE_INDEX = "state";

	static final List<IndexModel> INDEXES = List
		.of(new IndexModel(Indexes.ascending(STATE, ID), new IndexOptions().name(STATE_INDEX)));

	private SliceDocument() {
	}

	static Document queued(long id, int count, byte[] data) {
		return new Document(ID, id).append(STATE, QUEUED).append(COUNT, count).append(DATA, new Binary(data));
	}

	static Document claim(Document claim, String worker, Instant now) {
		return new Document("$set",
				new Document(STATE, RUNNING).append(CLAIM, claim)
					.append(STARTED_AT, Date.from(now))
					.append(WORKER_NAME, worker))
			.append("$unset", new Document(EXCEPTION, ""))
			.append("$inc", new Document(ATTEMPT, 1));
	}

	/** What queues a slice again, from the record that it was at. */
	static Document requeue() {
		return new Document("$set", new Document(STATE, QUEUED)).append("$unset", new Document(CLAIM, ""));
	}

	/** The same, where the server has died that held it. */
	static Document requeue(Document crashes) {
		Document update = requeue();
		update.get("$set", Document.class).append(CRASHES, crashes);
		return update;
	}

	/** What fails a slice that nobody works on any more. */
	static Document fail(Document exception) {
		FailurePattern.addTo(exception);
		return new Document("$set", new Document(STATE, FAILED).append(EXCEPTION, exception))
			.append("$unset", new Document(CLAIM, "").append(CRASHES, ""))
			.append("$inc", new Document(FAILURE_COUNT, 1));
	}

	static Document held(long id, ObjectId token) {
		return new Document(ID, id).append(CLAIM_TOKEN, token);
	}

	/**
	 * Matches those of some slices that a claim holds.
	 * @param ids the slices
	 * @param token the token of the claim
	 * @return the filter
	 */
	static Document held(List<Long> ids, ObjectId token) {
		return new Document(ID, new Document("$in", ids)).append(CLAIM_TOKEN, token);
	}

	/**
	 * The positions of the records of a slice that were removed.
	 * @param slice the slice
	 * @return a set of its own
	 */
	static Set<Integer> removed(Document slice) {
		return new HashSet<>(slice.getList(REMOVED, Integer.class, List.of()));
	}

	static byte[] data(Document document) {
		return document.get(DATA, Binary.class).getData();
	}

	static Document output(long id, int attempt, int count, byte[] data) {
		return new Document(ID, id).append(ATTEMPT, attempt).append(COUNT, count).append(DATA, new Binary(data));
	}

}
