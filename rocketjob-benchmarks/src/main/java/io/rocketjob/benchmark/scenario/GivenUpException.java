package io.rocketjob.benchmark.scenario;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** Processes have not done what they were told to do. */
final class GivenUpException extends IllegalStateException {

	/**
	 * Makes the exception.
	 * @param done how much they have done
	 * @param count of how much
	 * @param reason why no more, in one line
	 * @param cause what has shown that, if anything
	 */
	GivenUpException(long done, long count, String reason, @Nullable Throwable cause) {
		super(String.format(Locale.ROOT, "%,d of %,d: %s", done, count, reason), cause);
	}

}
