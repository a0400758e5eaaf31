package io.rocketjob.batch;

import io.rocketjob.job.ManualTransitions;
import io.rocketjob.logging.ExceptionLogging;

/**
 * What the handles of claimed slices need. Thread-safe.
 *
 * @param collections where slices and their output are stored
 * @param data maps and packs output
 * @param cleanup removes output that comes too late
 * @param transitions abort jobs
 * @param exceptionLogging how much of exceptions is logged
 */
record SliceClaimHandles(BatchCollections collections, SliceData data, LateOutput cleanup,
		ManualTransitions transitions, ExceptionLogging exceptionLogging) {
}
