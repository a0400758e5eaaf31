package io.rocketjob.batch;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.WriteModel;
import io.rocketjob.mongo.DatabaseErrors;
import org.bson.Document;
import org.bson.types.Binary;

/**
 * What a slice has made for one category, or has counted: stored under the id of the
 * slice, unless a later attempt was there.
 *
 * @param collection where it is stored
 * @param document what is stored
 */
record ExactlyOnceOutput(MongoCollection<Document> collection, Document document) {

	private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);

	/**
	 * Stores it. When an earlier attempt inserts its own at the same moment, the second
	 * try replaces that.
	 * @return whether no later attempt was here
	 */
	boolean store() {
		boolean stored = replace();
		return stored || replace();
	}

	private boolean replace() {
		try {
			this.collection.replaceOne(earlier(), this.document, UPSERT);
			return true;
		}
		catch (MongoException ex) {
			if (DatabaseErrors.isDuplicateKey(ex)) {
				return false;
			}
			throw ex;
		}
	}

	/**
	 * A write that stores it, or fails because the key is there. Nothing can be there
	 * before the first attempt but what that has stored itself.
	 * @return the write
	 */
	WriteModel<Document> write() {
		return (attempt() == 1) ? new InsertOneModel<>(this.document)
				: new ReplaceOneModel<>(earlier(), this.document, UPSERT);
	}

	private Document earlier() {
		return new Document(SliceDocument.ID, this.document.get(SliceDocument.ID)).append(SliceDocument.ATTEMPT,
				new Document("$lte", attempt()));
	}

	private int attempt() {
		return this.document.getInteger(SliceDocument.ATTEMPT);
	}

	/**
	 * How many bytes it takes, about.
	 * @return the size of its data
	 */
	long size() {
		return (this.document.get(SliceDocument.DATA) instanceof Binary data) ? data.length() : 0;
	}

}
