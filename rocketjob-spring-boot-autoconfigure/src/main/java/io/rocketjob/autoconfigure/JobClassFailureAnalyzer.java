package io.rocketjob.autoconfigure;

import io.rocketjob.job.JobClassException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains what is wrong with the job classes of an application.
 */
final class JobClassFailureAnalyzer extends AbstractFailureAnalyzer<JobClassException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, JobClassException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
	}

}
