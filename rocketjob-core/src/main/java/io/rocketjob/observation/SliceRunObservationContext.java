package io.rocketjob.observation;

import java.util.Map;

import org.bson.types.ObjectId;

/**
 * The context of a {@link RocketJobObservation#SLICE_RUN run of a slice}. Its carrier is
 * what was stored with the batch when it was created. Not thread-safe.
 *
 * @since 0.1.0
 */
public class SliceRunObservationContext extends JobRunObservationContext {

	private final long firstRecord;

	/**
	 * Makes a context.
	 * @param jobClass the name of the job class, {@code unknown} if this process has no
	 * such
	 * @param jobId the id of the job
	 * @param firstRecord the number of the first record
	 * @param server the name of the server
	 * @param worker the name of the worker
	 * @param carrier what was stored with the job
	 */
	public SliceRunObservationContext(String jobClass, ObjectId jobId, long firstRecord, String server, String worker,
			Map<String, String> carrier) {
		super(jobClass, jobId, "processing", server, worker, carrier);
		this.firstRecord = firstRecord;
	}

	/**
	 * Which slice it is.
	 * @return the number of its first record
	 */
	public long firstRecord() {
		return this.firstRecord;
	}

}
