package io.rocketjob.job;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CountOptions;
import io.rocketjob.JobCounts;
import io.rocketjob.JobState;
import org.bson.Document;

/**
 * Counts jobs by state, each state by the index that holds just its jobs.
 */
final class JobCounter {

	private static final Set<JobState> ENDED = EnumSet.of(JobState.COMPLETED, JobState.FAILED, JobState.PAUSED,
			JobState.ABORTED);

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
		long scheduled = count(new Document(JobDocument.DUE_AT, JobDocument.AT_ANY_TIME), JobDocument.DUE_INDEX);
		Document uploading = new Document(JobDocument.UPLOADING_SERVER, JobDocument.ANY_ID).append(JobDocument.STATE,
				JobState.QUEUED.value());
		long uploadedFirst = count(uploading.append(JobDocument.CLAIMABLE, null)
			.append(JobDocument.DUE_AT, null)
			.append(JobDocument.WAITS_FOR, null), JobDocument.UPLOADING_INDEX);
		long waiting = count(new Document(JobDocument.WAITS_FOR, JobDocument.ANY_ID).append(JobDocument.STATE,
				JobState.QUEUED.value()), JobDocument.WAITS_FOR_INDEX);
		counts.put(JobState.QUEUED, due + scheduled + uploadedFirst + waiting);
		counts.put(JobState.RUNNING,
				count(new Document(JobDocument.CLAIM_SERVER, JobDocument.ANY_ID), JobDocument.HOLDER_INDEX)
						+ count(new Document(JobDocument.PROCESSING, true), JobDocument.PROCESSING_INDEX));
		for (JobState state : ENDED) {
			counts.put(state, count(new Document(JobDocument.STATE, state.value()).append(JobDocument.COMPLETED_AT,
					JobDocument.AT_ANY_TIME), JobDocument.ENDED_INDEX));
		}
		return new JobCounts(counts, scheduled, waiting);
	}

	private long count(Document filter, String index) {
		return this.jobs.countDocuments(filter, new CountOptions().hintString(index));
	}

}
