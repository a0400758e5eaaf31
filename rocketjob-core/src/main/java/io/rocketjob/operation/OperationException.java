package io.rocketjob.operation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * An operation cannot be done. The message says what is wrong and what would be right,
 * and may be shown to the operator: there is nothing in it that the operator may not see.
 *
 * @since 0.1.0
 */
public final class OperationException extends RuntimeException {

	private final Kind kind;

	private final @Nullable String withoutValues;

	private final transient Map<String, String> problems;

	OperationException(Kind kind, @Nullable String message) {
		this(kind, message, message, Map.of());
	}

	private OperationException(Kind kind, @Nullable String message, @Nullable String withoutValues,
			Map<String, String> problems) {
		super(message);
		this.kind = kind;
		this.withoutValues = withoutValues;
		this.problems = problems;
	}

	static OperationException invalid(Map<String, String> problems) {
		String names = "What is given is not allowed: " + String.join(", ", problems.keySet());
		return new OperationException(Kind.BAD_REQUEST,
				problems.entrySet()
					.stream()
					.map((problem) -> problem.getKey() + ": " + problem.getValue())
					.collect(Collectors.joining("; ", "What is given is not allowed: ", "")),
				names, Collections.unmodifiableMap(new LinkedHashMap<>(problems)));
	}

	static OperationException badRequest(@Nullable String message) {
		return new OperationException(Kind.BAD_REQUEST, message);
	}

	static OperationException badRequest(@Nullable String message, @Nullable String withoutValues) {
		return new OperationException(Kind.BAD_REQUEST, message, withoutValues, Map.of());
	}

	static OperationException notFound(@Nullable String message) {
		return new OperationException(Kind.NOT_FOUND, message);
	}

	static OperationException conflict(@Nullable String message) {
		return new OperationException(Kind.CONFLICT, message);
	}

	static OperationException unavailable(@Nullable String message) {
		return new OperationException(Kind.UNAVAILABLE, message);
	}

	/**
	 * What may be shown to those, too, who may not see the values that were given.
	 * @return the message, without them
	 */
	@Nullable String withoutValues() {
		return this.withoutValues;
	}

	/**
	 * What is wrong with the values of a form.
	 * @return a text a value, by its name in the form; what is wrong with the whole by
	 * another name, which may be empty. Empty where no values are wrong
	 */
	public Map<String, String> problems() {
		return this.problems;
	}

	/**
	 * What kind of problem it is.
	 * @return the kind
	 */
	public Kind kind() {
		return this.kind;
	}

	/**
	 * Kinds of problems.
	 */
	public enum Kind {

		/** What was given is wrong. */
		BAD_REQUEST,

		/** The operator may not do it. */
		DENIED,

		/** There is no such thing, or no longer. */
		NOT_FOUND,

		/** It is not possible as things are now. */
		CONFLICT,

		/** The database or the server does not answer. */
		UNAVAILABLE,

		/** Something has failed, such as a callback of the job. */
		FAILED

	}

}
