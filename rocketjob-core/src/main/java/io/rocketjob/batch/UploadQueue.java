package io.rocketjob.batch;

import io.rocketjob.job.DependencyLinks;
import io.rocketjob.job.JobStore;
import io.rocketjob.job.UniqueJobs;
import io.rocketjob.work.WorkNotifier;

/**
 * What it takes to queue batches whose records are uploaded. Thread-safe.
 *
 * @param store where jobs are stored
 * @param uniqueJobs stores new jobs
 * @param links let new jobs wait for others
 * @param notifier tells workers of jobs and slices
 * @param uploads the uploads of this process
 * @param keys the keys of batches that are created once
 */
record UploadQueue(JobStore store, UniqueJobs uniqueJobs, DependencyLinks links, WorkNotifier notifier, Uploads uploads,
		OnceKeys keys) {
}
