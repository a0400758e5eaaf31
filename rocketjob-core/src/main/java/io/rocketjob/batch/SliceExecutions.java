package io.rocketjob.batch;

import java.util.concurrent.Semaphore;

/**
 * What the work on slices needs. Thread-safe.
 *
 * @param active the slices that workers of this process are at
 * @param data reads the records of slices
 * @param performers let jobs work on records
 * @param hooks the hooks of batch job classes
 * @param failureLog logs slices that have failed
 * @param lastChance lets one at a time run of what one more crash fails
 */
record SliceExecutions(ActiveSlices active, SliceData data, RecordPerformers performers, BatchHookRegistry hooks,
		FailureLog failureLog, Semaphore lastChance) {
}
