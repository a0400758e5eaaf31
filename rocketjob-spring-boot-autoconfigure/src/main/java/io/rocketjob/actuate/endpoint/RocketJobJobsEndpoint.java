package io.rocketjob.actuate.endpoint;

import io.rocketjob.operation.JobDescriptor;
import io.rocketjob.operation.JobOperations;
import io.rocketjob.operation.JobSelection;
import io.rocketjob.operation.JobSummaryDescriptor;
import io.rocketjob.operation.JobsDescriptor;
import io.rocketjob.operation.Operations;
import io.rocketjob.operation.Operator;
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
 * operations over JMX, where callers have no name: values are shown only where they are
 * shown to all. Thread-safe.
 *
 * @since 0.1.0
 */
@Endpoint(id = "rocketjobjobs", defaultAccess = Access.READ_ONLY)
public class RocketJobJobsEndpoint {

	private final JobOperations operations;

	private final Operator operator;

	/**
	 * Makes the endpoint.
	 * @param operations what one can do with jobs
	 * @param showValues when values are shown
	 */
	public RocketJobJobsEndpoint(Operations operations, Show showValues) {
		this.operations = operations.jobs();
		this.operator = EndpointCalls.jmx(showValues);
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
		return this.operations.list(this.operator, new JobSelection(page, size, jobClass, state, sort));
	}

	/**
	 * Describes a job.
	 * @param id its id
	 * @return the job
	 */
	@ReadOperation
	public JobDescriptor job(@Selector(match = Match.ALL_REMAINING) String id) {
		return this.operations.get(this.operator, id);
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
		return this.operations.act(this.operator.because(reason), id, action, priority);
	}

	/**
	 * Deletes a job.
	 * @param id its id
	 * @return the job as it was
	 */
	@DeleteOperation
	public JobSummaryDescriptor delete(@Selector(match = Match.ALL_REMAINING) String id) {
		return this.operations.delete(this.operator, id);
	}

}
