package io.rocketjob.dirmon;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.ReturnDocument;
import io.rocketjob.job.JobStore;
import io.rocketjob.mongo.ContendedWrite;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The documents of entries, and of what their scans have seen. Thread-safe.
 */
final class EntryStore {

	static final String COLLECTION = "rocketjob.dirmon_entries";

	private static final String SCANS = "rocketjob.dirmon_scans";

	private static final String ID = "_id";

	private static final String NAME = "name";

	private static final String STATE = "state";

	private static final String EXCEPTION = "exception";

	private static final String VERSION = "version";

	private static final String CHANGES = "changes";

	private static final String NEXT_SCAN = "nextScanAt";

	private static final List<IndexModel> INDEXES = List.of(
			new IndexModel(Indexes.ascending(NAME), new IndexOptions().name("name").unique(true)),
			new IndexModel(Indexes.ascending("pattern", "servers"), new IndexOptions().name("pattern").unique(true)));

	private static final FindOneAndUpdateOptions AFTER = new FindOneAndUpdateOptions()
		.returnDocument(ReturnDocument.AFTER);

	private final JobStore store;

	EntryStore(JobStore store) {
		this.store = store;
	}

	private MongoCollection<Document> entries() {
		return this.store.mongo().collection(COLLECTION, INDEXES);
	}

	private MongoCollection<Document> scans() {
		return this.store.mongo().collection(SCANS, List.of());
	}

	Instant now() {
		return this.store.measuredNow();
	}

	/**
	 * Inserts an entry.
	 * @param entry the entry
	 * @param state its state
	 * @return the stored entry
	 * @throws org.springframework.dao.DuplicateKeyException when another has its name or
	 * pattern
	 */
	StoredEntry insert(DirectoryEntry entry, DirectoryEntryState state) {
		Document document = definition(entry).append(ID, new ObjectId())
			.append(NAME, entry.name())
			.append(STATE, state.value())
			.append(VERSION, 1L)
			.append(CHANGES, 1L)
			.append("changedAt", Date.from(now()));
		this.store.mongo().translating(() -> ContendedWrite.make(() -> entries().insertOne(document)));
		return read(document);
	}

	/**
	 * Changes what an entry looks for.
	 * @param seen the entry as it was read
	 * @param entry what it shall look for
	 * @return the entry as it is then, {@code null} when it is no longer as it was read
	 * @throws org.springframework.dao.DuplicateKeyException when another has its pattern
	 */
	@Nullable StoredEntry replace(StoredEntry seen, DirectoryEntry entry) {
		Document update = new Document("$set", definition(entry).append("changedAt", Date.from(now())))
			.append("$inc", new Document(VERSION, 1L).append(CHANGES, 1L))
			.append("$unset", new Document(NEXT_SCAN, ""));
		Document filter = new Document(ID, seen.id()).append(VERSION, seen.version());
		return readNullable(this.store.mongo()
			.translating(() -> ContendedWrite.make(() -> entries().findOneAndUpdate(filter, update, AFTER))));
	}

	/**
	 * Brings an entry from some states into another by one write.
	 * @param name the name of the entry
	 * @param from the states that it may come from
	 * @param to the state that it shall be in
	 * @param exception what the scan threw, {@code null} for none
	 * @param version the version that it must have, {@code null} for any
	 * @return the entry as it is then, {@code null} when it was in another state or is
	 * not there
	 */
	@Nullable StoredEntry move(String name, List<DirectoryEntryState> from, DirectoryEntryState to, @Nullable String exception,
			@Nullable Long version) {
		Document set = new Document(STATE, to.value()).append("changedAt", Date.from(now()));
		Document unset = new Document(NEXT_SCAN, "");
		if (exception != null) {
			set.append(EXCEPTION, exception);
		}
		else {
			unset.append(EXCEPTION, "");
		}
		Document filter = new Document(NAME, name).append(STATE,
				new Document("$in", from.stream().map(DirectoryEntryState::value).toList()));
		if (version != null) {
			filter.append(VERSION, version);
		}
		Document update = new Document("$set", set).append("$unset", unset).append("$inc", new Document(CHANGES, 1L));
		return readNullable(this.store.mongo().translating(() -> entries().findOneAndUpdate(filter, update, AFTER)));
	}

	@Nullable StoredEntry find(String name) {
		return readNullable(this.store.mongo().translating(() -> entries().find(new Document(NAME, name)).first()));
	}

	List<StoredEntry> all() {
		return matching(new Document());
	}

	/**
	 * The enabled entries that are to be scanned.
	 * @param now the time
	 * @return the entries
	 */
	List<StoredEntry> due(Instant now) {
		return matching(new Document(STATE, DirectoryEntryState.ENABLED.value()).append("$or",
				List.of(new Document(NEXT_SCAN, null), new Document(NEXT_SCAN, new Document("$lte", Date.from(now))))));
	}

	private List<StoredEntry> matching(Document filter) {
		return this.store.mongo()
			.translating(() -> entries().find(filter)
				.sort(new Document(NAME, 1))
				.map(EntryStore::read)
				.into(new ArrayList<>()));
	}

	/**
	 * Says when an entry is to be scanned next.
	 * @param entry the entry
	 * @param next the time
	 */
	void nextScan(StoredEntry entry, Instant next) {
		set(entry, NEXT_SCAN, Date.from(next));
	}

