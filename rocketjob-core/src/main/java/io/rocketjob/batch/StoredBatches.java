package io.rocketjob.batch;

import io.rocketjob.job.JobEngine;

/**
 * What the snapshots of batches need. Thread-safe.
 *
 * @param jobs the jobs
 * @param kind the kind of the jobs that are batches
 * @param claims looks at slices
 * @param corrections shows and corrects failed slices
 * @param outputs reads output
 */
record StoredBatches(JobEngine jobs, BatchKind kind, SliceClaims claims, SliceCorrections corrections,
		BatchOutputs outputs) {
}
