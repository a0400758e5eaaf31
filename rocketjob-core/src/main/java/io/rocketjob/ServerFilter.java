package io.rocketjob;

import java.util.function.Consumer;
import java.util.regex.Pattern;

import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs a server works on.
 *
 * @param include a regular expression that must be found in the name of a job class, or
 * {@code null} for all
 * @param exclude a regular expression that must not be found in it, or {@code null} for
 * none
 * @param where a MongoDB query, as JSON, that the job document must match as well, such
 * as <code>{"fields.region": "eu"}</code>; or {@code null}. Jobs that do not match cost
 * each claim an examined document, so prefer the other two where jobs that are left to
 * others are many
 * @since 0.1.0
 */
public record ServerFilter(@Nullable String include, @Nullable String exclude, @Nullable String where) {

	/** All jobs. */
	public static final ServerFilter NONE = new ServerFilter(null, null, null);

	/**
	 * Makes a filter.
	 * @throws IllegalArgumentException when an expression or the query is malformed,
	 * saying which and why
	 */
	public ServerFilter {
		include = present(include);
		exclude = present(exclude);
		where = present(where);
		check("include", include, Pattern::compile);
		check("exclude", exclude, Pattern::compile);
		check("where", where, Document::parse);
	}

	private static void check(String name, @Nullable String value, Consumer<String> parser) {
		try {
			if (value != null) {
				parser.accept(value);
			}
		}
		catch (RuntimeException ex) {
			throw new IllegalArgumentException(name + " '" + value + "' is malformed: " + ex.getMessage(), ex);
		}
	}

	private static @Nullable String present(@Nullable String value) {
		return (value != null && !value.isBlank()) ? value : null;
	}

}
