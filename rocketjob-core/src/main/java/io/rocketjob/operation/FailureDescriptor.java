package io.rocketjob.operation;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a job failed with. Messages and the stack trace are hidden unless values are
 * shown.
 *
 * @param className the class of the exception
 * @param message its message
 * @param causes its causes
 * @param stackTrace its stack trace
 * @param workerName where it was thrown
 * @since 0.1.0
 */
public record FailureDescriptor(String className, @Nullable String message, List<CauseDescriptor> causes,
		@Nullable String stackTrace, @Nullable String workerName) {

	/**
	 * A cause of an exception.
	 *
	 * @param className its class
	 * @param message its message, hidden unless values are shown
	 */
	public record CauseDescriptor(String className, @Nullable String message) {
	}

}
