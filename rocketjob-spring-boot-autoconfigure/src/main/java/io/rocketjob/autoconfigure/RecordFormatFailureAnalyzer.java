package io.rocketjob.autoconfigure;

import io.rocketjob.batch.record.RecordFormatException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains why the record formats of an application do not fit together.
 */
final class RecordFormatFailureAnalyzer extends AbstractFailureAnalyzer<RecordFormatException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RecordFormatException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
	}

}
