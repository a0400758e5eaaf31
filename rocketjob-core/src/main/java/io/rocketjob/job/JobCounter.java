package io.rocketjob.job;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CountOptions;
import io.rocketjob.JobCounts;
import io.rocketjob.JobState;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Counts jobs by state, each state by the index that holds just its jobs.
 */
final class JobCounter {

	private static final Document ANY = new Document("$gt", new ObjectId(0, 0));

	private final MongoCollection<Document> jobs;

	JobCounter(JobEngine engine) {
		this.jobs = engine.jobs();
	}

	JobCounts count() {
		Map<JobState, Long> counts = new EnumMap<>(JobState.class);
		for (JobState state : JobState.values()) {
			counts.put(state, 0L);
		}
		long due = count(new Document(JobDocument.CLAIMABLE, true), JobDocument.CLAIM_INDEX);
		long scheduled = count(new Document(JobDocument.DUE_AT, new Document("$exists", true)), JobDocument.DUE_INDEX);
		Document uploading = new Document(JobDocument.UPLOADING_SERVER, ANY).append(JobDocument.STATE,
				JobState.QUEUED.value());
		long uploadedFirst = count(uploading.append(JobDocument.CLAIMABLE, null)
			.append(JobDocument.DUE_AT, null)
			.append(JobDocument.WAITS_FOR, null), JobDocument.UPLOADING_INDEX);
		long waiting = count(
				new Document(JobDocument.WAITS_FOR, ANY).append(JobDocument.STATE, JobState.QUEUED.value()),
				JobDocument.WAITS_FOR_INDEX);
		counts.put(JobState.QUEUED, due + scheduled + uploadedFirst + waiting);
		counts.put(JobState.RUNNING, count(new Document(JobDocument.CLAIM_SERVER, ANY), JobDocument.HOLDER_INDEX)
				+ count(new Document(JobDocument.PROCESSING, true), JobDocument.PROCESSING_INDEX));
		this.jobs
			.aggregate(List.of(
					new Document("$match", new Document(JobDocument.COMPLETED_AT, new Document("$exists", true))),
					new Document("$group",
							new Document("_id", "$" + JobDocument.STATE).append("count", new Document("$sum", 1)))))
			.hintString(JobDocument.ENDED_INDEX)
			.forEach((group) -> counts.put(JobState.of(group.getString("_id")),
					group.get("count", Number.class).longValue()));
		return new JobCounts(counts, scheduled, waiting);
	}

	private long count(Document filter, String index) {
		return this.jobs.countDocuments(filter, new CountOptions().hintString(index));
	}

}
