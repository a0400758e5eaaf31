package io.rocketjob.job;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CountOptions;
import io.rocketjob.JobCounts;
import io.rocketjob.JobState;
import io.rocketjob.job.JobKind.Subset;
import org.bson.Document;

/**
 * Counts jobs by state, each state by the index that holds just its jobs.
 */
final class JobCounter {

	private static final Set<JobState> ENDED = EnumSet.of(JobState.COMPLETED, JobState.FAILED, JobState.PAUSED,
			JobState.ABORTED);

	private final MongoCollection<Document> jobs;

	private final JobKinds kinds;

	JobCounter(JobStore store) {
		this.jobs = store.jobs();
		this.kinds = store.kinds();
	}

	JobCounts count() {
		Map<JobState, Long> counts = new EnumMap<>(JobState.class);
		for (JobState state : JobState.values()) {
			counts.put(state, 0L);
		}
		long due = count(new Document(JobDocument.CLAIMABLE, true), JobDocument.CLAIM_INDEX);
		long scheduled = count(new Document(JobDocument.DUE_AT, JobDocument.AT_ANY_TIME), JobDocument.DUE_INDEX);
		long unready = 0;
		for (Subset subset : this.kinds.unready()) {
			unready += count(new Document(subset.condition()).append(JobDocument.STATE, JobState.QUEUED.value())
				.append(JobDocument.CLAIMABLE, null)
				.append(JobDocument.DUE_AT, null)
				.append(JobDocument.WAITS_FOR, null), subset.index());
		}
		long waiting = count(new Document(JobDocument.WAITS_FOR, JobDocument.ANY_ID).append(JobDocument.STATE,
				JobState.QUEUED.value()), JobDocument.WAITS_FOR_INDEX);
		counts.put(JobState.QUEUED, due + scheduled + unready + waiting);
		long running = count(new Document(JobDocument.CLAIM_SERVER, JobDocument.ANY_ID), JobDocument.HOLDER_INDEX);
		for (Subset subset : this.kinds.runningWithoutClaim()) {
			running += count(subset.condition(), subset.index());
		}
		counts.put(JobState.RUNNING, running);
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
