package io.rocketjob;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Failed slices that have the same exception.
 *
 * @param className the class of the exception
 * @param message its message
 * @param slices how many slices have failed with it
 * @param examples the first of them, at most {@value #EXAMPLES}
 * @since 0.1.0
 */
public record FailureGroup(String className, @Nullable String message, long slices, List<FailedSlice> examples) {

	/** How many examples a group has at most. */
	public static final int EXAMPLES = 3;

}
