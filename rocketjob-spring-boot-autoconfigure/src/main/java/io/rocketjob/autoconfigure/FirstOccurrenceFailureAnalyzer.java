package io.rocketjob.autoconfigure;

import io.rocketjob.plugin.cron.FirstOccurrenceException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains why the first job of a schedule cannot be created.
 */
final class FirstOccurrenceFailureAnalyzer extends AbstractFailureAnalyzer<FirstOccurrenceException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, FirstOccurrenceException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
	}

}
