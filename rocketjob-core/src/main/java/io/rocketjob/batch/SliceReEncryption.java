package io.rocketjob.batch;

import java.util.Map;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoCollection;
import io.rocketjob.RocketJobException;
import io.rocketjob.Serializer;
import io.rocketjob.document.JobRecord;
import io.rocketjob.mongo.FieldReEncryption;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * Internal: encrypts what is stored of batches anew with the current key: slices of
 * input, what they have made, and lookups; those that are encrypted as a whole, and
 * encrypted fields of the records in them. Each write says what it replaces, so it is
 * safe beside workers, and beside others that do the same. Thread-safe.
 */
public final class SliceReEncryption {

	/** How many slices the database sends at once at most. */
	private static final int BATCH = 5;

	private static final Document BY_ID = new Document(SliceDocument.ID, 1);

	private static final String VALUE = "value";

	private final BatchCollections collections;

	private final SliceData data;

	private final BatchClasses classes;

	private final FieldReEncryption fields;

	SliceReEncryption(BatchCollections collections, SliceData data, BatchClasses classes, FieldReEncryption fields) {
		this.collections = collections;
		this.data = data;
		this.classes = classes;
		this.fields = fields;
	}

	/**
	 * Encrypts what is stored of a batch anew, document by document.
	 * @param job the job; nothing is done for one that is no batch
	 * @param tally is told what was done, after each document; may throw to stop
	 */
	public void renew(JobRecord job, Tally tally) {
		if (!BatchDocument.isBatch(job)) {
			return;
		}
		BatchClass known = this.classes.find(job.type());
		Map<String, OutputSettings> outputs = BatchDocument.outputs(job);
		for (Segment segment : Segment.of(job, (each) -> true)) {
			for (Document slice : all(this.collections.input(segment))) {
				told(tally, "input", segment.collection(), slice.get(SliceDocument.ID),
						() -> renewInput(segment, outputs, known, slice));
			}
		}
		outputs.values().forEach((output) -> {
			MongoCollection<Document> made = this.collections.output(job.id(), output.name());
			if (output.serializer().isEncrypted() || !output.serializer().isText()) {
				for (Document slice : all(made)) {
					told(tally, "output", made.getNamespace().getCollectionName(), slice.get(SliceDocument.ID),
							() -> renewOutput(job, output, known, slice, made));
				}
			}
		});
		BatchDocument.lookups(job).values().forEach((collection) -> renewLookup(collection, tally));
	}

	/** In an order that does not change, each once. */
	private static Iterable<Document> all(MongoCollection<Document> collection) {
		return collection.find().hint(BY_ID).sort(BY_ID).batchSize(BATCH);
	}

	private static void told(Tally tally, String kind, String collection, @Nullable Object id, Attempt attempt) {
		try {
			tally.add(attempt.make());
		}
		catch (RocketJobException ex) {
			tally.unreadable("The " + kind + " " + collection + "/" + id, ex);
		}
	}

	private Result renewInput(Segment segment, Map<String, OutputSettings> outputs, @Nullable BatchClass known,
			Document slice) {
		long id = slice.getLong(SliceDocument.ID);
		Document changes = new Document();
		byte[] records = renewed(SliceDocument.data(slice), segment.settings().serializer(), segment.binding(id),
				(known != null) ? known.declaredRecord() : null);
		if (records != null) {
			changes.append(SliceDocument.DATA, new Binary(records));
		}
		slice.get(SliceDocument.PARTIAL, new Document()).forEach((category, value) -> {
			OutputSettings output = outputs.get(category);
			byte[] made = (output != null)
					? renewed(SliceDocument.data((Document) value), output.serializer(),
							ResumePoint.binding(segment, category, id), (known != null) ? known.declaredOutput() : null)
					: null;
			if (made != null) {
				changes.append(SliceDocument.PARTIAL + "." + category + "." + SliceDocument.DATA, new Binary(made));
			}
		});
		if (changes.isEmpty()) {
			return Result.CURRENT;
		}
		if (slice.containsKey(SliceDocument.CLAIM)) {
			return Result.HELD;
		}
		// each claim counts an attempt, and each correction a revision
		Document seen = new Document(SliceDocument.ID, id)
			.append(SliceDocument.STATE, slice.getString(SliceDocument.STATE))
			.append(SliceDocument.ATTEMPT, slice.get(SliceDocument.ATTEMPT))
			.append(SliceDocument.REVISION, slice.get(SliceDocument.REVISION))
			.append(SliceDocument.CLAIM, null);
		return write(this.collections.input(segment), seen, changes);
	}

