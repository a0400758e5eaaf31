package io.rocketjob.batch;

import io.rocketjob.logging.ExceptionLogging;

/**
 * What the stays of workers with batches need. Thread-safe.
 *
 * @param open the batches whose records are processed
 * @param admission whether workers may work on a batch
 * @param slots the places where their number is limited
 * @param slices runs slices
 * @param end ends the processing when nothing is left
 * @param failFast fails batches of which enough slices have failed
 * @param exceptionLogging how much of exceptions is logged
 */
record BatchSessions(OpenBatches open, BatchAdmission admission, WorkerSlots slots, SliceRunner slices,
		ProcessingEnd end, FailFastWatch failFast, ExceptionLogging exceptionLogging) {
}
