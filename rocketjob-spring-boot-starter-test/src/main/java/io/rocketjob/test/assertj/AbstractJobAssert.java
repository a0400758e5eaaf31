package io.rocketjob.test.assertj;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.rocketjob.JobFailure;
import io.rocketjob.JobHistoryEntry;
import io.rocketjob.JobInstance;
import io.rocketjob.JobNotFoundException;
import io.rocketjob.JobState;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ListAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on jobs of any kind.
 *
 * @param <S> the type of the assertions
 * @param <A> the type of the job
 * @since 0.1.0
 */
public abstract class AbstractJobAssert<S extends AbstractJobAssert<S, A>, A extends JobInstance<?>>
		extends AbstractAssert<S, A> {

	AbstractJobAssert(@Nullable A actual, Class<?> selfType) {
		super(actual, selfType);
	}

	/**
	 * Reads the job again, and goes on with it as it is now.
	 * @return assertions on the job as it is now
	 * @throws AssertionError when the job no longer exists
	 */
	public abstract S reloaded();

	@SuppressWarnings("unchecked")
	final A reload() {
		isNotNull();
		try {
			return (A) this.actual.reload();
		}
		catch (JobNotFoundException ex) {
			throw failure("Expected %s to be stored, but it is there no longer."
					+ " Is it deleted when it completes (destroyOnComplete)?", name());
		}
	}

	final S as(S other) {
		other.info.description(this.info.description());
		return other;
	}

	/**
	 * Verifies that the job is no longer stored now, whatever the snapshot shows: it has
	 * completed and was to be deleted then, or a user has deleted it.
	 * @return this
	 */
	public S isDeleted() {
		isNotNull();
		A present;
		try {
			present = reload(this.actual);
		}
		catch (JobNotFoundException ex) {
			return this.myself;
		}
		throw failure("Expected %s to be deleted, but it is %s", name(), stateOf(present));
	}

	@SuppressWarnings("unchecked")
	private static <J extends JobInstance<?>> J reload(J job) {
		return (J) job.reload();
	}

	/**
	 * Verifies the state.
	 * @param expected the state
	 * @return this
	 */
	public S hasState(JobState expected) {
		isNotNull();
		if (this.actual.state() != expected) {
			throw failureWithActualExpected(this.actual.state(), expected, "Expected %s to be %s, but it is %s", name(),
					expected.value(), stateOf(this.actual));
		}
		return this.myself;
	}

	/**
	 * Verifies that the job is queued, due or scheduled.
	 * @return this
	 */
	public S isQueued() {
		return hasState(JobState.QUEUED);
	}

	/**
	 * Verifies that the job is running.
	 * @return this
	 */
	public S isRunning() {
		return hasState(JobState.RUNNING);
	}

	/**
	 * Verifies that the job is completed, and kept.
	 * @return this
	 */
	public S isCompleted() {
		return hasState(JobState.COMPLETED);
	}

	/**
	 * Verifies that the job has failed.
	 * @return this
	 */
	public S isFailed() {
		return hasState(JobState.FAILED);
	}

	/**
	 * Verifies that the job is paused.
	 * @return this
	 */
	public S isPaused() {
		return hasState(JobState.PAUSED);
	}

	/**
	 * Verifies that the job is aborted.
	 * @return this
	 */
	public S isAborted() {
		return hasState(JobState.ABORTED);
	}

	/**
	 * Verifies that the job is queued and waits for its time.
	 * @return this
	 */
	public S isScheduled() {
		isNotNull();
		if (!this.actual.isScheduled()) {
			throw failure("Expected %s to be scheduled, but it is %s", name(), stateOf(this.actual));
		}
		return this.myself;
	}

	/**
	 * Verifies that the job is queued and waits for a certain time.
	 * @param expected the time, to the millisecond
	 * @return this
	 */
	public S isScheduledFor(Instant expected) {
		isScheduled();
		Instant wanted = expected.truncatedTo(ChronoUnit.MILLIS);
		if (!wanted.equals(this.actual.runAt())) {
			throw failureWithActualExpected(this.actual.runAt(), wanted,
					"Expected %s to be scheduled for %s, but it is for %s", name(), wanted, this.actual.runAt());
		}
		return this.myself;
	}

	/**
	 * Verifies that the job is queued, and neither waits for its time nor for other jobs.
	 * @return this
	 */
	public S isDue() {
		isQueued();
		if (this.actual.isScheduled() || !this.actual.waitsFor().isEmpty()) {
			throw failure("Expected %s to be due, but it is %s", name(), stateOf(this.actual));
		}
		return this.myself;
	}

	/**
	 * Verifies that the job has failed with an exception of a type.
	 * @param expected the type of the exception, or a supertype of it
	 * @return this
	 */
	public S hasFailedWith(Class<? extends Throwable> expected) {
		JobFailure failure = exception();
		if (!isA(failure.className(), expected)) {
			throw failureWithActualExpected(failure.className(), expected.getName(),
					"Expected %s to have failed with %s, but it has with %s", name(), expected.getName(), failure);
		}
		return this.myself;
	}

	/**
	 * Verifies that the job has failed with an exception of a type and with a message.
	 * @param expected the type of the exception, or a supertype of it
	 * @param message the message
	 * @return this
	 */
	public S hasFailedWith(Class<? extends Throwable> expected, String message) {
		hasFailedWith(expected);
		JobFailure failure = exception();
		if (!message.equals(failure.message())) {
			throw failureWithActualExpected(failure.message(), message,
					"Expected %s to have failed with the message%n  \"%s\"%nbut it has with%n  %s", name(), message,
					quoted(failure.message()));
		}
		return this.myself;
	}

	/**
	 * Verifies that the job has failed with a message that contains a text.
	 * @param expected the text
	 * @return this
	 */
	public S hasFailureMessageContaining(String expected) {
		JobFailure failure = exception();
		if (failure.message() == null || !failure.message().contains(expected)) {
			throw failure("Expected %s to have failed with a message containing%n  \"%s\"%nbut it has with%n  %s",
					name(), expected, quoted(failure.message()));
		}
		return this.myself;
	}

	private JobFailure exception() {
		isNotNull();
		JobFailure failure = this.actual.exception();
		if (failure == null) {
			throw failure("Expected %s to have failed, but it has no exception and is %s", name(),
					stateOf(this.actual));
		}
		return failure;
	}

	private static boolean isA(String className, Class<?> expected) {
		try {
			return expected
				.isAssignableFrom(Class.forName(className, false, Thread.currentThread().getContextClassLoader()));
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return className.equals(expected.getName());
		}
	}

	private static String quoted(@Nullable String message) {
		return (message != null) ? "\"" + message + "\"" : "none";
	}

	/**
	 * Verifies how often the job has failed.
	 * @param expected the number of failures
	 * @return this
	 */
	public S hasFailureCount(int expected) {
		isNotNull();
		return verifyEqual(this.actual.failureCount(), expected, "failures");
	}

	/**
	 * Verifies what the job has returned.
	 * @param expected the result; it is read as its class
	 * @return this
	 */
	public S hasResult(Object expected) {
		isNotNull();
		Object result = this.actual.result(expected.getClass());
		if (!expected.equals(result)) {
			throw failureWithActualExpected(result, expected,
					"Expected %s to have the result%n  %s%nbut it has%n  %s%nand is %s", name(), expected,
					Objects.requireNonNullElse(result, "none"), stateOf(this.actual));
		}
		return this.myself;
	}

	/**
	 * Verifies the fields.
	 * @param expected the fields object
	 * @return this
	 */
	public S hasFields(Object expected) {
		isNotNull();
		Object fields = this.actual.fields();
		if (!expected.equals(fields)) {
			throw failureWithActualExpected(fields, expected, "Expected %s to have the fields%n  %s%nbut it has%n  %s",
					name(), expected, Objects.requireNonNullElse(fields, "none"));
		}
		return this.myself;
	}

	/**
	 * Verifies the priority.
	 * @param expected the priority
	 * @return this
	 */
	public S hasPriority(int expected) {
		isNotNull();
		return verifyEqual(this.actual.priority(), expected, "priority");
	}

	/**
	 * Verifies how far the job is.
	 * @param expected 0 to 100
	 * @return this
	 */
	public S hasPercentComplete(int expected) {
		isNotNull();
		return verifyEqual(this.actual.percentComplete(), expected, "percent complete");
	}

	/**
	 * Verifies in which states the job has been.
	 * @param expected all of them in order, with the present one; at most the last
	 * {@value JobHistoryEntry#LIMIT} changes are known
	 * @return this
	 */
	public S hasHistory(JobState... expected) {
		isNotNull();
		List<JobState> states = new ArrayList<>();
		List<JobHistoryEntry> history = this.actual.history();
		states.add(history.isEmpty() ? this.actual.state() : history.get(0).from());
		history.forEach((entry) -> states.add(entry.to()));
		if (!states.equals(List.of(expected))) {
			throw failureWithActualExpected(states, List.of(expected),
					"Expected %s to have been%n  %s%nbut it has been%n  %s", name(), List.of(expected), states);
		}
		return this.myself;
	}

	/**
	 * Goes on with the changes of its state.
	 * @return assertions on them, oldest first
	 */
	public ListAssert<JobHistoryEntry> history() {
		isNotNull();
		return Assertions.assertThat(this.actual.history()).as("history of %s", name());
	}

	final S verifyEqual(long actualCount, long expected, String what) {
		if (actualCount != expected) {
			throw failureWithActualExpected(actualCount, expected, "Expected %s to have %s: %s, but it has %s", name(),
					what, expected, actualCount);
		}
		return this.myself;
	}

	/**
	 * What the job is called in messages.
	 * @return its class and id
	 */
	final String name() {
		return this.actual.jobClass() + " " + this.actual.id();
	}

	static String stateOf(JobInstance<?> job) {
		StringBuilder text = new StringBuilder(
				job.isScheduled() ? "scheduled for " + job.runAt() : job.state().value());
		if (job.state() == JobState.QUEUED && !job.waitsFor().isEmpty()) {
			text.append(", waiting for ").append(job.waitsFor());
		}
		if (job.exception() != null) {
			text.append(" with ").append(job.exception());
		}
		return text.toString();
	}

}
