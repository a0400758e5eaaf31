package io.rocketjob.benchmark.process;

import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.util.StringUtils;

/** Says in one line why something has failed. */
public final class Causes {

	private static final int LENGTH = 200;

	private Causes() {
	}

	/**
	 * Says what is at the bottom of an exception.
	 * @param exception the exception
	 * @return the kind of its last cause, and what that says
	 */
	public static String line(Throwable exception) {
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(exception);
		return (cause.getClass().getSimpleName() + " " + firstLine(cause.getMessage())).strip();
	}

	/**
	 * Cuts off all but the beginning.
	 * @param text any text
	 * @return its first line, or less when that is long
	 */
	public static String firstLine(@Nullable String text) {
		String line = (text != null) ? text.lines().findFirst().orElse("") : "";
		return StringUtils.truncate(line, LENGTH);
	}

}
