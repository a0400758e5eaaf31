package io.rocketjob;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Failed slices with exceptions of one class whose messages differ at most in the values
 * that they tell of.
 *
 * @param className the class of the exceptions
 * @param pattern what their messages have in common: with an asterisk for numbers, dates,
 * ids, addresses, quoted texts, and what is in brackets or braces; of at most 200
 * characters. {@code null} where they have no message
 * @param message the message of the first
 * @param slices how many slices have failed with it
 * @param examples the first of them, at most {@value #EXAMPLES}
 * @since 0.1.0
 */
public record FailureGroup(String className, @Nullable String pattern, @Nullable String message, long slices,
		List<FailedSlice> examples) {

	/** How many examples a group has at most. */
	public static final int EXAMPLES = 3;

}
