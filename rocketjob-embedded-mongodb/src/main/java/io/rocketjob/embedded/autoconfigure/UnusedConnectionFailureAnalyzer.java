package io.rocketjob.embedded.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains which property of a connection has no effect, and what would be right.
 */
final class UnusedConnectionFailureAnalyzer extends AbstractFailureAnalyzer<UnusedConnectionException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnusedConnectionException cause) {
		UnusedConnection unused = cause.unused();
		return new FailureAnalysis(String.format(
				"The configuration says how to connect to MongoDB, but the embedded one would be used, whose data is for"
						+ " development and tests only:%n%n    Property: %s%n    Value: %s%n    Origin: %s%n"
						+ "    Reason: %s",
				unused.name(), unused.value(), unused.origin(), unused.reason()), unused.action(), cause);
	}

}
