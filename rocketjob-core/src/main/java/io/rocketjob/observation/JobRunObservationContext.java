package io.rocketjob.observation;

import java.util.Map;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The context of a {@link RocketJobObservation#JOB_RUN run}. Its carrier is what was
 * stored with the job when it was created. Not thread-safe.
 *
 * @since 0.1.0
 */
public class JobRunObservationContext extends ReceiverContext<Map<String, String>> {

	private final String jobClass;

	private final ObjectId jobId;

	private final String phase;

	private final String server;

	private final String worker;

	private @Nullable RunOutcome outcome;

	private @Nullable Class<? extends Throwable> failure;

	/**
	 * Makes a context.
	 * @param jobClass the name of the job class, {@code unknown} if this process has no
	 * such
	 * @param jobId the id of the job
	 * @param phase {@code perform}, or the phase of a batch in lower case
	 * @param server the name of the server
	 * @param worker the name of the worker
	 * @param carrier what was stored with the job
	 */
	public JobRunObservationContext(String jobClass, ObjectId jobId, String phase, String server, String worker,
			Map<String, String> carrier) {
		super((map, key) -> map.get(key), Kind.CONSUMER);
		this.jobClass = jobClass;
		this.jobId = jobId;
		this.phase = phase;
		this.server = server;
		this.worker = worker;
		setCarrier(carrier);
	}

	/**
	 * The class of the job.
	 * @return the name of the job class, {@code unknown} if this process has no such
	 */
	public String jobClass() {
		return this.jobClass;
	}

	/**
	 * The job.
	 * @return its id
	 */
	public ObjectId jobId() {
		return this.jobId;
	}

	/**
	 * What is run.
	 * @return {@code perform}, or the phase of a batch in lower case
	 */
	public String phase() {
		return this.phase;
	}

	/**
	 * The server on which it runs.
	 * @return the name
	 */
	public String server() {
		return this.server;
	}

	/**
	 * The worker on which it runs.
	 * @return the name
	 */
	public String worker() {
		return this.worker;
	}

	/**
	 * How it has ended.
	 * @return the outcome, {@code null} while it runs
	 */
	public @Nullable RunOutcome outcome() {
		return this.outcome;
	}

	/**
	 * What the run has failed with. The {@linkplain #getError() error} may be another
	 * exception that has the same stack trace and does not show what is encrypted.
	 * @return the class of the exception, {@code null} if it has not failed
	 */
	public @Nullable Class<? extends Throwable> failure() {
		return this.failure;
	}

	/**
	 * Says what the run has failed with.
	 * @param exception the class of the exception
	 */
	public void failedWith(Class<? extends Throwable> exception) {
		this.failure = exception;
	}

	/**
	 * Says how it has ended.
	 * @param ended the outcome
	 */
	public void outcome(RunOutcome ended) {
		this.outcome = ended;
	}

}
