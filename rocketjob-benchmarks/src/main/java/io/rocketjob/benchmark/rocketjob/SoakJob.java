package io.rocketjob.benchmark.rocketjob;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoException;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.benchmark.process.RunRecord;
import io.rocketjob.mongo.DatabaseErrors;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

import org.springframework.data.mongodb.MongoDatabaseFactory;

/** Writes down each of its runs, so that nothing has to be believed. */
@RocketJob
class SoakJob implements Job<SoakJob.Fields> {

	/** One document a run: {@code number}. */
	static final String RUNS = "soak.runs";

	private static final int MILLIS = 10;

	private static final int AGAIN_MILLIS = 100;

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final RunRecord record;

	private final MongoDatabaseFactory database;

	SoakJob(RunRecord record, MongoDatabaseFactory database) {
		this.record = record;
		this.database = database;
	}

	@Override
	public @Nullable Object perform(Fields fields, JobContext context) throws Exception {
		this.record.begin();
		write(new Document("_id", new ObjectId()).append("number", fields.number())
			.append("pid", ProcessHandle.current().pid()));
		// long enough that servers are killed in the middle of it
		TimeUnit.MILLISECONDS.sleep(MILLIS);
		this.record.end(1);
		return null;
	}

	/**
	 * Writes a run, again while the database is away. Under the same id, so that a write
	 * whose answer was lost is not taken for two runs.
	 */
	private void write(Document run) throws InterruptedException {
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (true) {
			try {
				this.database.getMongoDatabase().getCollection(RUNS).insertOne(run);
				return;
			}
			catch (MongoException ex) {
				if (DatabaseErrors.isDuplicateKey(ex)) {
					return;
				}
				if (!DatabaseErrors.isPassing(ex) || System.nanoTime() > end) {
					throw ex;
				}
				TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
			}
		}
	}

	/**
	 * What it knows.
	 *
	 * @param number which one it is
	 */
	record Fields(int number) {
	}

}
