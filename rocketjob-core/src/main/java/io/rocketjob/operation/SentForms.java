package io.rocketjob.operation;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import io.rocketjob.job.JobStore;
import io.rocketjob.mongo.ContendedWrite;
import io.rocketjob.mongo.DatabaseErrors;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Which forms have been sent that create a job, so that each creates one, whatever has
 * become of that job. A small document a form, for a day. Thread-safe.
 */
final class SentForms {

	static final String COLLECTION = "rocketjob.creations";

	static final String JOB = "job";

	private static final Duration KEPT = Duration.ofDays(1);

	private final JobStore store;

	SentForms(JobStore store) {
		this.store = store;
	}

	private MongoCollection<Document> forms() {
		return this.store.mongo().collection(COLLECTION, List.of());
	}

	/**
	 * Takes note of a form, and forgets those of former days.
	 * @param id the id of the form
	 * @return whether it was sent for the first time
	 */
	boolean begin(ObjectId id) {
		Instant now = this.store.clock().now();
		forms().deleteMany(new Document("at", new Document("$lt", Date.from(now.minus(KEPT)))));
		try {
			forms().insertOne(new Document("_id", id).append("at", Date.from(now)));
			return true;
		}
		catch (MongoException ex) {
			if (!DatabaseErrors.isDuplicateKey(ex)) {
				throw ex;
			}
			return false;
		}
	}

	void created(ObjectId id, ObjectId job) {
		forms().updateOne(new Document("_id", id), new Document("$set", new Document(JOB, job)));
	}

	/** Of a form that has created nothing, and may be sent again. */
	void forget(ObjectId id) {
		ContendedWrite.delete(forms(), new Document("_id", id));
	}

	/**
	 * Finds a form that was sent.
	 * @param id the id of the form
	 * @return what is known of it, {@code null} when it was not sent
	 */
	@Nullable Document find(ObjectId id) {
		return forms().find(new Document("_id", id)).first();
	}

}
