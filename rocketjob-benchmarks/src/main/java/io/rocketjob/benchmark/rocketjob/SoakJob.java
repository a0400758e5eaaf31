package io.rocketjob.benchmark.rocketjob;

import java.util.concurrent.TimeUnit;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.benchmark.process.RunRecord;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.data.mongodb.MongoDatabaseFactory;

/** Writes down each of its runs, so that nothing has to be believed. */
@RocketJob
class SoakJob implements Job<SoakJob.Fields> {

	/** One document a run: {@code number}. */
	static final String RUNS = "soak.runs";

	private static final int MILLIS = 10;

	private final RunRecord record;

	private final MongoDatabaseFactory database;

	SoakJob(RunRecord record, MongoDatabaseFactory database) {
		this.record = record;
		this.database = database;
	}

	@Override
	public @Nullable Object perform(Fields fields, JobContext context) throws Exception {
		this.record.begin();
		this.database.getMongoDatabase()
			.getCollection(RUNS)
			.insertOne(new Document("number", fields.number()).append("pid", ProcessHandle.current().pid()));
		// long enough that servers are killed in the middle of it
		TimeUnit.MILLISECONDS.sleep(MILLIS);
		this.record.end(1);
		return null;
	}

	/**
	 * What it knows.
	 *
	 * @param number which one it is
	 */
	record Fields(int number) {
	}

}
