package io.rocketjob.server;

import io.rocketjob.RocketJobException;
import io.rocketjob.WorkerNotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * What a server has said to a request for stack traces.
 *
 * @param text the stack traces, or {@code null} when it has not answered yet, or cannot
 * @param problem why it cannot, or {@code null}
 * @param missingWorker the worker that was asked for and is not there, or {@code null}
 */
record ThreadDumpAnswer(@Nullable String text, @Nullable String problem, @Nullable String missingWorker) {

	static final ThreadDumpAnswer NOT_YET = new ThreadDumpAnswer(null, null, null);

	static ThreadDumpAnswer of(String text) {
		return new ThreadDumpAnswer(text, null, null);
	}

	static ThreadDumpAnswer problem(String problem) {
		return new ThreadDumpAnswer(null, problem, null);
	}

	static ThreadDumpAnswer missing(String worker) {
		return new ThreadDumpAnswer(null, null, worker);
	}

	boolean isReady() {
		return this.text != null || this.problem != null || this.missingWorker != null;
	}

	String textOrThrow() {
		if (this.missingWorker != null) {
			throw new WorkerNotFoundException(this.missingWorker);
		}
		if (this.text == null) {
			throw new RocketJobException("No thread dump: " + this.problem);
		}
		return this.text;
	}

}
