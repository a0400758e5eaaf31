package io.rocketjob.integration.app;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOptions;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.plugin.singleton.Singleton;
import org.bson.Document;

import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * Of these one is created for each key, and it is gone as soon as it has noted that it
 * ran.
 */
@RocketJob
@Singleton(key = "number", within = "1h")
public class KeyedJob implements Job<KeyedJob.Key> {

	/** One document a key, with the jobs that ran. */
	public static final String RUNS = "keyed";

	private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

	private final MongoDatabaseFactory database;

	KeyedJob(MongoDatabaseFactory database) {
		this.database = database;
	}

	@Override
	public Object perform(Key fields, JobContext context) {
		MongoCollection<Document> runs = this.database.getMongoDatabase().getCollection(RUNS);
		runs.updateOne(new Document("_id", fields.number()),
				new Document("$addToSet", new Document("jobs", context.id())), UPSERT);
		return null;
	}

	/**
	 * What there is one of.
	 *
	 * @param number a number
	 */
	public record Key(int number) {
	}

}
