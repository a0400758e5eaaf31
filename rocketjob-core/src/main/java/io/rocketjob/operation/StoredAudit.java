package io.rocketjob.operation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.rocketjob.job.JobStore;
import io.rocketjob.operation.AuditEntry.Outcome;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Stores what operators do in the collection {@code rocketjob.audit}, for a time. Each
 * entry is one insert, in the thread of the operator; jobs that workers run cost nothing.
 * An entry that cannot be stored within a second is logged instead, and undoes nothing.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class StoredAudit implements OperationListener {

	static final String COLLECTION = "rocketjob.audit";

	static final String ID = "_id";

	static final String AT = "at";

	static final String OPERATOR = "operator";

	static final String TARGET_ID = "target.id";

	static final String EXPIRES_AT = "expiresAt";

	/** The first is one that drops by itself what has expired. */
	private static final List<IndexModel> INDEXES = List.of(
			new IndexModel(Indexes.ascending(EXPIRES_AT),
					new IndexOptions().name("audit_expires").expireAfter(0L, TimeUnit.SECONDS)),
			new IndexModel(Indexes.ascending(TARGET_ID, ID), new IndexOptions().name("audit_target")),
			new IndexModel(Indexes.ascending(OPERATOR, ID), new IndexOptions().name("audit_operator")));

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	/** Not all servers drop by themselves what has expired. */
	private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);

	private final JobStore store;

	private final Duration keep;

	private final AtomicReference<Instant> nextSweep = new AtomicReference<>(Instant.MIN);

	/**
	 * Makes it.
	 * @param store the database
	 * @param keep how long entries are kept
	 */
	public StoredAudit(JobStore store, Duration keep) {
		this.store = store;
		this.keep = keep;
	}

	static MongoCollection<Document> collection(JobStore store, Duration patience) {
		return store.mongo().collection(COLLECTION, INDEXES, patience);
	}

	@Override
	public void onOperation(AuditEntry entry) {
		MongoCollection<Document> audit = collection(this.store, PATIENCE);
		audit.insertOne(document(entry));
		Instant now = this.store.clock().now();
		Instant due = this.nextSweep.get();
		if (now.isAfter(due) && this.nextSweep.compareAndSet(due, now.plus(BETWEEN_SWEEPS))) {
			audit.deleteMany(new Document(EXPIRES_AT, new Document("$lt", Date.from(now))));
		}
	}

	private Document document(AuditEntry entry) {
		OperationTarget target = entry.target();
		// the id begins with the time of the database, so that it orders entries
		return new Document(ID, new ObjectId(Date.from(entry.at()))).append(AT, Date.from(entry.at()))
			.append("action", entry.action())
			.append("permission", entry.permission().name())
			.append("target",
					new Document("kind", text(target.kind())).append("id", target.id()).append("name", target.name()))
			.append(OPERATOR, entry.operator())
			.append("channel", entry.channel())
			.append("address", entry.address())
			.append("reason", entry.reason())
			.append("before", values(entry.before()))
			.append("after", values(entry.after()))
			.append("outcome", text(entry.outcome()))
			.append("problem", entry.problem())
			.append(EXPIRES_AT, Date.from(entry.at().plus(this.keep)));
	}

	static String text(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT);
	}

	/** As a list, because names have dots. */
	private static List<Document> values(Map<String, @Nullable String> values) {
		List<Document> list = new ArrayList<>();
		values.forEach((name, value) -> list.add(new Document("k", name).append("v", value)));
		return list;
	}

	/**
	 * Reads a stored entry.
	 * @param stored its stored form
	 * @return the entry
	 */
	static AuditEntry read(Document stored) {
		Document target = stored.get("target", new Document());
		return new AuditEntry(stored.getDate(AT).toInstant(), stored.getString("action"),
				Permission.valueOf(stored.getString("permission")),
				new OperationTarget(OperationTarget.Kind.valueOf(target.getString("kind").toUpperCase(Locale.ROOT)),
						target.getString("id"), target.getString("name")),
				stored.getString(OPERATOR), stored.getString("channel"), stored.getString("address"),
				stored.getString("reason"), values(stored, "before"), values(stored, "after"),
				Outcome.valueOf(stored.getString("outcome").toUpperCase(Locale.ROOT)), stored.getString("problem"));
	}

	private static Map<String, @Nullable String> values(Document stored, String name) {
		Map<String, @Nullable String> values = new LinkedHashMap<>();
		stored.getList(name, Document.class, List.of())
			.forEach((value) -> values.put(value.getString("k"), value.getString("v")));
		return values;
	}

}
