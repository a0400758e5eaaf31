package io.rocketjob.actuate.endpoint;

import java.security.Principal;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

import io.rocketjob.operation.OperationException;
import io.rocketjob.operation.Operator;
import io.rocketjob.operation.Permission;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * How all operations of endpoints are called: by whom, about what, and with which status.
 * What may be changed at all is a matter of the access of the endpoint, so its callers
 * have all permissions but that to see values, which they have where these are shown.
 */
final class EndpointCalls {

	private static final int DENIED = 403;

	private static final int CONFLICT = 409;

	private final Show showValues;

	private final Set<String> roles;

	/**
	 * Makes it.
	 * @param showValues when values are shown
	 * @param roles who is authorized to see them; any authenticated user when there are
	 * none
	 */
	EndpointCalls(Show showValues, Set<String> roles) {
		this.showValues = showValues;
		this.roles = roles;
	}

	/**
	 * Who calls over HTTP.
	 * @param context who it is
	 * @return the operator
	 */
	Operator http(SecurityContext context) {
		Principal principal = context.getPrincipal();
		return operator((principal != null) ? principal.getName() : null, "http",
				this.showValues.isShown(context, this.roles));
	}

	/**
	 * Who calls over JMX, where callers have no name.
	 * @param showValues when values are shown
	 * @return the operator
	 */
	static Operator jmx(Show showValues) {
		return operator(null, "jmx", showValues.isShown(false));
	}

	private static Operator operator(@Nullable String name, String channel, boolean values) {
		Set<Permission> permissions = EnumSet.allOf(Permission.class);
		if (!values) {
			permissions.remove(Permission.VALUE_READ);
		}
		return new Operator(name, channel, permissions);
	}

	/**
	 * Answers a request by what an operation says, or by what is wrong.
	 * @param operation what to do
	 * @return the answer
	 */
	static WebEndpointResponse<Object> answer(Supplier<?> operation) {
		try {
			return new WebEndpointResponse<>(new EndpointBody(operation.get()));
		}
		catch (OperationException ex) {
			return new WebEndpointResponse<>(new ProblemDescriptor(ex.getMessage()), status(ex.kind()));
		}
	}

	private static int status(OperationException.Kind kind) {
		return switch (kind) {
			case BAD_REQUEST -> WebEndpointResponse.STATUS_BAD_REQUEST;
			case DENIED -> DENIED;
			case NOT_FOUND -> WebEndpointResponse.STATUS_NOT_FOUND;
			case CONFLICT -> CONFLICT;
			case UNAVAILABLE -> WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE;
			case FAILED -> WebEndpointResponse.STATUS_INTERNAL_SERVER_ERROR;
		};
	}

	/**
	 * Answers a request about what its path names. Spring Boot puts the variables of the
	 * path, the members of the body and the parameters of the query together by their
	 * names, and the path does not win. But the segments that remain of a path come as an
	 * array, and neither a body nor a query can have one: so an operation takes these,
	 * without a conversion.
	 * @param path the remaining segments of the path, or what has taken their place
	 * @param name how what it names is called in bodies and queries
	 * @param named what a body or a query names, {@code null} when they name nothing
	 * @param operation what to do with what the path names
	 * @return the answer; status 400 when something else than the path names anything
	 * else
	 */
	static WebEndpointResponse<Object> answer(Object path, String name, @Nullable String named, OfSelected operation) {
		if (!(path instanceof String[] segments)) {
			return badRequest("path is no parameter: the path of the request names the " + name);
		}
		String selected = String.join("/", segments);
		if (named != null && !named.equals(selected)) {
			return badRequest("The path names '" + selected + "', and the parameter " + name
					+ " something else; leave the parameter out. Nothing was done");
		}
		return answer(() -> operation.of(selected));
	}

	static WebEndpointResponse<Object> badRequest(String message) {
		return new WebEndpointResponse<>(new ProblemDescriptor(message), WebEndpointResponse.STATUS_BAD_REQUEST);
	}

	/** Does something with what a path names. */
	@FunctionalInterface
	interface OfSelected {

		Object of(String selected);

	}

}