	private Result renewOutput(JobRecord job, OutputSettings output, @Nullable BatchClass known, Document slice,
			MongoCollection<Document> made) {
		if (!StoredOutput.isThere(slice)) {
			return Result.CURRENT;
		}
		long id = slice.getLong(SliceDocument.ID);
		byte[] records = renewed(SliceDocument.data(slice), output.serializer(),
				BatchCollections.binding(job.id(), output.name(), id), (known != null) ? known.declaredOutput() : null);
		// a later attempt replaces the whole
		return (records == null) ? Result.CURRENT
				: write(made,
						new Document(SliceDocument.ID, id).append(SliceDocument.ATTEMPT,
								slice.get(SliceDocument.ATTEMPT)),
						new Document(SliceDocument.DATA, new Binary(records)));
	}

	private void renewLookup(String collection, Tally tally) {
		MongoCollection<BsonDocument> entries = this.collections.named(collection)
			.withDocumentClass(BsonDocument.class)
			.withCodecRegistry(MongoClientSettings.getDefaultCodecRegistry());
		for (BsonDocument entry : entries.find().hint(BY_ID).sort(BY_ID)) {
			BsonValue value = entry.get(VALUE);
			if (value != null && FieldReEncryption.has(value)) {
				told(tally, "lookup", collection, "…", () -> {
					BsonDocument renewed = new BsonDocument(VALUE, value).clone();
					if (this.fields.renew(renewed, () -> {
					}) == 0) {
						return Result.CURRENT;
					}
					return (entries
						.updateOne(new BsonDocument(SliceDocument.ID, entry.get(SliceDocument.ID)).append(VALUE, value),
								new BsonDocument("$set", renewed))
						.getMatchedCount() == 1) ? Result.REWRITTEN : Result.CHANGED;
				});
			}
		}
	}

	private static Result write(MongoCollection<Document> slices, Document seen, Document changes) {
		return (slices.updateOne(seen, new Document("$set", changes)).getMatchedCount() == 1) ? Result.REWRITTEN
				: Result.CHANGED;
	}

	/**
	 * Encrypts the data of a slice anew.
	 * @param stored what is stored
	 * @param serializer how
	 * @param binding what it is bound to
	 * @param declared the type of the records, if it is known
	 * @return what to store, {@code null} when the current key has encrypted all of it
	 */
	private byte @Nullable [] renewed(byte[] stored, Serializer serializer, String binding,
			@Nullable ResolvableType declared) {
		SliceCodec codec = this.data.codec();
		boolean isOld = serializer.isEncrypted() && !codec.isCurrent(stored);
		if (serializer.isText() && !isOld) {
			return null;
		}
		byte[] packed = codec.decrypt(stored, serializer, binding);
		if (!serializer.isText()) {
			// the records may be older than what is around them: a slice that is resumed
			// keeps what it has made
			byte[] records = renewedRecords(SliceCodec.decompress(packed), declared);
			if (records != null) {
				return codec.pack(records, serializer, binding);
			}
		}
		return isOld ? codec.encrypt(packed, binding) : null;
	}

	private byte @Nullable [] renewedRecords(byte[] records, @Nullable ResolvableType declared) {
		if (!FieldReEncryption.mayHave(records)) {
			return null;
		}
		BsonDocument document = FieldReEncryption.decode(records);
		int renewed = this.fields.renew(document, () -> {
			if (declared != null) {
				BsonBuffer.read(records)
					.stream()
					.filter((each) -> each != null)
					.forEach((each) -> this.data.records().fromStored(each, declared));
			}
		});
		return (renewed > 0) ? FieldReEncryption.encode(document) : null;
	}

	/** What was done with a document. */
	public enum Result {

		/** It was encrypted anew. */
		REWRITTEN,

		/** The current key has encrypted all of it, or nothing of it is encrypted. */
		CURRENT,

		/** A worker holds it, so that it was left alone; it is to be looked at again. */
		HELD,

		/** It has changed meanwhile; it is to be looked at again. */
		CHANGED

	}

	/** Is told what was done. */
	public interface Tally {

		/**
		 * Something was done with a document.
		 * @param result what
		 */
		void add(Result result);

		/**
		 * A document cannot be decrypted, and stays as it is.
		 * @param what the document
		 * @param reason why
		 */
		void unreadable(String what, RuntimeException reason);

	}

	private interface Attempt {

		Result make();

	}

}
