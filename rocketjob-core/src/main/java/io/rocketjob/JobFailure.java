package io.rocketjob;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The exception that a job failed with, as stored. Texts are cut to a bounded size.
 *
 * @param className the class of the exception
 * @param message its message
 * @param stackTrace its stack trace, a frame a line; empty when a job was failed by hand
 * @param causes the chain of its causes, outermost first
 * @param workerName the worker on which it was thrown
 * @since 0.1.0
 */
public record JobFailure(String className, @Nullable String message, String stackTrace, List<Cause> causes,
		@Nullable String workerName) {

	/**
	 * One cause of an exception.
	 *
	 * @param className its class
	 * @param message its message
	 */
	public record Cause(String className, @Nullable String message) {
	}

	/**
	 * The class and the message, without the stack trace.
	 */
	@Override
	public String toString() {
		return (this.message != null) ? this.className + ": " + this.message : this.className;
	}

}
