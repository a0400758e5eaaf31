package io.rocketjob.job;

import io.rocketjob.work.WorkRecorder;

/**
 * Internal: who is told of what an engine does.
 *
 * @param recorder what counts it
 * @param observations what observes jobs
 */
public record Instrumentation(WorkRecorder recorder, JobObservations observations) {

	/** Tells nothing. */
	public static final Instrumentation NONE = new Instrumentation(WorkRecorder.NONE, JobObservations.NONE);

}
