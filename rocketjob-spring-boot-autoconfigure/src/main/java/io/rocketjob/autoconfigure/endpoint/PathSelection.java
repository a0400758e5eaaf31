package io.rocketjob.autoconfigure.endpoint;

import org.jspecify.annotations.Nullable;

/**
 * What the path of a request names. Spring Boot puts the variables of the path, the
 * members of the body and the parameters of the query together by their names, and the
 * path does not win. But the segments that remain of a path come as an array, and neither
 * a body nor a query can have one: so an operation takes these, without a conversion.
 */
final class PathSelection {

	private PathSelection() {
	}

	/**
	 * Tells what the path names.
	 * @param path the remaining segments of the path, or what has taken their place
	 * @param name how it is called in bodies and queries
	 * @param named what a body or a query names, {@code null} when they name nothing
	 * @return what the path names
	 * @throws EndpointException when something else than the path names anything else
	 */
	static String of(Object path, String name, @Nullable String named) {
		if (!(path instanceof String[] segments)) {
			throw EndpointException.badRequest("path is no parameter: the path of the request names the " + name);
		}
		String selected = String.join("/", segments);
		if (named != null && !named.equals(selected)) {
			throw EndpointException.badRequest("The path names '" + selected + "', and the parameter " + name
					+ " something else; leave the parameter out. Nothing was done");
		}
		return selected;
	}

}
