package io.rocketjob.observation;

import java.util.Map;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The context of a {@link RocketJobObservation#JOB_CREATE creation}. What tracing puts
 * into its carrier is stored with each job that is created, and is the carrier of its
 * runs. Not thread-safe.
 *
 * @since 0.1.0
 */
public class JobCreateObservationContext extends SenderContext<Map<String, String>> {

	private final String jobClass;

	private @Nullable ObjectId jobId;

	private int jobCount;

	/**
	 * Makes a context.
	 * @param jobClass the name of the job class
	 * @param carrier receives what is stored with the jobs
	 */
	public JobCreateObservationContext(String jobClass, Map<String, String> carrier) {
		super((map, key, value) -> {
			if (map != null) {
				map.put(key, value);
			}
		}, Kind.PRODUCER);
		this.jobClass = jobClass;
		setCarrier(carrier);
	}

	/**
	 * The class of the jobs.
	 * @return the name of the job class
	 */
	public String jobClass() {
		return this.jobClass;
	}

	/**
	 * The id of the job.
	 * @return the id, {@code null} until it is created, and when there are several
	 */
	public @Nullable ObjectId jobId() {
		return this.jobId;
	}

	/**
	 * How many jobs were created.
	 * @return the number, 0 until they are
	 */
	public int jobCount() {
		return this.jobCount;
	}

	/**
	 * Says what was created.
	 * @param count how many jobs
	 * @param id the id of the job, if it is one
	 */
	public void created(int count, @Nullable ObjectId id) {
		this.jobCount = count;
		this.jobId = id;
	}

}
