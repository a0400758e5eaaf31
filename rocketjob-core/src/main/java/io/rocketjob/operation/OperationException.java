package io.rocketjob.operation;

import org.jspecify.annotations.Nullable;

/**
 * An operation cannot be done. The message says what is wrong and what would be right,
 * and may be shown to the operator: there is nothing in it that a job has said.
 *
 * @since 0.1.0
 */
public final class OperationException extends RuntimeException {

	private final Kind kind;

	OperationException(Kind kind, @Nullable String message) {
		super(message);
		this.kind = kind;
	}

	static OperationException badRequest(@Nullable String message) {
		return new OperationException(Kind.BAD_REQUEST, message);
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
