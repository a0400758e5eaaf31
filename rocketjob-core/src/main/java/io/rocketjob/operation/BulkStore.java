package io.rocketjob.operation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.rocketjob.job.JobStore;
import io.rocketjob.operation.BulkDescriptor.RefusalDescriptor;
import io.rocketjob.operation.BulkDescriptor.State;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Where actions with many jobs say how far they are, so that each process can show it. A
 * few small documents, found by their ids. Thread-safe.
 */
final class BulkStore {

	static final String COLLECTION = "rocketjob.bulks";

	/** After which silence the process is believed to be gone. */
	static final Duration SILENCE = Duration.ofSeconds(60);

	private static final Duration KEPT = Duration.ofDays(7);

	private static final int MOST = 50;

	private final JobStore store;

	BulkStore(JobStore store) {
		this.store = store;
	}

	private MongoCollection<Document> bulks() {
		return this.store.mongo().collection(COLLECTION, List.of());
	}

	/**
	 * Stores an action that begins, and forgets those of former weeks.
	 */
	ObjectId begin(BulkRequest request, BoundedCount jobs, boolean values, Operator operator, String process) {
		Instant now = this.store.clock().now();
		bulks().deleteMany(new Document("updatedAt", new Document("$lt", Date.from(now.minus(KEPT)))));
		ObjectId id = new ObjectId();
		bulks().insertOne(new Document("_id", id).append("action", request.action())
			.append("text", request.text())
			.append("values", values)
			.append("state", text(State.RUNNING))
			.append("jobs", jobs.count())
			.append("exact", jobs.exact())
			.append("done", 0L)
			.append("refused", 0L)
			.append("refusals", List.of())
			.append("operator", operator.name())
			.append("process", process)
			.append("startedAt", Date.from(now))
			.append("updatedAt", Date.from(now)));
		return id;
	}

	/**
	 * Says how far an action is.
	 * @return whether it is to go on
	 */
	boolean progress(ObjectId id, BulkProgress progress) {
		Document after = bulks().findOneAndUpdate(running(id), new Document("$set", values(progress)),
				new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
		return after != null;
	}

	/**
	 * Says that an action has ended.
	 */
	void end(ObjectId id, BulkProgress progress, State state, @Nullable String problem) {
		// the counts are of interest also when it was cancelled meanwhile
		bulks().updateOne(new Document("_id", id), new Document("$set", values(progress)));
		bulks().updateOne(running(id),
				new Document("$set", new Document("state", text(state)).append("problem", problem)));
	}

	boolean cancel(ObjectId id) {
		return bulks()
			.updateOne(running(id),
					new Document("$set",
							new Document("state", text(State.CANCELLED)).append("updatedAt",
									Date.from(this.store.clock().now()))))
			.getModifiedCount() == 1;
	}

	private static Document running(ObjectId id) {
		return new Document("_id", id).append("state", text(State.RUNNING));
	}

	private Document values(BulkProgress progress) {
		return new Document("done", progress.done()).append("refused", progress.refused())
			.append("refusals",
					progress.refusals()
						.stream()
						.map((refusal) -> new Document("problem", refusal.problem()).append("jobs", refusal.jobs())
							.append("example", refusal.example()))
						.toList())
			.append("updatedAt", Date.from(this.store.clock().now()));
	}

	@Nullable Document find(ObjectId id) {
		return bulks().find(new Document("_id", id)).first();
	}

	List<Document> list() {
		return bulks().find().sort(new Document("_id", -1)).limit(MOST).into(new ArrayList<>());
	}

	private static String text(State state) {
		return state.name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Describes a stored action.
	 * @param stored the stored form
	 * @param masking what may be seen of values in the search
	 * @return the description
	 */
	BulkDescriptor describe(Document stored, Masking masking) {
		State state = State.valueOf(stored.getString("state").toUpperCase(Locale.ROOT));
		Instant updatedAt = stored.getDate("updatedAt").toInstant();
		if (state == State.RUNNING && updatedAt.plus(SILENCE).isBefore(this.store.clock().now())) {
			state = State.STOPPED;
		}
		long jobs = number(stored, "jobs");
		long done = number(stored, "done");
		long refused = number(stored, "refused");
		String text = stored.getString("text");
		return new BulkDescriptor(stored.getObjectId("_id").toHexString(), stored.getString("action"),
				stored.getBoolean("values", true) ? masking.text(text) : text, state,
				new BoundedCount(jobs, stored.getBoolean("exact", true)), done, refused,
				(state == State.RUNNING) ? Math.max(0, jobs - done - refused) : 0,
				stored.getList("refusals", Document.class, List.of())
					.stream()
					.map((refusal) -> new RefusalDescriptor(refusal.getString("problem"), number(refusal, "jobs"),
							refusal.getString("example")))
					.toList(),
				stored.getString("operator"), stored.getString("process"), stored.getDate("startedAt").toInstant(),
				updatedAt, stored.getString("problem"));
	}

	private static long number(Document document, String name) {
		return Objects.requireNonNull(document.get(name, Number.class)).longValue();
	}

}
