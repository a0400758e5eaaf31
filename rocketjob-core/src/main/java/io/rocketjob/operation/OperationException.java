package io.rocketjob.operation;

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

	OperationException(Kind kind, @Nullable String message) {
		this(kind, message, message);
	}

	private OperationException(Kind kind, @Nullable String message, @Nullable String withoutValues) {
		super(message);
		this.kind = kind;
		this.withoutValues = withoutValues;
	}

	static OperationException badRequest(@Nullable String message) {
		return new OperationException(Kind.BAD_REQUEST, message);
	}

	static OperationException badRequest(@Nullable String message, @Nullable String withoutValues) {
		return new OperationException(Kind.BAD_REQUEST, message, withoutValues);
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
