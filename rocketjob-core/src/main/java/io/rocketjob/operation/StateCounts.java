package io.rocketjob.operation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the jobs of several states by one command, each in its own index and up to a
 * bound. Where a database cannot do that, there is a command for each run of an index.
 * Thread-safe.
 */
final class StateCounts {

	private static final Logger logger = LoggerFactory.getLogger(StateCounts.class);

	private static final int PATIENCE_SECONDS = 5;

	private static final String NUMBER = "n";

	private volatile boolean together = true;

	/**
	 * Counts jobs.
	 * @param jobs the jobs
	 * @param runs where those of each state are
	 * @param patience how long separate counts may take
	 * @return how many there are of each state
	 */
	Map<String, BoundedCount> of(MongoCollection<Document> jobs, Map<String, List<JobRun>> runs, Duration patience) {
		if (this.together && runs.values().stream().anyMatch((each) -> !each.isEmpty())) {
			try {
				return together(jobs, runs);
			}
			catch (MongoExecutionTimeoutException ex) {
				throw ex;
			}
			catch (MongoCommandException ex) {
				this.together = false;
				logger.info("This database does not count several states at once ({} {}); each is counted by itself",
						ex.getErrorCode(), ex.getErrorCodeName());
			}
		}
		Map<String, BoundedCount> counts = new LinkedHashMap<>();
		runs.forEach((state, some) -> counts.put(state, new JobScan(jobs, patience).count(some)));
		return counts;
	}

	private static Map<String, BoundedCount> together(MongoCollection<Document> jobs, Map<String, List<JobRun>> runs) {
		List<Document> pipeline = new ArrayList<>();
		runs.forEach((state, some) -> some.forEach((run) -> {
			List<Document> counting = counting(state, run);
			if (pipeline.isEmpty()) {
				pipeline.addAll(counting);
			}
			else {
				pipeline.add(new Document("$unionWith",
						new Document("coll", jobs.getNamespace().getCollectionName()).append("pipeline", counting)));
			}
		}));
		Map<String, BoundedCount> counts = new LinkedHashMap<>();
		runs.keySet().forEach((state) -> counts.put(state, new BoundedCount(0, true)));
		jobs.aggregate(pipeline)
			.maxTime(PATIENCE_SECONDS, TimeUnit.SECONDS)
			.forEach((counted) -> counts.computeIfPresent(counted.getString("_id"),
					(state, count) -> count.plus(BoundedCount.of(counted.get(NUMBER, Number.class).longValue()))));
		counts.replaceAll((state, count) -> count.bounded());
		return counts;
	}

	/** A run of which there are none adds nothing. */
	private static List<Document> counting(String state, JobRun run) {
		return List.of(new Document("$match", run.filter(List.of(), true)),
				new Document("$limit", BoundedCount.MOST + 1),
				new Document("$group", new Document("_id", state).append(NUMBER, new Document("$sum", 1))));
	}

}
