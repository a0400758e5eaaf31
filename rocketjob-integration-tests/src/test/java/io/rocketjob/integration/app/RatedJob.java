package io.rocketjob.integration.app;

import java.util.Date;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.plugin.throttle.ThrottleRate;
import org.bson.Document;
import org.bson.types.ObjectId;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * Of these only some start within a second. Each notes when it has.
 */
@RocketJob
@ThrottleRate(limit = RatedJob.LIMIT, per = "1s")
public class RatedJob implements Job<Void> {

	/** How many may start within a second. */
	public static final int LIMIT = 200;

	/** One document a start. */
	public static final String STARTS = "starts";

	private final MongoDatabaseFactory database;

	private final String process;

	RatedJob(MongoDatabaseFactory database, @Value("${app.process}") String process) {
		this.database = database;
		this.process = process;
	}

	@Override
	public Object perform(Void fields, JobContext context) {
		Document start = new Document("_id", new ObjectId()).append("at", new Date())
			.append("job", context.id())
			.append("process", this.process);
		this.database.getMongoDatabase().getCollection(STARTS).insertOne(start);
		return null;
	}

}
