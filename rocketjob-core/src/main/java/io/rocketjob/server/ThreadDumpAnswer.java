package io.rocketjob.server;

import io.rocketjob.RocketJobException;
import org.jspecify.annotations.Nullable;

/**
 * What a server has said to a request for stack traces.
 *
 * @param text the stack traces, or {@code null} when it has not answered yet, or cannot
 * @param problem why it cannot, or {@code null}
 */
record ThreadDumpAnswer(@Nullable String text, @Nullable String problem) {

	static final ThreadDumpAnswer NOT_YET = new ThreadDumpAnswer(null, null);

	boolean isReady() {
		return this.text != null || this.problem != null;
	}

	String textOrThrow() {
		if (this.text == null) {
			throw new RocketJobException("No thread dump: " + this.problem);
		}
		return this.text;
	}

}
