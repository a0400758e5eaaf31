package io.rocketjob.embedded.autoconfigure;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/**
 * A property that says how to connect to a MongoDB, and that nothing reads while the
 * embedded one is used: who has set it believes that jobs are stored there.
 *
 * @param name the name of the property
 * @param value its value, unless that may have a password in it
 * @param origin where it was set
 * @param reason why it has no effect
 * @param action what would be right
 */
record UnusedConnection(String name, String value, String origin, String reason, String action) {

	static final String PREFIX = "spring.mongodb.";

	private static final String FORMER_PREFIX = "spring.data.mongodb.";

	/** What names a server. */
	static final List<String> SERVER = List.of("uri", "host", "port");

	/** What says something of a server that something else must name. */
	private static final List<String> FURTHER = List.of("additional-hosts", "authentication-database", "username",
			"password", "replica-set-name", "protocol", "ssl.enabled", "ssl.bundle");

	/** Where the address of a MongoDB is looked for under a name that nothing reads. */
	private static final List<ConfigurationPropertyName> NAMESPACES = Stream
		.of("spring.mongodb", "spring.data.mongodb", "spring.mongo")
		.map(ConfigurationPropertyName::of)
		.toList();

	/** What may be meant by the name of one, whatever the value. */
	private static final List<String> MISTAKEN = List.of("url", "uris", "hosts");

	private static final String FORMER_SHORT_PREFIX = "spring.mongo.";

	private static final List<String> SECRETS = List.of("uri", "username", "password");

	/**
	 * Finds one.
	 * @param environment the configuration, which names no server
	 * @return the first, {@code null} when there is none
	 */
	static @Nullable UnusedConnection find(Environment environment) {
		Stream<String> former = Stream.of(SERVER, FURTHER, List.of("database")).flatMap(List::stream);
		return Stream
			.concat(former.map((name) -> find(environment, FORMER_PREFIX + name,
					"Spring Boot 4 does not read it any more; it is named " + PREFIX + name + " now.",
					"Rename the property to " + PREFIX + name
							+ ". To use the embedded MongoDB all the same, remove the property.")),
					FURTHER.stream()
						.map((name) -> find(environment, PREFIX + name,
								"It says something of a MongoDB, and nothing says where that is.",
								"Set " + PREFIX + "uri or " + PREFIX
										+ "host as well. To use the embedded MongoDB, remove the property.")))
			.flatMap(Stream::ofNullable)
			.findFirst()
			.orElseGet(() -> findMistaken(environment));
	}

	/**
	 * Finds an address under a name that nothing reads.
	 */
	private static @Nullable UnusedConnection findMistaken(Environment environment) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				UnusedConnection found = iterable.stream()
					.filter((name) -> NAMESPACES.stream().anyMatch((each) -> each.isAncestorOf(name)))
					.map(source::getConfigurationProperty)
					.flatMap(Stream::ofNullable)
					.filter((property) -> isMistaken(property, environment))
					.map(UnusedConnection::mistaken)
					.findFirst()
					.orElse(null);
				if (found != null) {
					return found;
				}
			}
		}
		return null;
	}

	private static boolean isMistaken(ConfigurationProperty property, Environment environment) {
		String value = environment.resolvePlaceholders(String.valueOf(property.getValue()))
			.strip()
			.toLowerCase(Locale.ROOT);
		return !value.isEmpty() && (value.startsWith("mongodb:") || value.startsWith("mongodb+srv:")
				|| isNameOfServer(property.getName()));
	}

	private static boolean isNameOfServer(ConfigurationPropertyName name) {
		String text = name.toString();
		return NAMESPACES.stream().filter((each) -> each.isAncestorOf(name)).anyMatch((each) -> {
			String last = text.substring(each.toString().length() + 1).replaceFirst("\\[.*", "");
			return MISTAKEN.contains(last)
					|| (text.startsWith(FORMER_SHORT_PREFIX) && List.of("uri", "host").contains(last));
		});
	}

	private static UnusedConnection mistaken(ConfigurationProperty property) {
		String name = property.getName().toString();
		String right = name.matches(".*\\.hosts?(\\[.*)?")
				? PREFIX + "host, with " + PREFIX + "additional-hosts for further ones" : PREFIX + "uri";
		return new UnusedConnection(name, "(not shown)",
				(property.getOrigin() != null) ? property.getOrigin().toString() : "unknown",
				"Spring Boot does not read it; where a MongoDB is, is told by " + right + ".",
				"Rename the property to " + right + ". To use the embedded MongoDB all the same, remove the property.");
	}

	private static @Nullable UnusedConnection find(Environment environment, String name, String reason, String action) {
		ConfigurationPropertyName wanted = ConfigurationPropertyName.of(name);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			ConfigurationProperty property = find(source, wanted);
			if (property != null) {
				return isOff(property) ? null
						: new UnusedConnection(property.getName().toString(), shown(name, property),
								(property.getOrigin() != null) ? property.getOrigin().toString() : "unknown", reason,
								action);
			}
		}
		return null;
	}

	private static @Nullable ConfigurationProperty find(ConfigurationPropertySource source,
			ConfigurationPropertyName name) {
		ConfigurationProperty exact = source.getConfigurationProperty(name);
		if (exact != null || source.containsDescendantOf(name) == ConfigurationPropertyState.ABSENT) {
			return exact;
		}
		// the elements of a list
		return (source instanceof IterableConfigurationPropertySource iterable) ? iterable.stream()
			.filter(name::isAncestorOf)
			.map(source::getConfigurationProperty)
			.flatMap(Stream::ofNullable)
			.findFirst()
			.orElse(null) : null;
	}

	private static boolean isOff(ConfigurationProperty property) {
		return String.valueOf(property.getValue()).toLowerCase(Locale.ROOT).equals("false");
	}

	private static String shown(String name, ConfigurationProperty property) {
		return SECRETS.stream().anyMatch(name::endsWith) ? "(not shown)" : "\"" + property.getValue() + "\"";
	}

}
