package io.rocketjob.job;

import io.rocketjob.mongo.FieldsMapper;
import io.rocketjob.work.ClaimedJob;

/**
 * Internal: makes the holds of claimed jobs. Thread-safe.
 *
 * @param store where jobs are stored
 * @param updates composes what is written
 * @param mapper writes results
 * @param dependents are told of the end of a job
 * @param cleanup drops what belongs to a job that has ended
 */
public record JobClaimHandles(JobStore store, TransitionUpdates updates, FieldsMapper mapper, DependentJobs dependents,
		EndedJobCleanup cleanup) {

	JobClaimHandle of(ClaimedJob claimed) {
		return new JobClaimHandle(claimed, this);
	}

	JobClaimHandle of(ClaimedJob claimed, JobCompleter completions) {
		return new JobClaimHandle(claimed, this, completions);
	}

}
