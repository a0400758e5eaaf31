package io.rocketjob.integration.app;

import java.util.Date;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import org.bson.Document;
import org.bson.types.ObjectId;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.stereotype.Component;

/**
 * Counts in the database how many jobs run at a time, in one document, so that each sees
 * all that have entered before it and not left.
 */
@Component
public class RunningCounter {

	/** Has the one document, whose {@code present} are those that run. */
	public static final String COLLECTION = "running";

	/** One document for each job that has seen more than the limit. */
	public static final String EXCEEDED = "exceeded";

	private static final Document THE_ONE = new Document("_id", 1);

	private static final FindOneAndUpdateOptions UPSERT = new FindOneAndUpdateOptions().upsert(true)
		.returnDocument(ReturnDocument.AFTER);

	private final MongoDatabaseFactory database;

	private final String process;

	RunningCounter(MongoDatabaseFactory database, @Value("${app.process}") String process) {
		this.database = database;
		this.process = process;
	}

	void enter(ObjectId job, int limit) {
		Document me = new Document("job", job).append("process", this.process);
		Document after = collection(COLLECTION).findOneAndUpdate(THE_ONE,
				new Document("$push", new Document("present", me)).append("$inc", new Document("entered", 1)), UPSERT);
		int present = after.getList("present", Document.class).size();
		collection(COLLECTION).updateOne(THE_ONE, new Document("$max", new Document("most", present)));
		if (present > limit) {
			collection(EXCEEDED).insertOne(after.append("_id", new ObjectId()).append("at", new Date()));
		}
	}

	void leave(ObjectId job) {
		forget(collection(COLLECTION), new Document("job", job));
	}

	/**
	 * Forgets jobs that do not run any more.
	 * @param collection the collection
	 * @param which what they have in common
	 */
	public static void forget(MongoCollection<Document> collection, Document which) {
		collection.updateOne(THE_ONE, new Document("$pull", new Document("present", which)));
	}

	private MongoCollection<Document> collection(String name) {
		return this.database.getMongoDatabase().getCollection(name);
	}

}
