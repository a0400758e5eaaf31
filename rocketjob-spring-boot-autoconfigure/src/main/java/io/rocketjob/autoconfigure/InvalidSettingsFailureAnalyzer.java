package io.rocketjob.autoconfigure;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationErrors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/**
 * Explains which properties are out of their bounds. Spring Boot's own analysis names the
 * components of records, and does not know where they were configured.
 */
@Order(0)
final class InvalidSettingsFailureAnalyzer extends AbstractFailureAnalyzer<BindValidationException> {

	private final @Nullable Environment environment;

	InvalidSettingsFailureAnalyzer(@Nullable Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindValidationException cause) {
		ValidationErrors errors = cause.getValidationErrors();
		if (!errors.getName().toString().startsWith("rocketjob")) {
			return null;
		}
		String reasons = errors.getAllErrors()
			.stream()
			.map((error) -> describe(errors, error))
			.collect(Collectors.joining("\n"));
		return new FailureAnalysis("Properties of Rocket Job are wrong:\n" + reasons,
				"Correct the values, or remove the properties.", cause);
	}

	private String describe(ValidationErrors errors, ObjectError error) {
		String name = errors.getName().toString();
		Object value = null;
		if (error instanceof FieldError field) {
			name += "." + property(field.getField());
			value = field.getRejectedValue();
		}
		StringBuilder text = new StringBuilder();
		List<ConfiguredProperty> configured = ConfiguredProperty.find(this.environment, name);
		if (configured.isEmpty()) {
			new ConfiguredProperty(name, Objects.toString(value), "unknown").appendTo(text);
		}
		configured.forEach((property) -> property.appendTo(text));
		return text.append(String.format("%n    Reason: %s", error.getDefaultMessage())).toString();
	}

	/**
	 * The name of the property of a path such as {@code jobs[report].logLevel}.
	 */
	private static String property(String path) {
		StringBuilder name = new StringBuilder();
		for (String part : StringUtils.tokenizeToStringArray(path, ".[]")) {
			name.append(name.isEmpty() ? "" : ".").append(DataObjectPropertyName.toDashedForm(part));
		}
		return name.toString();
	}

}
