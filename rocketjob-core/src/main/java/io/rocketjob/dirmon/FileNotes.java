package io.rocketjob.dirmon;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.rocketjob.dirmon.FileNote.Step;
import io.rocketjob.document.Texts;
import io.rocketjob.mongo.ContendedWrite;
import io.rocketjob.mongo.RocketJobMongo;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** The documents of files that are being taken. Thread-safe. */
final class FileNotes {

	private static final String COLLECTION = "rocketjob.dirmon_files";

	private static final String ID = "_id";

	private static final String ENTRY = "entry";

	private static final String STEP = "step";

	private static final String PROBLEM = "problem";

	private static final List<IndexModel> INDEXES = List.of(
			new IndexModel(Indexes.ascending(ENTRY, ID), new IndexOptions().name("entry")),
			new IndexModel(Indexes.ascending(STEP), new IndexOptions().name("step")));

	private final RocketJobMongo mongo;

	FileNotes(RocketJobMongo mongo) {
		this.mongo = mongo;
	}

	private MongoCollection<Document> files() {
		return this.mongo.collection(COLLECTION, INDEXES);
	}

	void insert(FileNote note) {
		Instant modified = note.facts().modified();
		Document document = new Document(ID, note.job()).append(ENTRY, note.entry())
			.append("entryName", note.entryName())
			// names may have any bytes
			.append("source", new Binary(NameText.bytes(note.source())))
			.append("target", new Binary(NameText.bytes(note.target())))
			.append("device", note.facts().device())
			.append("inode", note.facts().inode())
			.append("size", note.facts().size())
			.append("modified", modified.getEpochSecond())
			.append("nanos", modified.getNano())
			.append("takenAt", Date.from(note.takenAt()))
			.append(STEP, value(Step.NOTED));
		this.mongo.translating(() -> files().insertOne(document));
	}

	List<FileNote> of(ObjectId entry) {
		return this.mongo.translating(() -> files().find(new Document(ENTRY, entry))
			.sort(new Document(ID, 1))
			.map(FileNotes::read)
			.into(new ArrayList<>()));
	}

	/**
	 * The files whose jobs are stored, and may have to be released.
	 * @return their jobs
	 */
	List<ObjectId> stored() {
		return this.mongo.translating(() -> files().find(new Document(STEP, value(Step.STORED)))
			.projection(new Document(ID, 1))
			.map((note) -> note.getObjectId(ID))
			.into(new ArrayList<>()));
	}

	@Nullable FileNote find(ObjectId job) {
		Document note = this.mongo.translating(() -> files().find(new Document(ID, job)).first());
		return (note != null) ? read(note) : null;
	}

	/**
	 * The entries that have notes of files which may not have been touched.
	 * @return the ids of the entries
	 */
	Set<ObjectId> entriesOfNoted() {
		return this.mongo.translating(() -> files().find(new Document(STEP, value(Step.NOTED)))
			.projection(new Document(ENTRY, 1))
			.map((note) -> note.getObjectId(ENTRY))
			.into(new HashSet<>()));
	}

	/**
	 * Deletes the notes of files that nobody has touched, and nobody is going to.
	 * @param entry the id of an entry that is gone
	 */
	void deleteNoted(ObjectId entry) {
		this.mongo.translating(() -> files().deleteMany(new Document(ENTRY, entry).append(STEP, value(Step.NOTED))));
	}

	/**
	 * Brings a note from one step to another.
	 * @param job the id of the job
	 * @param from the steps one of which it must have
	 * @param to the step that it gets
	 * @param problem what is wrong, {@code null} for nothing
	 * @return whether it had that step
	 */
	boolean move(ObjectId job, List<Step> from, Step to, @Nullable String problem) {
		Document update = (problem != null)
				? new Document("$set",
						new Document(STEP, value(to)).append(PROBLEM, Texts.bounded(problem, Texts.MESSAGE)))
				: new Document("$set", new Document(STEP, value(to))).append("$unset", new Document(PROBLEM, ""));
		Document filter = new Document(ID, job).append(STEP,
				new Document("$in", from.stream().map(FileNotes::value).toList()));
		return this.mongo.translating(() -> files().updateOne(filter, update)).getMatchedCount() == 1;
	}

	boolean delete(ObjectId job, Step step) {
		return this.mongo
			.translating(() -> ContendedWrite.delete(files(), new Document(ID, job).append(STEP, value(step))));
	}

	private static String value(Step step) {
		return step.name().toLowerCase(Locale.ROOT);
	}

	private static FileNote read(Document note) {
		Instant modified = Instant.ofEpochSecond(note.getLong("modified"), note.getInteger("nanos"));
		FileFacts facts = new FileFacts(FileFacts.Kind.REGULAR, note.getLong("device"), note.getLong("inode"),
				note.getLong("size"), modified, modified, 1);
		return new FileNote(note.getObjectId(ID), note.getObjectId(ENTRY), note.getString("entryName"),
				path(note, "source"), path(note, "target"), facts, note.getDate("takenAt").toInstant(),
				Step.valueOf(note.getString(STEP).toUpperCase(Locale.ROOT)), note.getString(PROBLEM));
	}

	private static Path path(Document note, String name) {
		return Names.path(note.get(name, Binary.class).getData());
	}

}
