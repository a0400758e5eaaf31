package io.rocketjob;

import java.time.Instant;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is at.
 *
 * @param worker the name of the worker; that of its server when the job was claimed
 * together with others whose runs are usually short
 * @param jobClass the name of the job class
 * @param jobId the id of the job
 * @param slice the number of the first record of the slice, when it works on one
 * @param record the number of the record it has come to, when that is known
 * @param since when it began
 * @since 0.1.0
 */
public record WorkerActivity(String worker, String jobClass, ObjectId jobId, @Nullable Long slice,
		@Nullable Long record, Instant since) {
}
