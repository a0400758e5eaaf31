package io.rocketjob.autoconfigure;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.rocketjob.jobclass.JobClassException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/**
 * Explains what is wrong with the job classes of an application, and where the properties
 * were configured that the explanation names.
 */
final class JobClassFailureAnalyzer extends AbstractFailureAnalyzer<JobClassException> {

	private static final Pattern PROPERTY = Pattern.compile("rocketjob\\.jobs(\\.[\\p{L}\\p{N}\\-_\\[\\]]+)+");

	private static final int MOST_PROPERTIES = 10;

	private final @Nullable Environment environment;

	JobClassFailureAnalyzer(@Nullable Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, JobClassException cause) {
		StringBuilder description = new StringBuilder(String.valueOf(cause.getMessage()));
		List<ConfiguredProperty> configured = configured(cause.getMessage() + " " + cause.action());
		if (!configured.isEmpty()) {
			description.append("\n\nConfigured is:\n");
			configured.forEach((property) -> {
				property.appendTo(description);
				description.append("\n");
			});
		}
		return new FailureAnalysis(description.toString(), cause.action(), cause);
	}

	private List<ConfiguredProperty> configured(String text) {
		Set<ConfiguredProperty> configured = new LinkedHashSet<>();
		Matcher names = PROPERTY.matcher(text);
		while (names.find()) {
			configured.addAll(ConfiguredProperty.find(this.environment, names.group()));
		}
		return configured.stream().limit(MOST_PROPERTIES).toList();
	}

}
