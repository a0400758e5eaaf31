package io.rocketjob.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/**
 * A property as it was configured, for failure analyses.
 *
 * @param name its name as written
 * @param value its value, unless it may have a password in it
 * @param origin where it was configured
 */
record ConfiguredProperty(String name, String value, String origin) {

	private static final List<String> SECRETS = List.of("uri", "url", "password", "secret", "credential");

	/** Who logs in somewhere, within an address. */
	private static final Pattern CREDENTIALS = Pattern.compile("://.*@", Pattern.DOTALL);

	/**
	 * Finds a property, or what is configured below its name.
	 * @param environment where properties are; {@code null} where there is none yet
	 * @param name the name
	 * @return each property as it is in force
	 */
	static List<ConfiguredProperty> find(@Nullable Environment environment, String name) {
		if (environment == null) {
			return List.of();
		}
		ConfigurationPropertyName wanted = ConfigurationPropertyName.adapt(name, '.');
		return StreamSupport.stream(ConfigurationPropertySources.get(environment).spliterator(), false)
			.flatMap((source) -> find(source, wanted))
			.collect(Collectors.toMap(ConfiguredProperty::name, Function.identity(), (winner, other) -> winner,
					LinkedHashMap::new))
			.values()
			.stream()
			.toList();
	}

	private static Stream<ConfiguredProperty> find(ConfigurationPropertySource source,
			ConfigurationPropertyName wanted) {
		ConfigurationProperty exact = source.getConfigurationProperty(wanted);
		if (exact != null) {
			return Stream.of(of(exact));
		}
		return (source instanceof IterableConfigurationPropertySource iterable) ? iterable.stream()
			.filter(wanted::isAncestorOf)
			.map(source::getConfigurationProperty)
			.flatMap(Stream::ofNullable)
			.map(ConfiguredProperty::of) : Stream.empty();
	}

	static ConfiguredProperty of(ConfigurationProperty property) {
		String name = property.getName().toString();
		String last = property.getName()
			.getLastElement(ConfigurationPropertyName.Form.UNIFORM)
			.toLowerCase(Locale.ROOT);
		String text = String.valueOf(property.getValue());
		boolean secret = SECRETS.stream().anyMatch(last::contains) || CREDENTIALS.matcher(text).find();
		String value = secret ? "(not shown)" : "\"" + text + "\"";
		return new ConfiguredProperty(name, value,
				(property.getOrigin() != null) ? property.getOrigin().toString() : "unknown");
	}

	/**
	 * Says what and where it is, as Spring Boot's analyses do.
	 * @param text where to
	 */
	void appendTo(StringBuilder text) {
		text.append(
				String.format("%n    Property: %s%n    Value: %s%n    Origin: %s", this.name, this.value, this.origin));
	}

}
