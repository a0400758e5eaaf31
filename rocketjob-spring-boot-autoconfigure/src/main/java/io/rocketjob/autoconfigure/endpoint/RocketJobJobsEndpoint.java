package io.rocketjob.autoconfigure.endpoint;

import io.rocketjob.RocketJobTemplate;
import io.rocketjob.batch.BatchEngine;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * The endpoint {@code rocketjobjobs}: jobs, and what one can do with them. These are its
 * operations over JMX, where nobody is known by name: values are shown only where they
 * are shown to all. Thread-safe.
 *
 * @since 0.1.0
 */
@Endpoint(id = "rocketjobjobs", defaultAccess = Access.READ_ONLY)
public class RocketJobJobsEndpoint {

	private final JobOperations operations;

	private final Values values;

	/**
	 * Makes the endpoint.
	 * @param rocketJob where the jobs are
	 * @param engine what knows the job classes and the databases
	 * @param showValues when values are shown
	 */
	public RocketJobJobsEndpoint(RocketJobTemplate rocketJob, BatchEngine engine, Show showValues) {
		this.operations = new JobOperations(rocketJob, engine.jobs().classes(), DatabasePing.ofJobsAndSlices(engine));
		this.values = Values.of(showValues.isShown(false));
	}

	JobOperations operations() {
		return this.operations;
	}

	/**
	 * Lists jobs.
	 * @param page the page, from 0
	 * @param size how many jobs a page has, at most 200
	 * @param jobClass only jobs of this class
	 * @param state only jobs in these states
	 * @param sort the order, such as {@code completedAt,desc}
	 * @return the page
	 */
	@ReadOperation
	public JobsDescriptor jobs(@Nullable String page, @Nullable String size, @Nullable String jobClass,
			@Nullable String state, @Nullable String sort) {
		return EndpointException.translating(() -> this.operations
			.list(new JobOperations.Selection(page, size, jobClass, state, sort), this.values));
	}

	/**
	 * Describes a job.
	 * @param id its id
	 * @return the job
	 */
	@ReadOperation
	public JobDescriptor job(@Selector(match = Match.ALL_REMAINING) String id) {
		return EndpointException.translating(() -> this.operations.one(id, this.values));
	}

	/**
	 * Does something with a job.
	 * @param id its id
	 * @param action what to do
	 * @param reason why, for some actions
	 * @param priority the new priority
	 * @return the job as it is then
	 */
	@WriteOperation
	public JobDescriptor act(@Selector(match = Match.ALL_REMAINING) String id, @Nullable String action,
			@Nullable String reason, @Nullable String priority) {
		return EndpointException.translating(
				() -> this.operations.act(id, new JobOperations.Action(action, reason, priority), this.values));
	}

	/**
	 * Deletes a job.
	 * @param id its id
	 * @return the job as it was
	 */
	@DeleteOperation
	public JobSummaryDescriptor delete(@Selector(match = Match.ALL_REMAINING) String id) {
		return EndpointException.translating(() -> this.operations.delete(id, this.values));
	}

}
