package io.rocketjob.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/**
 * Explains what is wrong with a property, and where it was configured.
 */
final class InvalidSettingFailureAnalyzer extends AbstractFailureAnalyzer<InvalidSettingException> {

	private final @Nullable Environment environment;

	InvalidSettingFailureAnalyzer(@Nullable Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidSettingException cause) {
		List<ConfiguredProperty> configured = ConfiguredProperty.find(this.environment, cause.property());
		StringBuilder description = new StringBuilder(
				"A property" + (cause.property().startsWith("rocketjob.") ? " of Rocket Job" : "") + " is wrong:\n");
		if (configured.isEmpty()) {
			description.append(String.format("%n    Property: %s%n    Value: not set", cause.property()));
		}
		else {
			configured.forEach((property) -> property.appendTo(description));
		}
		description.append(String.format("%n    Reason: %s", cause.reason()));
		return new FailureAnalysis(description.toString(), action(cause, configured.isEmpty()), cause);
	}

	private static String action(InvalidSettingException cause, boolean missing) {
		if (cause.action() != null) {
			return cause.action();
		}
		return missing ? "Set the property, or change what the reason names."
				: "Correct the value, or remove the property.";
	}

}
