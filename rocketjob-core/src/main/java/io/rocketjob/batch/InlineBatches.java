package io.rocketjob.batch;

import io.rocketjob.job.JobRunner;

/**
 * What batches need that run in the calling thread and in memory. Thread-safe.
 *
 * @param runner runs the job
 * @param intake cuts records into slices
 * @param hooks the hooks of batch job classes
 * @param performers let jobs work on records
 */
record InlineBatches(JobRunner runner, RecordIntake intake, BatchHookRegistry hooks, RecordPerformers performers) {

	RecordMapper records() {
		return this.intake.data().records();
	}

}
