package io.rocketjob.autoconfigure;

import io.rocketjob.server.TransactionsMissingException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains what to do where job classes need transactions that the database has not.
 */
final class TransactionsMissingFailureAnalyzer extends AbstractFailureAnalyzer<TransactionsMissingException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, TransactionsMissingException cause) {
		return new FailureAnalysis(cause.getMessage(),
				"Use MongoDB as a replica set (one member is enough) or a sharded cluster. Or remove @SliceTransaction or"
						+ " @Transactional from the class, and let perform do no harm when a record is worked on twice.",
				cause);
	}

}
