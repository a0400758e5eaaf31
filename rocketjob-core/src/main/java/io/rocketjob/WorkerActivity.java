package io.rocketjob;

import java.time.Instant;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is at.
 *
 * @param worker the name of the worker
 * @param jobClass the name of the job class
 * @param jobId the id of the job
 * @param sliceId the id of the slice, when it works on one
 * @param record the number of the record it has come to, when that is known
 * @param since when it began
 * @since 0.1.0
 */
public record WorkerActivity(String worker, String jobClass, ObjectId jobId, @Nullable ObjectId sliceId,
		@Nullable Long record, Instant since) {
}
