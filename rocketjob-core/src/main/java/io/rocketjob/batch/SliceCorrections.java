package io.rocketjob.batch;

import io.rocketjob.job.JobStore;
import io.rocketjob.job.ManualTransitions;
import io.rocketjob.work.WorkNotifier;

/**
 * What it takes to show, correct and retry failed slices. Thread-safe.
 *
 * @param store where jobs are stored
 * @param collections where slices are stored
 * @param data reads and packs the records of slices
 * @param transitions retries jobs
 * @param notifier tells workers of slices
 */
record SliceCorrections(JobStore store, BatchCollections collections, SliceData data, ManualTransitions transitions,
		WorkNotifier notifier) {
}
