package io.rocketjob.batch;

import io.rocketjob.job.JobClaimHandles;
import io.rocketjob.work.WorkNotifier;

/**
 * What the opening of batches needs. Thread-safe.
 *
 * @param handles what the holds of claimed jobs need
 * @param collections where slices are stored
 * @param claims looks at slices, and queues failed ones again
 * @param classes the batch job classes
 * @param notifier tells workers of slices
 */
record BatchOpenings(JobClaimHandles handles, BatchCollections collections, SliceClaims claims, BatchClasses classes,
		WorkNotifier notifier) {
}
