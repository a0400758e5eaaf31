package io.rocketjob.autoconfigure;

import io.rocketjob.event.SubscriberException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains what is wrong with the subscribers of an application.
 */
final class SubscriberFailureAnalyzer extends AbstractFailureAnalyzer<SubscriberException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SubscriberException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
	}

}
