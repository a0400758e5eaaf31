package io.rocketjob.actuate.endpoint;

import java.util.Set;

import io.rocketjob.operation.JobSelection;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * The operations of {@link RocketJobJobsEndpoint} over HTTP: they know who asks, and say
 * by the status what is wrong. Thread-safe.
 *
 * @since 0.1.0
 */
@RegisterReflectionForBinding({ EndpointBody.class, ProblemDescriptor.class })
@EndpointWebExtension(endpoint = RocketJobJobsEndpoint.class)
public class RocketJobJobsEndpointWebExtension {

	private final RocketJobJobsEndpoint delegate;

	private final EndpointCalls calls;

	/**
	 * Makes the extension.
	 * @param delegate the endpoint
	 * @param showValues when values are shown
	 * @param roles who is authorized; any authenticated user when there are none
	 */
	public RocketJobJobsEndpointWebExtension(RocketJobJobsEndpoint delegate, Show showValues, Set<String> roles) {
		this.delegate = delegate;
		this.calls = new EndpointCalls(showValues, roles);
	}

	/**
	 * Lists jobs.
	 * @param context who asks
	 * @param page the page, from 0
	 * @param size how many jobs a page has, at most 200
	 * @param jobClass only jobs of this class
	 * @param state only jobs in these states
	 * @param sort the order, such as {@code completedAt,desc}
	 * @return the page
	 */
	@ReadOperation
	public WebEndpointResponse<Object> jobs(SecurityContext context, @Nullable String page, @Nullable String size,
			@Nullable String jobClass, @Nullable String state, @Nullable String sort) {
		return EndpointCalls.answer(() -> this.delegate.operations()
			.list(this.calls.http(context), new JobSelection(page, size, jobClass, state, sort)));
	}

	/**
	 * Describes a job.
	 * @param context who asks
	 * @param path names the job
	 * @param id must be left out, or the same
	 * @return the job
	 */
	@ReadOperation
	public WebEndpointResponse<Object> job(SecurityContext context, @Selector(match = Match.ALL_REMAINING) Object path,
			@Nullable String id) {
		return EndpointCalls.answer(path, "id", id,
				(job) -> this.delegate.operations().get(this.calls.http(context), job));
	}

	/**
	 * Does something with a job.
	 * @param context who asks
	 * @param path names the job
	 * @param id must be left out, or the same
	 * @param action what to do
	 * @param reason why, for some actions
	 * @param priority the new priority
	 * @return the job as it is then
	 */
	@WriteOperation
	public WebEndpointResponse<Object> act(SecurityContext context, @Selector(match = Match.ALL_REMAINING) Object path,
			@Nullable String id, @Nullable String action, @Nullable String reason, @Nullable String priority) {
		return EndpointCalls.answer(path, "id", id, (job) -> this.delegate.operations()
			.act(this.calls.http(context).because(reason), job, action, priority));
	}

	/**
	 * Deletes a job.
	 * @param context who asks
	 * @param path names the job
	 * @param id must be left out, or the same
	 * @return the job as it was
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> delete(SecurityContext context,
			@Selector(match = Match.ALL_REMAINING) Object path, @Nullable String id) {
		return EndpointCalls.answer(path, "id", id,
				(job) -> this.delegate.operations().delete(this.calls.http(context), job));
	}

}
