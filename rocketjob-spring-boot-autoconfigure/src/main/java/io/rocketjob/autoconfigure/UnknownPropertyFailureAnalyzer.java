package io.rocketjob.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains which properties do not exist, and which ones do.
 */
final class UnknownPropertyFailureAnalyzer extends AbstractFailureAnalyzer<UnknownPropertyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnknownPropertyException cause) {
		StringBuilder description = new StringBuilder("Rocket Job has no such property:\n");
		for (UnknownPropertyException.Unknown each : cause.unknown()) {
			each.property().appendTo(description);
			description.append(String.format("%n    There are: %s%n", String.join(", ", each.known())));
		}
		return new FailureAnalysis(description.toString(),
				"Correct the name, or remove the property. What begins with 'rocketjob.' is Rocket Job's own;"
						+ " properties of an application need another name.",
				cause);
	}

}
