package io.rocketjob.batch;

import io.rocketjob.job.JobCreation;
import io.rocketjob.job.JobObservations;

/**
 * What it takes to create batches. Thread-safe.
 *
 * @param creation makes the documents of new jobs
 * @param observations observe the creation of jobs
 * @param queue queues jobs whose records are uploaded
 * @param segments write records
 * @param lookups write lookups
 * @param inline what batches need that are not stored
 */
record BatchBuilders(JobCreation creation, JobObservations observations, UploadQueue queue, SegmentWriters segments,
		LookupStore lookups, InlineBatches inline) {

	SliceData data() {
		return this.segments.intake().data();
	}

}