	/**
	 * Says what a scan has found.
	 * @param entry the entry
	 * @param scan what it has found
	 */
	void scanned(StoredEntry entry, StoredEntry.LastScan scan) {
		set(entry, "lastScan",
				new Document("at", Date.from(scan.at())).append("server", scan.server())
					.append("ready", scan.ready())
					.append("waiting", scan.waiting())
					.append("held", scan.held())
					.append("problems", scan.problems()));
	}

	private void set(StoredEntry entry, String name, Object value) {
		this.store.mongo()
			.translating(() -> entries().updateOne(new Document(ID, entry.id()).append(VERSION, entry.version()),
					new Document("$set", new Document(name, value))));
	}

	/**
	 * Deletes an entry, then what its scans have seen. {@link #deleteLeftovers} deletes
	 * that where the process has died in between, or a scan has stored it later.
	 * @param entry the entry as it was read
	 * @return whether it was there, and nothing of it has changed since
	 */
	boolean delete(StoredEntry entry) {
		return this.store.mongo().translating(() -> {
			// an entry of an older version has no count before its first change
			boolean deleted = ContendedWrite.delete(entries(),
					new Document(ID, entry.id()).append(CHANGES, (entry.changes() > 0) ? entry.changes() : null));
			if (deleted) {
				ContendedWrite.delete(scans(), new Document(ID, entry.id()));
			}
			return deleted;
		});
	}

	/**
	 * Deletes what is left of entries that are gone.
	 * @param notes what is noted of files
	 */
	void deleteLeftovers(FileNotes notes) {
		Set<ObjectId> noted = notes.entriesOfNoted();
		Set<ObjectId> scanned = ids(scans());
		// in this order: what belongs to an entry comes after it
		Set<ObjectId> present = ids(entries());
		noted.stream().filter((entry) -> !present.contains(entry)).forEach(notes::deleteNoted);
		scanned.stream()
			.filter((entry) -> !present.contains(entry))
			.forEach((entry) -> this.store.mongo()
				.translating(() -> ContendedWrite.delete(scans(), new Document(ID, entry))));
	}

	private Set<ObjectId> ids(MongoCollection<Document> documents) {
		// by the index alone: what scans have seen is large
		return this.store.mongo()
			.translating(() -> documents.find()
				.sort(new Document(ID, 1))
				.projection(new Document(ID, 1))
				.map((document) -> document.getObjectId(ID))
				.into(new HashSet<>()));
	}

	/**
	 * What the scan before has seen.
	 * @param entry the entry
	 * @return what it has stored, {@code null} before the first
	 */
	byte @Nullable [] seen(StoredEntry entry) {
		Document scan = this.store.mongo().translating(() -> scans().find(new Document(ID, entry.id())).first());
		// what was seen for another pattern or rule says nothing
		boolean same = scan != null && Objects.equals(scan.getLong(VERSION), entry.version());
		return same ? Objects.requireNonNull(scan).get("seen", Binary.class).getData() : null;
	}

	/**
	 * Stores what a scan has seen.
	 * @param entry the entry
	 * @param seen what it has seen
	 */
	void seen(StoredEntry entry, byte[] seen) {
		Document scan = new Document(ID, entry.id()).append(VERSION, entry.version()).append("seen", new Binary(seen));
		this.store.mongo()
			.translating(() -> ContendedWrite
				.make(() -> scans().replaceOne(new Document(ID, entry.id()), scan, new ReplaceOptions().upsert(true))));
	}

	private static Document definition(DirectoryEntry entry) {
		// names may have dots, so they are no keys
		List<Document> properties = new TreeMap<>(entry.properties()).entrySet()
			.stream()
			.map((each) -> new Document(NAME, each.getKey()).append("value", each.getValue()))
			.toList();
		return new Document("pattern", entry.pattern()).append("jobClass", entry.jobClass())
			.append("archive", entry.archive())
			.append("properties", properties)
			.append("fileField", entry.fileField())
			.append("servers", entry.servers())
			.append("schedule", entry.schedule())
			.append("quietPeriod", entry.quietPeriod().toMillis())
			.append("emptyFiles", entry.emptyFiles())
			.append("announcement", entry.announcement().name())
			.append("leftOut", entry.leftOut());
	}

	private static @Nullable StoredEntry readNullable(@Nullable Document document) {
		return (document != null) ? read(document) : null;
	}

	private static StoredEntry read(Document document) {
		Map<String, String> properties = new TreeMap<>();
		document.getList("properties", Document.class)
			.forEach((each) -> properties.put(each.getString(NAME), each.getString("value")));
		DirectoryEntry entry = new DirectoryEntry(document.getString(NAME), document.getString("pattern"),
				document.getString("jobClass"), document.getString("archive"), properties,
				document.getString("fileField"), document.getString("servers"), document.getString("schedule"),
				Duration.ofMillis(document.getLong("quietPeriod")), document.getBoolean("emptyFiles"),
				Announcement.valueOf(document.getString("announcement")), document.getList("leftOut", String.class));
		Document scan = document.get("lastScan", Document.class);
		StoredEntry.LastScan last = (scan != null) ? new StoredEntry.LastScan(scan.getDate("at").toInstant(),
				scan.getString("server"), scan.getInteger("ready"), scan.getInteger("waiting"), scan.getInteger("held"),
				scan.getList("problems", String.class)) : null;
		Date next = document.getDate(NEXT_SCAN);
		return new StoredEntry(document.getObjectId(ID), entry, DirectoryEntryState.of(document.getString(STATE)),
				document.getDate("changedAt").toInstant(), document.getString(EXCEPTION), document.getLong(VERSION),
				document.get(CHANGES, 0L), (next != null) ? next.toInstant() : null, last);
	}

}
