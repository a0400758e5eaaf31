package io.rocketjob.autoconfigure;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.rocketjob.jobclass.JobClassException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Explains what a property of Rocket Job must be, where its text cannot be read. Spring
 * Boot's own analysis says which conversion has failed.
 */
@Order(0)
final class UnreadableSettingFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("rocketjob");

	private final @Nullable Environment environment;

	UnreadableSettingFailureAnalyzer(@Nullable Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		if (!ROOT.isAncestorOf(cause.getName()) || findCause(rootFailure, JobClassException.class) != null) {
			return null;
		}
		String right = right(ClassUtils.resolvePrimitiveIfNecessary(cause.getTarget().getType().resolve(Object.class)),
				cause.getName());
		List<ConfiguredProperty> configured = ConfiguredProperty.find(this.environment, cause.getName().toString());
		if (right == null || configured.size() != 1) {
			return null;
		}
		StringBuilder description = new StringBuilder("A property of Rocket Job is wrong:\n");
		configured.forEach((property) -> property.appendTo(description));
		description.append(String.format("%n    Reason: It must be %s.", right));
		return new FailureAnalysis(description.toString(), "Correct the value, or remove the property.", cause);
	}

	private static @Nullable String right(Class<?> type, ConfigurationPropertyName name) {
		if (type == Boolean.class) {
			return "true or false";
		}
		if (type == Integer.class) {
			return "a whole number up to " + Integer.MAX_VALUE;
		}
		if (type == Duration.class) {
			return "a duration with its unit, such as 500ms, 15s, 5m, 1h or PT15S";
		}
		if (Map.class.isAssignableFrom(type)) {
			return "left out, because it is a section. There are: " + name + ".<name>";
		}
		if (type.isRecord()) {
			return "left out, because it is a section. There are: "
					+ String.join(", ", PropertyNames.names(type, name));
		}
		return type.isEnum() ? "one of " + Arrays.stream(type.getEnumConstants())
			.map((constant) -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
			.collect(Collectors.joining(", ")) : null;
	}

}
