package io.rocketjob.job;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CountOptions;
import io.rocketjob.JobCounts;
import io.rocketjob.JobState;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobIndexes;
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
		long due = count(new Document(JobFields.CLAIMABLE, true), JobIndexes.CLAIM_INDEX);
		long scheduled = count(new Document(JobFields.DUE_AT, JobIndexes.AT_ANY_TIME), JobIndexes.DUE_INDEX);
		long unready = 0;
		for (Subset subset : this.kinds.unready()) {
			unready += count(new Document(subset.condition()).append(JobFields.STATE, JobState.QUEUED.value())
				.append(JobFields.CLAIMABLE, null)
				.append(JobFields.DUE_AT, null)
				.append(JobFields.WAITS_FOR, null), subset.index());
		}
		long waiting = count(
				new Document(JobFields.WAITS_FOR, JobIndexes.ANY_ID).append(JobFields.STATE, JobState.QUEUED.value()),
				JobIndexes.WAITS_FOR_INDEX);
		counts.put(JobState.QUEUED, due + scheduled + unready + waiting);
		long running = count(new Document(JobFields.CLAIM_SERVER, JobIndexes.ANY_ID), JobIndexes.HOLDER_INDEX);
		for (Subset subset : this.kinds.runningWithoutClaim()) {
			running += count(subset.condition(), subset.index());
		}
		counts.put(JobState.RUNNING, running);
		for (JobState state : ENDED) {
			counts.put(state, count(
					new Document(JobFields.STATE, state.value()).append(JobFields.COMPLETED_AT, JobIndexes.AT_ANY_TIME),
					JobIndexes.ENDED_INDEX));
		}
		return new JobCounts(counts, scheduled, waiting);
	}

	private long count(Document filter, String index) {
		return this.jobs.countDocuments(filter, new CountOptions().hintString(index));
	}

}
