package io.rocketjob.autoconfigure;

import io.rocketjob.server.NewerFormatException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains what to do where a newer build has stored what this one cannot read.
 */
final class NewerFormatFailureAnalyzer extends AbstractFailureAnalyzer<NewerFormatException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, NewerFormatException cause) {
		return new FailureAnalysis(cause.getMessage(),
				"Start the version of Rocket Job that the other servers of this database have, or a newer one; or name"
						+ " another database by spring.mongodb.database.",
				cause);
	}

}
