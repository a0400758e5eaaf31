package io.rocketjob.actuate.endpoint;

import java.util.Set;

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
 * The operations of {@link RocketJobFilesEndpoint} over HTTP: they know who asks, and say
 * by the status what is wrong. Thread-safe.
 *
 * @since 0.1.0
 */
@RegisterReflectionForBinding({ EndpointBody.class, ProblemDescriptor.class })
@EndpointWebExtension(endpoint = RocketJobFilesEndpoint.class)
public class RocketJobFilesEndpointWebExtension {

	private static final String NAME = "name";

	private final RocketJobFilesEndpoint delegate;

	private final EndpointCalls calls;

	/**
	 * Makes the extension.
	 * @param delegate the endpoint
	 * @param showValues when values are shown
	 * @param roles who is authorized; any authenticated user when there are none
	 */
	public RocketJobFilesEndpointWebExtension(RocketJobFilesEndpoint delegate, Show showValues, Set<String> roles) {
		this.delegate = delegate;
		this.calls = new EndpointCalls(showValues, roles);
	}

	/**
	 * Lists the entries.
	 * @param context who asks
	 * @return the entries
	 */
	@ReadOperation
	public WebEndpointResponse<Object> entries(SecurityContext context) {
		return EndpointCalls.answer(() -> this.delegate.entries(this.calls.http(context)));
	}

	/**
	 * Describes an entry, with its files that have no jobs.
	 * @param context who asks
	 * @param path names the entry
	 * @param name must be left out, or the same
	 * @return the entry
	 */
	@ReadOperation
	public WebEndpointResponse<Object> entry(SecurityContext context,
			@Selector(match = Match.ALL_REMAINING) Object path, @Nullable String name) {
		return EndpointCalls.answer(path, NAME, name, (entry) -> this.delegate.entry(this.calls.http(context), entry));
	}

	/**
	 * Does something with an entry, or with a file of it.
	 * @param context who asks
	 * @param path names the entry
	 * @param name must be left out, or the same
	 * @param action what to do
	 * @param reason why
	 * @param job the id of the job of the file, where it is about one
	 * @return the entry as it is then
	 */
	@WriteOperation
	public WebEndpointResponse<Object> act(SecurityContext context, @Selector(match = Match.ALL_REMAINING) Object path,
			@Nullable String name, @Nullable String action, @Nullable String reason, @Nullable String job) {
		return EndpointCalls.answer(path, NAME, name, (entry) -> this.delegate.operations()
			.act(this.calls.http(context).because(reason), entry, action, job));
	}

	/**
	 * Deletes an entry.
	 * @param context who asks
	 * @param path names the entry
	 * @param name must be left out, or the same
	 * @return the entry as it was
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> delete(SecurityContext context,
			@Selector(match = Match.ALL_REMAINING) Object path, @Nullable String name) {
		return EndpointCalls.answer(path, NAME, name, (entry) -> this.delegate.delete(this.calls.http(context), entry));
	}

}
