package io.rocketjob.integration.app;

import java.time.Duration;
import java.util.Date;
import java.util.concurrent.locks.LockSupport;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOptions;
import io.rocketjob.mongo.DatabaseErrors;
import org.bson.Document;
import org.bson.types.ObjectId;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.stereotype.Component;

/**
 * What the jobs themselves write down of their runs, so that nothing has to be believed.
 * Goes on trying while the database is away.
 */
@Component
public class RunRecorder {

	/** One document a job that was run. */
	public static final String RUNS = "runs";

	/** One document a job that was run again, with the number of times. */
	public static final String DUPLICATES = "duplicates";

	/** One document a run of a job. */
	public static final String ATTEMPTS = "attempts";

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Duration PAUSE = Duration.ofMillis(50);

	private final MongoDatabaseFactory database;

	private final String process;

	RunRecorder(MongoDatabaseFactory database, @Value("${app.process}") String process) {
		this.database = database;
		this.process = process;
	}

	/**
	 * Counts a run: the first of a job by an insert that is possible once.
	 * @param job the job
	 */
	void count(ObjectId job) {
		Document run = new Document("_id", job).append("process", this.process)
			.append("virtual", Thread.currentThread().toString().startsWith("VirtualThread["));
		try {
			collection(RUNS).insertOne(run);
		}
		catch (MongoWriteException ex) {
			checkDuplicate(ex);
			collection(DUPLICATES).updateOne(new Document("_id", job), new Document("$inc", new Document("times", 1))
				.append("$push", new Document("processes", this.process)), new UpdateOptions().upsert(true));
		}
	}

	/**
	 * Notes that a run has begun.
	 * @param job the job
	 * @return how many runs of the job have begun before
	 */
	long begin(ObjectId job) {
		Document attempt = new Document("_id", new ObjectId()).append("job", job)
			.append("process", this.process)
			.append("at", new Date());
		persistently(() -> {
			try {
				collection(ATTEMPTS).insertOne(attempt);
			}
			catch (MongoWriteException ex) {
				// the insert of an earlier attempt was stored, but its answer was lost
				checkDuplicate(ex);
			}
		});
		long[] count = new long[1];
		persistently(() -> count[0] = collection(ATTEMPTS).countDocuments(new Document("job", job)));
		return count[0] - 1;
	}

	/**
	 * Notes something about the run that this process has begun.
	 * @param job the job
	 * @param name what it is
	 * @param value its value
	 */
	void note(ObjectId job, String name, Object value) {
		Document mine = new Document("job", job).append("process", this.process);
		persistently(() -> collection(ATTEMPTS).updateOne(mine, new Document("$set", new Document(name, value))));
	}

	private static void checkDuplicate(MongoWriteException exception) {
		if (exception.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
			throw exception;
		}
	}

	private static void persistently(Runnable write) {
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (true) {
			try {
				write.run();
				return;
			}
			catch (MongoException ex) {
				if (!DatabaseErrors.isPassing(ex) || System.nanoTime() > end) {
					throw ex;
				}
				LockSupport.parkNanos(PAUSE.toNanos());
			}
		}
	}

	private MongoCollection<Document> collection(String name) {
		return this.database.getMongoDatabase().getCollection(name);
	}

}
